/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors 0, 1 and 2. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/test.h>

UC_TEST(console_is_open_as_0_1_2)
{
	struct uc_linux_stat stat;
	uint16_t window[4];
	for (int d = 0; d < 3; d++) {
		UC_CHECK_EQUAL(UC_CALL(fstat, d, &stat), 0);
		UC_CHECK_EQUAL(stat.mode & UC_S_IFMT, UC_S_IFCHR);
		UC_CHECK_EQUAL(UC_CALL(ioctl, d, UC_TIOCGWINSZ, window), 0);
		UC_CHECK_EQUAL(UC_CALL(lseek, d, 0, 0), -ESPIPE);
		UC_CHECK_EQUAL(UC_CALL(fcntl, d, 3, 0) & UC_O_ACCMODE, UC_O_RDWR);
	}
}

UC_TEST(console_writes_vectors)
{
	struct uc_iovec vector[3] = {{"# one ", 6}, {"", 0}, {"two\n", 4}};
	UC_CHECK_EQUAL(UC_CALL(writev, 1, vector, 3), 10);
	UC_CHECK_EQUAL(UC_CALL(write, 2, "", 0), 0);
}

UC_TEST(console_modes_are_kept)
{
	unsigned char before[36], modes[36];
	UC_CHECK_EQUAL(UC_CALL(ioctl, 0, UC_TCGETS, before), 0);
	UC_CHECK_EQUAL(UC_CALL(ioctl, 0, UC_TCGETS, modes), 0);
	modes[12] ^= 8; /* ECHO */
	UC_CHECK_EQUAL(UC_CALL(ioctl, 0, UC_TCSETS, modes), 0);
	UC_CHECK_EQUAL(UC_CALL(ioctl, 1, UC_TCGETS, modes), 0);
	UC_CHECK_EQUAL(modes[12], before[12] ^ 8);
	UC_CALL(ioctl, 0, UC_TCSETS, before);
}

/* Nothing is typed during tests: there is nothing yet, or the end. */
UC_TEST(console_without_waiting_says_again)
{
	char byte;
	int on = 1, off = 0;
	UC_CALL(ioctl, 0, UC_FIONBIO, &on);
	long got = UC_CALL(read, 0, &byte, 1);
	UC_CHECK(got == -EAGAIN || got == 0);
	UC_CALL(ioctl, 0, UC_FIONBIO, &off);
}

struct pollfd {
	int descriptor;
	short events, returned;
};

/* In usual runs nobody types: there is nothing, or the end. tests/e2e/console.test.mjs types lines into this test. */
UC_TEST(console_wakes_who_waits_for_input)
{
	struct pollfd entry = {0, UC_POLLIN, 0};
	char text[64];
	long got;
	if (UC_CALL(poll, &entry, 1, 300) == 0)
		return;
	UC_CHECK_EQUAL(entry.returned, UC_POLLIN);
	while ((got = UC_CALL(read, 0, text, sizeof text)) > 0) {
		struct uc_iovec vector[2] = {{"# typed: ", 9}, {text, (size_t)got}};
		UC_CHECK_EQUAL(UC_CALL(writev, 1, vector, 2), 9 + got);
	}
	UC_CHECK_EQUAL(got, 0);
	/* The end stays the end. */
	UC_CHECK_EQUAL(UC_CALL(read, 0, text, sizeof text), 0);
	UC_CHECK_EQUAL(UC_CALL(poll, &entry, 1, 0), 1);
}
