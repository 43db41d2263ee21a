/* SPDX-License-Identifier: BSD-3-Clause */
/* Modes, times, umask, statx. Also run on Linux itself. */
#include "files.h"

struct time {
	int64_t seconds, nanoseconds;
};

#define NOW 0x3fffffff
#define OMIT 0x3ffffffe

UC_TEST(modes_are_changed)
{
	struct uc_linux_stat stat;
	UC_REQUIRE(enter_new("modes"));
	make_file("f", "");
	UC_CALL(symlink, "f", "l");
	UC_CHECK_EQUAL(UC_CALL(chmod, "l", 0604), 0);
	UC_CALL(stat, "f", &stat);
	UC_CHECK_EQUAL(stat.mode, UC_S_IFREG | 0604);
	long f = UC_CALL(open, "f", UC_O_RDONLY, 0);
	UC_CHECK_EQUAL(UC_CALL(fchmod, f, 0711), 0);
	UC_CALL(fstat, f, &stat);
	UC_CHECK_EQUAL(stat.mode, UC_S_IFREG | 0711);
	UC_CALL(close, f);
	UC_CHECK_EQUAL(UC_CALL(chmod, "none", 0600), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(fchmod, 4000, 0600), -EBADF);
	leave();
}

UC_TEST(umask_takes_bits_away)
{
	struct uc_linux_stat stat;
	UC_REQUIRE(enter_new("mask"));
	long old = UC_CALL(umask, 0027);
	UC_CALL(mkdir, "d", 0777);
	long f = UC_CALL(creat, "f", 0666);
	UC_CHECK_EQUAL(UC_CALL(umask, old), 0027);
	UC_CALL(close, f);
	UC_CALL(stat, "d", &stat);
	UC_CHECK_EQUAL(stat.mode, UC_S_IFDIR | 0750);
	UC_CALL(stat, "f", &stat);
	UC_CHECK_EQUAL(stat.mode, UC_S_IFREG | 0640);
	leave();
}

UC_TEST(times_are_set)
{
	struct uc_linux_stat stat;
	struct time times[2] = {{1000, 5}, {2000, 999999999}};
	UC_REQUIRE(enter_new("times"));
	make_file("f", "");
	UC_CHECK_EQUAL(UC_CALL(utimensat, UC_AT_FDCWD, "f", times, 0), 0);
	UC_CALL(stat, "f", &stat);
	UC_CHECK(stat.atime.seconds == 1000 && stat.atime.nanoseconds == 5);
	UC_CHECK(stat.mtime.seconds == 2000 && stat.mtime.nanoseconds == 999999999);
	UC_CHECK(stat.ctime.seconds > 2000);
	times[0].nanoseconds = OMIT, times[1].nanoseconds = NOW;
	long f = UC_CALL(open, "f", UC_O_RDONLY, 0);
	UC_CHECK_EQUAL(UC_CALL(utimensat, f, 0, times, 0), 0);
	UC_CALL(fstat, f, &stat);
	UC_CHECK(stat.atime.seconds == 1000 && stat.mtime.seconds > 2000);
	times[0].nanoseconds = 1000000000;
	UC_CHECK_EQUAL(UC_CALL(utimensat, UC_AT_FDCWD, "f", times, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(utimensat, UC_AT_FDCWD, "none", 0, 0), -ENOENT);
	UC_CALL(close, f);
	leave();
}

UC_TEST(writing_moves_times)
{
	struct uc_linux_stat stat;
	struct time past[2] = {{1000, 0}, {1000, 0}};
	char byte;
	UC_REQUIRE(enter_new("written"));
	make_file("f", "ab");
	UC_CALL(utimensat, UC_AT_FDCWD, "f", past, 0);
	long f = UC_CALL(open, "f", UC_O_RDWR, 0);
	UC_CALL(read, f, &byte, 1);
	UC_CALL(fstat, f, &stat);
	UC_CHECK(stat.atime.seconds > 1000 && stat.mtime.seconds == 1000);
	UC_CALL(write, f, "x", 1);
	UC_CALL(fstat, f, &stat);
	UC_CHECK(stat.mtime.seconds > 1000);
	UC_CALL(close, f);
	leave();
}

UC_TEST(statx_tells_the_same)
{
	unsigned char raw[256];
	struct uc_linux_stat stat;
	UC_REQUIRE(enter_new("statx"));
	make_file("f", "abc");
	UC_CALL(stat, "f", &stat);
	UC_CHECK_EQUAL(UC_CALL(statx, UC_AT_FDCWD, "f", 0, 0xfff, raw), 0);
	UC_CHECK_EQUAL(*(uint64_t *)(raw + 32), stat.ino);
	UC_CHECK_EQUAL(*(uint64_t *)(raw + 40), 3);
	UC_CHECK_EQUAL(*(uint16_t *)(raw + 28), stat.mode);
	UC_CHECK_EQUAL(UC_CALL(statx, UC_AT_FDCWD, "none", 0, 0xfff, raw), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(statx, UC_AT_FDCWD, "f", 1, 0xfff, raw), -EINVAL);
	long f = UC_CALL(open, "f", UC_O_RDONLY, 0);
	UC_CHECK_EQUAL(UC_CALL(newfstatat, f, "", &stat, UC_AT_EMPTY_PATH), 0);
	UC_CHECK_EQUAL(stat.size, 3);
	UC_CHECK_EQUAL(UC_CALL(newfstatat, f, "", &stat, 0), -ENOENT);
	UC_CALL(close, f);
	leave();
}
