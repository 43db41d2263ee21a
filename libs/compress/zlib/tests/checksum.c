/* SPDX-License-Identifier: BSD-3-Clause */
/* Checksums against published values: "check" of the CRC catalogue, RFC 1950's Adler-32, and how parts are combined. */
#include <string.h>
#include <unicore/test.h>
#include <zlib.h>

static const unsigned char digits[] = "123456789";

UC_TEST(crc32_of_nine_digits)
{
	UC_CHECK(crc32(0, digits, 9) == 0xcbf43926UL);
	UC_CHECK(crc32(0, Z_NULL, 0) == 0);
}

UC_TEST(adler32_of_nine_digits)
{
	UC_CHECK(adler32(1, digits, 9) == 0x091e01deUL);
	UC_CHECK(adler32(0, Z_NULL, 0) == 1);
}

UC_TEST(crc32_of_a_long_run)
{
	static unsigned char zeroes[4096];
	unsigned long whole = crc32(0, zeroes, sizeof(zeroes));

	UC_CHECK(whole == 0xc71c0011UL);
	UC_CHECK(crc32(crc32(0, zeroes, 1000), zeroes, sizeof(zeroes) - 1000) == whole);
}

UC_TEST(checksums_combine)
{
	unsigned long a = crc32(0, digits, 4);
	unsigned long b = crc32(0, digits + 4, 5);

	UC_CHECK(crc32_combine(a, b, 5) == 0xcbf43926UL);
	UC_CHECK(adler32_combine(adler32(1, digits, 4), adler32(1, digits + 4, 5), 5) == 0x091e01deUL);
}

/* Long enough for the sums to be reduced many times; the values were computed by another program. */
UC_TEST(adler32_of_long_runs)
{
	static unsigned char bytes[100000];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 251);
	unsigned long mixed = adler32(1, bytes, sizeof bytes);
	UC_CHECK(mixed == 0xb3ae95bcUL);
	UC_CHECK(crc32(0, bytes, sizeof bytes) == 0x72afc085UL);

	memset(bytes, 0xff, sizeof bytes);
	unsigned long full = adler32(1, bytes, sizeof bytes);
	UC_CHECK(full == 0x149a302cUL);
	UC_CHECK(adler32_combine(mixed, full, sizeof bytes) == 0xa302c5e7UL);
}
