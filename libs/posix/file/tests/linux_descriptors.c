/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors and their flags: dup(2), fcntl(2), close_range(2), ioctl(2). Also run on Linux itself. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-file.h>
#include <unicore/test.h>

#define DUPFD 0
#define GETFD 1
#define SETFD 2
#define GETFL 3
#define SETFL 4
#define GETLK 5
#define SETLK 6
#define DUPFD_CLOEXEC 1030

static int make(void)
{
	return (int)UC_CALL(eventfd2, 0, 0);
}

UC_TEST(descriptors_are_the_lowest_free)
{
	int a = make(), b = make(), c = make();
	UC_REQUIRE(a >= 0 && b > a && c > b);
	UC_CHECK_EQUAL(UC_CALL(close, a), 0);
	UC_CHECK_EQUAL(UC_CALL(close, b), 0);
	UC_CHECK_EQUAL(make(), a);
	UC_CHECK_EQUAL(UC_CALL(dup, c), b);
	UC_CALL(close, a);
	UC_CALL(close, b);
	UC_CALL(close, c);
}

UC_TEST(descriptors_that_are_not_open)
{
	char byte;
	struct uc_linux_stat stat;
	int closed[] = {-1, 900, 1 << 30};
	for (int i = 0; i < 3; i++) {
		int d = closed[i];
		UC_CHECK_EQUAL(UC_CALL(read, d, &byte, 1), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(write, d, &byte, 1), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(close, d), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(dup, d), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(dup2, d, d), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(fcntl, d, GETFD, 0), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(ioctl, d, UC_FIONBIO, &i), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(lseek, d, 0, 0), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(fstat, d, &stat), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(fsync, d), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(ftruncate, d, 0), -EBADF);
		UC_CHECK_EQUAL(UC_CALL(pread64, d, &byte, 1, 0), -EBADF);
	}
}

UC_TEST(dup2_replaces)
{
	uint64_t one = 1, got = 0;
	int a = make(), b = make();
	UC_CHECK_EQUAL(UC_CALL(dup2, a, b), b);
	UC_CHECK_EQUAL(UC_CALL(write, a, &one, 8), 8);
	UC_CHECK_EQUAL(UC_CALL(read, b, &got, 8), 8);
	UC_CHECK_EQUAL(got, 1);
	UC_CHECK_EQUAL(UC_CALL(dup2, a, a), a);
	UC_CHECK_EQUAL(UC_CALL(dup2, a, -1), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(dup2, a, 100), 100);
	UC_CHECK_EQUAL(UC_CALL(close, 100), 0);
	UC_CHECK_EQUAL(UC_CALL(dup3, a, a, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(dup3, a, b, UC_O_NONBLOCK), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(dup3, a, b, UC_O_CLOEXEC), b);
	UC_CHECK_EQUAL(UC_CALL(fcntl, b, GETFD, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(fcntl, a, GETFD, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(dup2, a, b), b);
	UC_CHECK_EQUAL(UC_CALL(fcntl, b, GETFD, 0), 0);
	UC_CALL(close, a);
	UC_CALL(close, b);
}

UC_TEST(fcntl_copies_from_a_lowest)
{
	int a = make();
	long b = UC_CALL(fcntl, a, DUPFD, 50), c = UC_CALL(fcntl, a, DUPFD_CLOEXEC, 50);
	UC_CHECK_EQUAL(b, 50);
	UC_CHECK_EQUAL(c, 51);
	UC_CHECK_EQUAL(UC_CALL(fcntl, c, GETFD, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(fcntl, a, DUPFD, -1), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(fcntl, a, DUPFD, 1 << 30), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(fcntl, a, 999, 0), -EINVAL);
	UC_CALL(close, a);
	UC_CALL(close, (int)b);
	UC_CALL(close, (int)c);
}

UC_TEST(fcntl_flags_are_the_files_or_the_descriptors)
{
	int a = make(), b = (int)UC_CALL(dup, a);
	UC_CHECK_EQUAL(UC_CALL(fcntl, a, SETFD, 1), 0);
	UC_CHECK_EQUAL(UC_CALL(fcntl, b, GETFD, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(fcntl, a, SETFL, UC_O_NONBLOCK | UC_O_WRONLY), 0);
	/* The access mode stays; the flag is seen through both. */
	UC_CHECK_EQUAL(UC_CALL(fcntl, b, GETFL, 0) & (UC_O_NONBLOCK | UC_O_ACCMODE), UC_O_NONBLOCK | UC_O_RDWR);
	int off = 0, on = 1;
	UC_CHECK_EQUAL(UC_CALL(ioctl, b, UC_FIONBIO, &off), 0);
	UC_CHECK_EQUAL(UC_CALL(fcntl, a, GETFL, 0) & UC_O_NONBLOCK, 0);
	UC_CHECK_EQUAL(UC_CALL(ioctl, b, UC_FIONBIO, &on), 0);
	UC_CHECK_EQUAL(UC_CALL(fcntl, a, GETFL, 0) & UC_O_NONBLOCK, UC_O_NONBLOCK);
	UC_CHECK_EQUAL(UC_CALL(ioctl, b, UC_FIOCLEX, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(fcntl, b, GETFD, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(ioctl, b, UC_FIONCLEX, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(fcntl, b, GETFD, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(ioctl, b, UC_TIOCGWINSZ, &on), -ENOTTY);
	UC_CALL(close, a);
	UC_CALL(close, b);
}

struct lock {
	int16_t type, whence;
	int64_t start, length;
	int32_t pid;
};

UC_TEST(fcntl_locks_never_conflict_within_a_process)
{
	int ends[2];
	UC_REQUIRE(UC_CALL(pipe2, ends, 0) == 0);
	struct lock lock = {0, 0, 0, 0, 0};
	UC_CHECK_EQUAL(UC_CALL(fcntl, ends[0], SETLK, &lock), 0);
	UC_CHECK_EQUAL(UC_CALL(fcntl, ends[0], GETLK, &lock), 0);
	UC_CHECK_EQUAL(lock.type, 2);
	lock.type = 1;
	UC_CHECK_EQUAL(UC_CALL(fcntl, ends[0], SETLK, &lock), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(fcntl, ends[1], SETLK, &lock), 0);
	lock.type = 7;
	UC_CHECK_EQUAL(UC_CALL(fcntl, ends[1], SETLK, &lock), -EINVAL);
	UC_CALL(close, ends[0]);
	UC_CALL(close, ends[1]);
}

UC_TEST(close_range_closes_what_is_open)
{
	int a = make();
	for (int i = 200; i < 210; i += 3)
		UC_CHECK_EQUAL(UC_CALL(dup2, a, i), i);
	UC_CHECK_EQUAL(UC_CALL(close_range, 200, 205, 4), 0);
	UC_CHECK_EQUAL(UC_CALL(fcntl, 203, GETFD, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(fcntl, 206, GETFD, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(close_range, 201, ~0u, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(fcntl, 203, GETFD, 0), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(fcntl, 200, GETFD, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(close_range, 5, 4, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(close_range, 4, 5, 64), -EINVAL);
	UC_CALL(close, 200);
	UC_CALL(close, a);
}

UC_TEST(files_without_a_type)
{
	struct uc_linux_stat stat;
	int a = make();
	UC_CHECK_EQUAL(UC_CALL(fstat, a, &stat), 0);
	UC_CHECK_EQUAL(stat.mode, 0600);
	UC_CHECK_EQUAL(UC_CALL(fsync, a), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(ftruncate, a, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(getdents64, a, &stat, sizeof stat), -ENOTDIR);
	UC_CALL(close, a);
}
