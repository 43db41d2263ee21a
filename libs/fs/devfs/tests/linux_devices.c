/* SPDX-License-Identifier: BSD-3-Clause */
/* What null(4), zero(4), full(4) and random(4) promise. Also run on Linux itself. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-file.h>
#include <unicore/test.h>

static char bytes[4096];

static bool all(char value)
{
	for (unsigned i = 0; i < sizeof bytes; i++)
		if (bytes[i] != value)
			return false;
	return true;
}

UC_TEST(dev_null)
{
	struct uc_linux_stat stat;
	long file = UC_CALL(open, "/dev/null", UC_O_RDWR | UC_O_CREAT | UC_O_TRUNC, 0644);
	UC_REQUIRE(file >= 0);
	UC_CHECK_EQUAL(UC_CALL(read, file, bytes, 10), 0);
	UC_CHECK_EQUAL(UC_CALL(write, file, bytes, 10), 10);
	UC_CHECK_EQUAL(UC_CALL(lseek, file, 100, UC_SEEK_SET), 0);
	UC_CHECK_EQUAL(UC_CALL(fstat, file, &stat), 0);
	UC_CHECK_EQUAL(stat.mode, UC_S_IFCHR | 0666);
	UC_CHECK_EQUAL(stat.rdev, 1 << 8 | 3);
	UC_CHECK_EQUAL(UC_CALL(close, file), 0);
	file = UC_CALL(open, "/dev/null", UC_O_RDONLY, 0);
	UC_CHECK_EQUAL(UC_CALL(write, file, bytes, 1), -EBADF);
	UC_CALL(close, file);
	UC_CHECK_EQUAL(UC_CALL(open, "/dev/null/x", UC_O_RDONLY, 0), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(open, "/dev/nonesuch", UC_O_RDONLY, 0), -ENOENT);
}

UC_TEST(dev_zero_and_full)
{
	for (int i = 0; i < 2; i++) {
		long file = UC_CALL(open, i ? "/dev/full" : "/dev/zero", UC_O_RDWR, 0);
		UC_REQUIRE(file >= 0);
		for (unsigned n = 0; n < sizeof bytes; n++)
			bytes[n] = 'x';
		UC_CHECK_EQUAL(UC_CALL(read, file, bytes, sizeof bytes), sizeof bytes);
		UC_CHECK(all(0));
		UC_CHECK_EQUAL(UC_CALL(write, file, bytes, 7), i ? -ENOSPC : 7);
		UC_CALL(close, file);
	}
}

UC_TEST(dev_random_differs)
{
	static char first[4096];
	long file = UC_CALL(open, "/dev/urandom", UC_O_RDONLY, 0);
	UC_REQUIRE(file >= 0);
	UC_CHECK_EQUAL(UC_CALL(read, file, first, sizeof first), sizeof first);
	UC_CHECK_EQUAL(UC_CALL(read, file, bytes, sizeof bytes), sizeof bytes);
	unsigned same = 0;
	for (unsigned i = 0; i < sizeof bytes; i++)
		same += bytes[i] == first[i];
	UC_CHECK(same < 100);
	UC_CALL(close, file);
}
