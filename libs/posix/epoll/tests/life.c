/* SPDX-License-Identifier: BSD-3-Clause */
/* Adding, removing, closing, nesting. */
#include "support.h"
#include <unicore/heap.h>

UC_TEST(epoll_ctl_knows_what_it_watches)
{
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, 0);
	UC_CHECK_EQUAL(control(epoll, MODIFY, d, IN), -ENOENT);
	UC_CHECK_EQUAL(control(epoll, DELETE, d, 0), -ENOENT);
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN), 0);
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN), -EEXIST);
	UC_CHECK_EQUAL(control(epoll, 9, d, IN), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(epoll_ctl, epoll, ADD, d, 0), -EFAULT);
	UC_CHECK_EQUAL(UC_CALL(epoll_ctl, epoll, DELETE, d, 0), 0);
	UC_CHECK(uc_list_empty(&file.file.waiters.entries));
	UC_CHECK_EQUAL(control(epoll, ADD, 4000, IN), -EBADF);
	UC_CHECK_EQUAL(control(4000, ADD, d, IN), -EBADF);
	UC_CHECK_EQUAL(control(d, ADD, epoll, IN), -EINVAL);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_refuses_files_that_are_always_ready)
{
	static const struct uc_file_operations none;
	struct uc_file file;
	uc_file_init(&file, &none, UC_O_RDWR);
	int epoll = epoll_open(), d = uc_descriptor_install(&file, 0, false);
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN), -EPERM);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_create_checks_its_argument)
{
	UC_CHECK_EQUAL(UC_CALL(epoll_create1, 1), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(epoll_create, 0), -EINVAL);
	long epoll = UC_CALL(epoll_create, 1);
	UC_CHECK(epoll >= 0);
	UC_CHECK_EQUAL(UC_CALL(close, epoll), 0);
}

UC_TEST(epoll_forgets_a_file_with_its_last_descriptor)
{
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, IN);
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN), 0);
	long copy = UC_CALL(dup, d);
	UC_CHECK_EQUAL(UC_CALL(close, d), 0);
	UC_CHECK_EQUAL(one(epoll, 0), IN);
	UC_CHECK_EQUAL(UC_CALL(close, copy), 0);
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	UC_CALL(close, epoll);
}

/* The descriptor is used again while the file that it meant first lives on: both are watched. */
UC_TEST(epoll_tells_files_of_one_descriptor_apart)
{
	struct switchable first, second;
	int epoll = epoll_open(), d = switch_open(&first, IN);
	struct epoll_event events[4], event = {IN, 1};
	UC_CHECK_EQUAL(UC_CALL(epoll_ctl, epoll, ADD, d, &event), 0);
	long copy = UC_CALL(dup, d);
	UC_CALL(close, d);
	UC_CHECK_EQUAL(switch_open(&second, IN), d);
	event.data = 2;
	UC_CHECK_EQUAL(UC_CALL(epoll_ctl, epoll, ADD, d, &event), 0);
	UC_CHECK_EQUAL(UC_CALL(epoll_wait, epoll, events, 4, 0), 2);
	UC_CHECK_EQUAL(events[0].data + events[1].data, 3);
	UC_CALL(close, d);
	UC_CALL(close, copy);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_leaves_nothing_behind)
{
	enum { MANY = 200 };
	static struct switchable files[MANY];
	static int descriptors[MANY];
	struct uc_heap_statistics before, after;
	for (int i = 0; i < MANY; i++)
		descriptors[i] = switch_open(&files[i], i & 1 ? IN : 0);
	uc_heap_statistics(&before);
	int epoll = epoll_open();
	for (int i = 0; i < MANY; i++)
		UC_CHECK_EQUAL(control(epoll, ADD, descriptors[i], IN), 0);
	UC_CHECK_EQUAL(UC_CALL(close, epoll), 0);
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(after.used_bytes, before.used_bytes);
	UC_CHECK_EQUAL(after.blocks, before.blocks);
	for (int i = 0; i < MANY; i++) {
		UC_CHECK(uc_list_empty(&files[i].file.waiters.entries));
		UC_CALL(close, descriptors[i]);
	}
}

UC_TEST(epoll_in_an_epoll)
{
	struct switchable file;
	int inner = epoll_open(), outer = epoll_open(), d = switch_open(&file, 0);
	UC_CHECK_EQUAL(control(inner, ADD, d, IN), 0);
	UC_CHECK_EQUAL(control(outer, ADD, inner, IN), 0);
	UC_CHECK_EQUAL(one(outer, 0), 0);
	switch_turn(&file, IN);
	UC_CHECK_EQUAL(one(outer, 0), IN);
	UC_CHECK_EQUAL(one(inner, 0), IN);
	file.ready = 0;
	UC_CHECK_EQUAL(one(outer, 0), 0);
	UC_CALL(close, inner);
	UC_CHECK_EQUAL(one(outer, 0), 0);
	UC_CALL(close, d);
	UC_CALL(close, outer);
}

UC_TEST(epoll_refuses_circles_and_long_chains)
{
	enum { CHAIN = 6 };
	int epolls[CHAIN];
	for (int i = 0; i < CHAIN; i++)
		epolls[i] = epoll_open();
	UC_CHECK_EQUAL(control(epolls[0], ADD, epolls[0], IN), -EINVAL);
	for (int i = 1; i < CHAIN - 1; i++)
		UC_CHECK_EQUAL(control(epolls[i], ADD, epolls[i - 1], IN), 0);
	UC_CHECK_EQUAL(control(epolls[0], ADD, epolls[CHAIN - 2], IN), -ELOOP);
	UC_CHECK_EQUAL(control(epolls[0], ADD, epolls[1], IN), -ELOOP);
	UC_CHECK_EQUAL(control(epolls[CHAIN - 1], ADD, epolls[CHAIN - 2], IN), -ELOOP);
	for (int i = 0; i < CHAIN; i++)
		UC_CALL(close, epolls[i]);
}
