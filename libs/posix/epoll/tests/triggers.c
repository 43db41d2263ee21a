/* SPDX-License-Identifier: BSD-3-Clause */
/* Level, edge, once; and that readiness is pushed. */
#include "support.h"

UC_TEST(epoll_level_tells_as_long_as_it_lasts)
{
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, 0);
	UC_REQUIRE(epoll >= 0 && d >= 0);
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN), 0);
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	switch_turn(&file, IN | OUT);
	UC_CHECK_EQUAL(one(epoll, 0), IN);
	UC_CHECK_EQUAL(one(epoll, 0), IN);
	file.ready = 0;
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_edge_tells_each_change_once)
{
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, OUT);
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN | OUT | EDGE), 0);
	UC_CHECK_EQUAL(one(epoll, 0), OUT);
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	switch_turn(&file, IN | OUT);
	UC_CHECK_EQUAL(one(epoll, 0), IN | OUT);
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	switch_turn(&file, IN | OUT);
	UC_CHECK_EQUAL(one(epoll, 0), IN | OUT);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_edge_is_not_told_what_it_did_not_ask)
{
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, 0);
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN | EDGE), 0);
	switch_turn(&file, OUT);
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_oneshot_is_disarmed_until_it_is_modified)
{
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, IN);
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN | ONESHOT), 0);
	UC_CHECK_EQUAL(one(epoll, 0), IN);
	switch_turn(&file, IN);
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	switch_turn(&file, IN | UC_POLLERR);
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	UC_CHECK_EQUAL(control(epoll, MODIFY, d, IN | ONESHOT), 0);
	UC_CHECK_EQUAL(one(epoll, 0), IN | UC_POLLERR);
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_tells_errors_unasked)
{
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, 0);
	UC_CHECK_EQUAL(control(epoll, ADD, d, 0), 0);
	switch_turn(&file, UC_POLLHUP | IN);
	UC_CHECK_EQUAL(one(epoll, 0), UC_POLLHUP);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_modify_tells_what_is_there_already)
{
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, OUT);
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN | EDGE), 0);
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	UC_CHECK_EQUAL(control(epoll, MODIFY, d, OUT | EDGE), 0);
	UC_CHECK_EQUAL(one(epoll, 0), OUT);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_never_looks_at_who_told_nothing)
{
	enum { MANY = 300 };
	static struct switchable files[MANY];
	int epoll = epoll_open(), descriptors[MANY];
	for (int i = 0; i < MANY; i++) {
		descriptors[i] = switch_open(&files[i], 0);
		UC_CHECK_EQUAL(control(epoll, ADD, descriptors[i], IN), 0);
		files[i].looks = 0;
	}
	switch_turn(&files[77], IN);
	for (int round = 0; round < 10; round++)
		UC_CHECK_EQUAL(one(epoll, 0), IN);
	for (int i = 0; i < MANY; i++) {
		UC_CHECK_EQUAL(files[i].looks, i == 77 ? 10 : 0);
		UC_CALL(close, descriptors[i]);
	}
	UC_CALL(close, epoll);
}

UC_TEST(epoll_takes_turns_when_there_is_little_room)
{
	enum { THREE = 3 };
	struct switchable files[THREE];
	struct epoll_event event;
	int epoll = epoll_open(), descriptors[THREE];
	unsigned seen = 0;
	for (int i = 0; i < THREE; i++) {
		descriptors[i] = switch_open(&files[i], IN);
		UC_CHECK_EQUAL(control(epoll, ADD, descriptors[i], IN), 0);
	}
	for (int i = 0; i < THREE; i++) {
		UC_CHECK_EQUAL(UC_CALL(epoll_wait, epoll, &event, 1, 0), 1);
		for (int j = 0; j < THREE; j++)
			if (event.data == (uint64_t)descriptors[j])
				seen |= 1u << j;
	}
	UC_CHECK_EQUAL(seen, 7);
	for (int i = 0; i < THREE; i++)
		UC_CALL(close, descriptors[i]);
	UC_CALL(close, epoll);
}
