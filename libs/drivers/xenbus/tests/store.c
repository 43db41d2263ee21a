/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes, transactions and watches against a xenstore that behaves. */
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/xen-model.h>
#include <unicore/xenbus.h>

static bool is_text(const char *text, const char *expected)
{
	size_t bytes = strlen(expected) + 1;
	return text && strlen(text) + 1 == bytes && memcmp(text, expected, bytes) == 0;
}

UC_TEST(what_is_written_can_be_read)
{
	char text[32];
	uint64_t number = 0;
	uc_xen_model_restart();
	UC_CHECK_EQUAL(uc_xenbus_read(0, "data/a", text, sizeof(text)), -ENOENT);
	UC_CHECK_EQUAL(uc_xenbus_write(0, "data/a", "some text"), 0);
	UC_CHECK_EQUAL(uc_xenbus_read(0, "data/a", text, sizeof(text)), 9);
	UC_CHECK(is_text(text, "some text"));
	UC_CHECK(is_text(uc_xen_model_read(UC_XEN_MODEL_HOME "data/a"), "some text"));
	UC_CHECK_EQUAL(uc_xenbus_read(0, "data/a", text, 10), 9);
	UC_CHECK_EQUAL(uc_xenbus_read(0, "data/a", text, 9), -E2BIG);
	UC_CHECK_EQUAL(uc_xenbus_read_number(0, "data/a", &number), -EINVAL);
	UC_CHECK_EQUAL(uc_xenbus_write_number(0, "data/n", UINT64_MAX), 0);
	UC_CHECK_EQUAL(uc_xenbus_read_number(0, "data/n", &number), 0);
	UC_CHECK(number == UINT64_MAX);
	uc_xen_model_write(UC_XEN_MODEL_HOME "data/n", "18446744073709551616");
	UC_CHECK_EQUAL(uc_xenbus_read_number(0, "data/n", &number), -EINVAL);
	UC_CHECK_EQUAL(uc_xenbus_list(0, "data", text, sizeof(text)), 4);
	UC_CHECK(memcmp(text, "a\0n\0", 4) == 0);
	UC_CHECK_EQUAL(uc_xenbus_remove(0, "data"), 0);
	UC_CHECK_EQUAL(uc_xenbus_list(0, "data", text, sizeof(text)), -ENOENT);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

UC_TEST(values_longer_than_the_ring)
{
	static char value[4000], back[4097];
	uc_xen_model_restart();
	for (unsigned n = 0; n + 1 < sizeof(value); n++)
		value[n] = (char)('a' + n % 26);
	for (unsigned n = 0; n < 20; n++) {
		UC_CHECK_EQUAL(uc_xenbus_write(0, "long", value), 0);
		UC_CHECK_EQUAL(uc_xenbus_read(0, "long", back, sizeof(back)), sizeof(value) - 1);
		UC_CHECK(memcmp(value, back, sizeof(value)) == 0);
	}
	static char too_long[4096];
	memset(too_long, 'x', sizeof(too_long) - 1);
	UC_CHECK_EQUAL(uc_xenbus_write(0, "long", too_long), -E2BIG);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

static unsigned tries, disturbances;

static int fill(uc_xenbus_transaction transaction, void *argument)
{
	tries++;
	UC_CHECK_EQUAL(uc_xenbus_write(transaction, "pair/a", "1"), 0);
	UC_CHECK(uc_xen_model_read(UC_XEN_MODEL_HOME "pair/a") == NULL);
	if (disturbances > 0) {
		disturbances--;
		uc_xen_model_write("/elsewhere", "x");
	}
	UC_CHECK_EQUAL(uc_xenbus_write(transaction, "pair/b", "2"), 0);
	return argument ? -EINVAL : 0;
}

UC_TEST(a_transaction_is_seen_whole_or_not_at_all)
{
	uc_xen_model_restart();
	tries = 0;
	disturbances = 3;
	UC_CHECK_EQUAL(uc_xenbus_transact(fill, NULL), 0);
	UC_CHECK_EQUAL(tries, 4);
	UC_CHECK(is_text(uc_xen_model_read(UC_XEN_MODEL_HOME "pair/b"), "2"));
	uc_xen_model_restart();
	UC_CHECK_EQUAL(uc_xenbus_transact(fill, &tries), -EINVAL);
	UC_CHECK(uc_xen_model_read(UC_XEN_MODEL_HOME "pair/a") == NULL);
	uc_xen_model_restart();
	disturbances = ~0u;
	UC_CHECK_EQUAL(uc_xenbus_transact(fill, NULL), -EAGAIN);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

static unsigned calls;
static struct uc_waitq called = UC_WAITQ_INIT(called);

static void on_change(struct uc_xenbus_watch *watch)
{
	char text[16];
	(void)watch;
	(void)uc_xenbus_read(0, "watched/x", text, sizeof(text));
	calls++;
	uc_waitq_wake_all(&called, 0);
}

static bool wait_for(unsigned count)
{
	uint64_t deadline_ns = uc_clock_monotonic_ns() + 2 * UC_NS_PER_SECOND;
	return UC_WAIT_EVENT(&called, calls >= count, deadline_ns, false) == 0;
}

UC_TEST(watches_tell_of_changes)
{
	static struct uc_xenbus_watch watch = {.path = "watched", .changed = on_change};
	uc_xen_model_restart();
	calls = 0;
	UC_CHECK_EQUAL(uc_xenbus_watch(&watch), 0);
	UC_CHECK(wait_for(1));
	uc_xen_model_write(UC_XEN_MODEL_HOME "watched/x", "1");
	UC_CHECK(wait_for(2));
	uc_xen_model_write(UC_XEN_MODEL_HOME "other", "1");
	uc_xen_model_write(UC_XEN_MODEL_HOME "watched", NULL);
	UC_CHECK(wait_for(3));
	UC_CHECK_EQUAL(calls, 3);
	/* Restored elsewhere: it is watched again. */
	UC_CHECK_EQUAL(uc_xen_suspend(), 0);
	UC_CHECK(wait_for(4));
	uc_xen_model.cancels = true;
	UC_CHECK_EQUAL(uc_xen_suspend(), -ECANCELED);
	uc_xen_model_write(UC_XEN_MODEL_HOME "watched/x", "2");
	UC_CHECK(wait_for(5));
	uc_xenbus_unwatch(&watch);
	uc_xenbus_unwatch(&watch);
	uc_xen_model_write(UC_XEN_MODEL_HOME "watched/x", "3");
	uc_sleep_until(uc_clock_monotonic_ns() + 10 * UC_NS_PER_MS, false);
	UC_CHECK_EQUAL(calls, 5);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

static unsigned answers;

static void ask(void *argument)
{
	char path[16] = "many/a", text[16];
	path[5] = (char)('a' + (uintptr_t)argument);
	for (unsigned n = 0; n < 50; n++) {
		UC_CHECK_EQUAL(uc_xenbus_write(0, path, path), 0);
		uc_thread_yield();
		UC_CHECK_EQUAL(uc_xenbus_read(0, path, text, sizeof(text)), 6);
		answers += is_text(text, path);
	}
}

UC_TEST(threads_ask_at_once)
{
	struct uc_thread *threads[4];
	uc_xen_model_restart();
	answers = 0;
	for (uintptr_t n = 0; n < 4; n++)
		UC_CHECK_EQUAL(uc_thread_create(&threads[n], NULL, ask, (void *)n), 0);
	for (unsigned n = 0; n < 4; n++)
		UC_CHECK_EQUAL(uc_thread_join(threads[n]), 0);
	UC_CHECK_EQUAL(answers, 200);
}

UC_TEST(a_domain_without_xenstore)
{
	char text[8];
	uc_xen_model_restart();
	uc_xen_model.bad_replies = 1;
	while (uc_xenbus_read(0, "x", text, sizeof(text)) != -EIO)
		;
	UC_CHECK_EQUAL(uc_xenbus_write(0, "x", "y"), -EIO);
	uc_xen_model_restart();
	UC_CHECK_EQUAL(uc_xenbus_write(0, "x", "y"), 0);
}
