/* SPDX-License-Identifier: BSD-3-Clause */
/* What else comes from the host: entropy, the command line, the console. */
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/test.h>

static unsigned bits_in(const unsigned char *bytes, size_t count)
{
	unsigned bits = 0;
	for (size_t n = 0; n < count; n++)
		bits += (unsigned)__builtin_popcount(bytes[n]);
	return bits;
}

/* 4096 fair bits: 2048 are set, give or take 32; ten times that is never seen. */
UC_TEST(entropy_is_neither_constant_nor_lopsided)
{
	static unsigned char first[512], second[512];
	UC_REQUIRE(uc_plat_entropy(first, sizeof(first)) == 0);
	UC_REQUIRE(uc_plat_entropy(second, sizeof(second)) == 0);
	UC_CHECK(memcmp(first, second, sizeof(first)) != 0);
	unsigned bits = bits_in(first, sizeof(first));
	UC_CHECK(bits > 2048 - 320 && bits < 2048 + 320);
}

UC_TEST(entropy_fills_exactly)
{
	unsigned char buffer[64];
	for (size_t bytes = 0; bytes < 16; bytes++) {
		memset(buffer, 0x5a, sizeof(buffer));
		UC_CHECK_EQUAL(uc_plat_entropy(buffer + 1, bytes), 0);
		UC_CHECK_EQUAL(buffer[0], 0x5a);
		for (size_t n = bytes + 1; n < sizeof(buffer); n++)
			UC_REQUIRE(buffer[n] == 0x5a);
	}
}

UC_TEST(command_line_is_text)
{
	const char *line = uc_plat_command_line();
	UC_REQUIRE(line != NULL);
	UC_CHECK(uc_plat_command_line() == line);
	for (; *line != '\0'; line++)
		UC_REQUIRE((unsigned char)*line >= ' ');
}

UC_TEST(console_takes_any_length)
{
	static char line[10000];
	memset(line, '.', sizeof(line));
	line[0] = '#'; /* a remark in TAP */
	line[sizeof(line) - 1] = '\n';
	uc_plat_console_write(line, 0);
	uc_plat_console_write(line, sizeof(line));
}

UC_TEST(console_reads_without_waiting)
{
	char buffer[16];
	long got = 0;
	uint64_t before_ns = uc_plat_monotonic_ns();
	for (int n = 0; n < 100 && got >= 0; n++)
		got = uc_plat_console_read(buffer, sizeof(buffer));
	UC_CHECK(got >= 0 || got == -EIO);
	UC_CHECK(uc_plat_monotonic_ns() - before_ns < 5000000000u);
}
