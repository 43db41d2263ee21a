/* SPDX-License-Identifier: BSD-3-Clause */
/* The table as it grows, up to its limit and without memory; and what becomes of files. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/heap.h>
#include <unicore/heapfault.h>
#include <unicore/test.h>

#define RLIMIT_NOFILE 7

static int released;

static void release(struct uc_file *file)
{
	(void)file;
	released++;
}

static const struct uc_file_operations operations = {.release = release};

static void gone(struct uc_wait_entry *entry, unsigned events)
{
	if (events & UC_FILE_GONE) {
		uc_list_remove(&entry->node);
		released += 100;
	}
}

UC_TEST(file_tells_its_listeners_that_it_is_gone)
{
	struct uc_file file;
	struct uc_wait_entry entry = {.notify = gone};
	uc_file_init(&file, &operations, 0);
	uc_waitq_add(&file.waiters, &entry);
	uc_file_get(&file);
	released = 0;
	uc_file_put(&file);
	UC_CHECK_EQUAL(released, 0);
	uc_file_put(&file);
	UC_CHECK_EQUAL(released, 101);
}

UC_TEST(file_stays_while_a_call_uses_it)
{
	struct uc_file file;
	uc_file_init(&file, &operations, 0);
	released = 0;
	int descriptor = uc_descriptor_install(&file, 0, false);
	struct uc_file *used = uc_descriptor_file(descriptor);
	UC_CHECK(used == &file);
	UC_CALL(close, descriptor);
	UC_CHECK_EQUAL(released, 0);
	UC_CHECK(!uc_descriptor_file(descriptor));
	uc_file_put(used);
	UC_CHECK_EQUAL(released, 1);
}

UC_TEST(table_grows_to_its_limit)
{
	static struct uc_file file;
	struct {
		uint64_t current, most;
	} limit = {300, 65536};
	uc_file_init(&file, &operations, UC_O_RDWR);
	UC_REQUIRE(UC_CALL(prlimit64, 0, RLIMIT_NOFILE, &limit, 0) == 0);
	int last = -1, next;
	for (;;) {
		uc_file_get(&file);
		next = uc_descriptor_install(&file, 0, false);
		if (next < 0)
			break;
		UC_REQUIRE(next > last && next < 300);
		last = next;
	}
	UC_CHECK_EQUAL(next, -EMFILE);
	UC_CHECK_EQUAL(last, 299);
	UC_CHECK_EQUAL(UC_CALL(dup2, last, 300), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(dup, last), -EMFILE);
	UC_CHECK_EQUAL(UC_CALL(fcntl, last, 0, 300), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(pipe2, (int[2]){0}, 0), -EMFILE);
	UC_CALL(close, 299);
	/* One is free, and two are needed: nothing is left open. */
	UC_CHECK_EQUAL(UC_CALL(pipe2, (int[2]){0}, 0), -EMFILE);
	UC_CHECK_EQUAL(UC_CALL(eventfd2, 0, 0), 299);
	UC_CALL(close, 299);
	UC_CHECK_EQUAL(UC_CALL(close_range, 3, ~0u, 0), 0);
	limit.current = 65536;
	UC_CALL(prlimit64, 0, RLIMIT_NOFILE, &limit, 0);
}

UC_TEST(table_without_memory_stays_as_it_is)
{
	struct uc_heap_statistics before, after;
	int descriptors[2], event = (int)UC_CALL(eventfd2, 0, 0);
	uc_heap_statistics(&before);
	uc_heapfault_arm(1);
	UC_CHECK_EQUAL(UC_CALL(dup2, event, 5000), -ENOMEM);
	UC_CHECK(uc_heapfault_fired());
	uc_heapfault_arm(1);
	UC_CHECK_EQUAL(UC_CALL(fcntl, event, 0, 9000), -ENOMEM);
	for (unsigned long n = 1; n < 3; n++) {
		uc_heapfault_arm(n);
		if (UC_CALL(pipe2, descriptors, 0) == 0) {
			UC_CALL(close, descriptors[0]);
			UC_CALL(close, descriptors[1]);
		}
	}
	uc_heapfault_arm(0);
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(after.blocks, before.blocks);
	UC_CHECK_EQUAL(UC_CALL(dup2, event, 5000), 5000);
	UC_CALL(close, 5000);
	UC_CALL(close, event);
}
