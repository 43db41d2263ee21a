/* SPDX-License-Identifier: BSD-3-Clause */
/* flock(2): locks of open files. Also run on Linux itself. */
#include "files.h"
#include <unicore/party.h>

#define SHARED 1
#define EXCLUSIVE 2
#define AT_ONCE 4
#define UNLOCK 8

static bool open_both(int files[2])
{
	if (make_file("f", ""))
		return false;
	for (int i = 0; i < 2; i++)
		files[i] = (int)UC_CALL(open, "f", UC_O_RDWR, 0);
	return files[0] >= 0 && files[1] >= 0;
}

UC_TEST(flock_keeps_others_out)
{
	int f[2];
	UC_REQUIRE(enter_new("flock") && open_both(f));
	UC_CHECK_EQUAL(UC_CALL(flock, f[0], SHARED), 0);
	UC_CHECK_EQUAL(UC_CALL(flock, f[1], SHARED | AT_ONCE), 0);
	UC_CHECK_EQUAL(UC_CALL(flock, f[1], EXCLUSIVE | AT_ONCE), -EWOULDBLOCK);
	/* The shared one was given up on the way. */
	UC_CHECK_EQUAL(UC_CALL(flock, f[0], EXCLUSIVE | AT_ONCE), 0);
	UC_CHECK_EQUAL(UC_CALL(flock, f[1], SHARED | AT_ONCE), -EWOULDBLOCK);
	UC_CHECK_EQUAL(UC_CALL(flock, f[0], UNLOCK), 0);
	UC_CHECK_EQUAL(UC_CALL(flock, f[1], EXCLUSIVE | AT_ONCE), 0);
	UC_CHECK_EQUAL(UC_CALL(flock, f[1], UNLOCK), 0);
	UC_CHECK_EQUAL(UC_CALL(flock, f[1], 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(flock, 4000, SHARED), -EBADF);
	UC_CALL(close, f[0]);
	UC_CALL(close, f[1]);
	leave();
}

UC_TEST(flock_belongs_to_the_open_file)
{
	int f[2];
	UC_REQUIRE(enter_new("flockdup") && open_both(f));
	UC_CHECK_EQUAL(UC_CALL(flock, f[0], EXCLUSIVE), 0);
	int copy = (int)UC_CALL(dup, f[0]);
	UC_CHECK_EQUAL(UC_CALL(flock, copy, EXCLUSIVE | AT_ONCE), 0);
	UC_CALL(close, f[0]);
	UC_CHECK_EQUAL(UC_CALL(flock, f[1], SHARED | AT_ONCE), -EWOULDBLOCK);
	/* With the last descriptor the lock is gone. */
	UC_CALL(close, copy);
	UC_CHECK_EQUAL(UC_CALL(flock, f[1], SHARED | AT_ONCE), 0);
	UC_CALL(close, f[1]);
	leave();
}

static void unlock_later(void *argument)
{
	sleep_ms(5);
	UC_CALL(flock, *(int *)argument, UNLOCK);
}

UC_TEST(flock_waits)
{
	int f[2];
	party other;
	UC_REQUIRE(enter_new("flockwait") && open_both(f));
	UC_CHECK_EQUAL(UC_CALL(flock, f[0], EXCLUSIVE), 0);
	UC_REQUIRE(party_start(&other, unlock_later, &f[0]));
	UC_CHECK_EQUAL(UC_CALL(flock, f[1], EXCLUSIVE), 0);
	party_join(other);
	UC_CHECK_EQUAL(UC_CALL(flock, f[0], SHARED | AT_ONCE), -EWOULDBLOCK);
	UC_CALL(close, f[0]);
	UC_CALL(close, f[1]);
	leave();
}
