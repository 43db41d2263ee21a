/* SPDX-License-Identifier: BSD-3-Clause */
/* Events of host descriptors, seen through pipes of the host. */
#include "host.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/test.h>

#define SECOND 1000000000ULL

struct end {
	struct uc_host_watch watch;
	int ends[2];
	unsigned told;
	struct end *removes; /* another one that the notification removes */
};

static void notify(struct uc_host_watch *watch, unsigned events)
{
	struct end *end = UC_CONTAINER_OF(watch, struct end, watch);
	if (events & EPOLLIN)
		end->told++;
	if (end->removes != NULL)
		uc_host_watch_remove(&end->removes->watch);
}

static bool open_pipe(struct end *end)
{
	*end = (struct end){.watch.notify = notify};
	if (HOST(HOST_PIPE2, end->ends, O_CLOEXEC_NONBLOCK) != 0)
		return false;
	end->watch.descriptor = end->ends[0];
	return uc_host_watch_add(&end->watch, EPOLLIN) == 0;
}

static void close_pipe(struct end *end)
{
	uc_host_watch_remove(&end->watch);
	HOST(HOST_CLOSE, end->ends[0]);
	HOST(HOST_CLOSE, end->ends[1]);
}

/* Whether the wait ended before its deadline. */
static bool idle_ends_within(uint64_t ns)
{
	uint64_t deadline_ns = uc_plat_monotonic_ns() + ns;
	unsigned long state = uc_plat_irq_save();
	uc_plat_idle(deadline_ns);
	uc_plat_irq_restore(state);
	return uc_plat_monotonic_ns() < deadline_ns;
}

UC_TEST(watch_ends_the_idle_wait_once_per_event)
{
	struct end end;
	UC_REQUIRE(open_pipe(&end));
	HOST(HOST_WRITE, end.ends[1], "x", 1);
	UC_CHECK(idle_ends_within(60 * SECOND));
	UC_CHECK_EQUAL(end.told, 1);
	UC_CHECK(!idle_ends_within(SECOND / 100)); /* edge-triggered: the byte is still there */
	UC_CHECK_EQUAL(end.told, 1);
	HOST(HOST_WRITE, end.ends[1], "x", 1);
	uc_host_poll();
	UC_CHECK_EQUAL(end.told, 2);
	close_pipe(&end);
}

UC_TEST(watch_tells_nothing_after_its_removal)
{
	struct end end;
	UC_REQUIRE(open_pipe(&end));
	UC_CHECK_EQUAL(uc_host_watch_remove(&end.watch), 0);
	HOST(HOST_WRITE, end.ends[1], "x", 1);
	uc_host_poll();
	UC_CHECK_EQUAL(end.told, 0);
	UC_CHECK_EQUAL(uc_host_watch_remove(&end.watch), -ENOENT);
	close_pipe(&end);
}

/* Both have events in one batch; whichever comes first removes the other, which must not be told any more. */
UC_TEST(watch_removed_by_a_notification_of_the_same_batch)
{
	struct end first, second;
	UC_REQUIRE(open_pipe(&first));
	UC_REQUIRE(open_pipe(&second));
	first.removes = &second;
	second.removes = &first;
	HOST(HOST_WRITE, first.ends[1], "x", 1);
	HOST(HOST_WRITE, second.ends[1], "x", 1);
	uc_host_poll();
	UC_CHECK_EQUAL(first.told + second.told, 1);
	first.removes = second.removes = NULL;
	close_pipe(&first);
	close_pipe(&second);
}

UC_TEST(watch_of_no_descriptor_is_an_error)
{
	struct uc_host_watch watch = {.descriptor = 999, .notify = notify};
	UC_CHECK_EQUAL(uc_host_watch_add(&watch, EPOLLIN), -EBADF);
}

/* More descriptors than one batch takes. */
UC_TEST(watch_many)
{
	static struct end ends[150];
	for (size_t n = 0; n < UC_ARRAY_LENGTH(ends); n++) {
		UC_REQUIRE(open_pipe(&ends[n]));
		HOST(HOST_WRITE, ends[n].ends[1], "x", 1);
	}
	for (int polls = 0; polls < 10; polls++)
		uc_host_poll();
	for (size_t n = 0; n < UC_ARRAY_LENGTH(ends); n++) {
		UC_CHECK_EQUAL(ends[n].told, 1);
		close_pipe(&ends[n]);
	}
}
