/* SPDX-License-Identifier: BSD-3-Clause */
/* Random bytes: all of them, never the same, nothing beyond. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/test.h>

UC_TEST(random_bytes_fill_the_buffer_and_no_more)
{
	/* Each length often enough that every byte was non-zero once; the one behind never changes. */
	for (size_t bytes = 1; bytes <= 40; bytes++) {
		unsigned char seen[41] = {0}, buffer[41];
		for (int round = 0; round < 20; round++) {
			memset(buffer, 0, sizeof buffer);
			UC_CHECK_EQUAL(UC_CALL(getrandom, buffer, bytes, 0), (long)bytes);
			for (size_t i = 0; i < sizeof buffer; i++)
				seen[i] |= buffer[i];
		}
		for (size_t i = 0; i < sizeof seen; i++)
			UC_CHECK((seen[i] != 0) == (i < bytes));
	}
}

UC_TEST(random_bytes_are_never_the_same)
{
	static unsigned char drawn[64][16];
	for (int i = 0; i < 64; i++) {
		UC_CHECK_EQUAL(UC_CALL(getrandom, drawn[i], 16, 0), 16);
		for (int j = 0; j < i; j++)
			UC_CHECK(memcmp(drawn[i], drawn[j], 16) != 0);
	}
}

UC_TEST(random_bits_are_balanced)
{
	static unsigned char bytes[8192];
	int ones = 0;
	UC_CHECK_EQUAL(UC_CALL(getrandom, bytes, sizeof bytes, 0), sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		for (int j = 0; j < 8; j++)
			ones += bytes[i] >> j & 1;
	/* 65536 draws: the standard deviation is 128, and ten of them are never seen. */
	UC_CHECK(ones > 32768 - 1280 && ones < 32768 + 1280);
}

UC_TEST(getrandom_checks_its_arguments)
{
	char byte;
	UC_CHECK_EQUAL(UC_CALL(getrandom, &byte, 1, 8), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(getrandom, &byte, 1, 6), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(getrandom, 0, 1, 0), -EFAULT);
	UC_CHECK_EQUAL(UC_CALL(getrandom, 0, 0, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(getrandom, &byte, 1, 1), 1);
}
