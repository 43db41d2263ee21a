/* SPDX-License-Identifier: BSD-3-Clause */
/* printf and scanf into memory, and streams on descriptors. */
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unicore/test.h>
#include <unistd.h>

#define CHECK_FORMAT(expected, ...)                                                                  \
	do {                                                                                         \
		char buffer_[256];                                                                   \
		int length_ = snprintf(buffer_, sizeof buffer_, __VA_ARGS__);                        \
		if (strcmp(buffer_, expected) != 0 || length_ != (int)strlen(expected))              \
			uc_test_fail(__FILE__, __LINE__, "\"%s\" is not \"%s\"", buffer_, expected); \
	} while (0)

UC_TEST(printf_formats)
{
	CHECK_FORMAT("-42|  42|42  |0042|+42", "%d|%4d|%-4d|%04d|%+d", -42, 42, 42, 42, 42);
	CHECK_FORMAT("9223372036854775807 ffffffffffffffff", "%lld %llx", (long long)INT64_MAX,
		     (unsigned long long)UINT64_MAX);
	CHECK_FORMAT("0x2a 0X2A 052", "%#x %#X %#o", 42, 42, 42);
	CHECK_FORMAT("abc|  abc|ab", "%s|%5s|%.2s", "abc", "abc", "abc");
	CHECK_FORMAT("3.14 3.142e+00 1e+10 inf nan", "%.2f %.3e %g %f %f", 3.14159, 3.14159, 1e10, HUGE_VAL, NAN);
}

UC_TEST(snprintf_tells_the_whole_length)
{
	char small[5];
	volatile size_t room = sizeof small; /* no warning: it is to be cut off */
	UC_CHECK_EQUAL(snprintf(small, room, "%s", "longer than five"), 16);
	UC_CHECK(strcmp(small, "long") == 0);
}

UC_TEST(doubles_survive_text)
{
	const double values[] = {0.1, 1.0 / 3, DBL_MAX, DBL_MIN, 5e-324, 123456789.123456789, -2.5};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char text[64];
		double back = 0;
		snprintf(text, sizeof text, "%.17g", values[i]);
		UC_CHECK_EQUAL(sscanf(text, "%lf", &back), 1);
		UC_CHECK(back == values[i]);
	}
}

UC_TEST(sscanf_reads_back)
{
	int a = 0, b = 0;
	char word[16] = "";
	UC_CHECK_EQUAL(sscanf("12:0x1f  name rest", "%d:%i %15s", &a, &b, word), 3);
	UC_CHECK(a == 12 && b == 31 && strcmp(word, "name") == 0);
	UC_CHECK_EQUAL(sscanf("x", "%d", &a), 0);
	UC_CHECK_EQUAL(sscanf("", "%d", &a), EOF);
}

UC_TEST(streams_over_a_pipe)
{
	int ends[2];
	UC_REQUIRE(pipe(ends) == 0);
	FILE *in = fdopen(ends[0], "r"), *out = fdopen(ends[1], "w");
	UC_REQUIRE(in && out);
	UC_CHECK(fprintf(out, "line %d\nsecond\n", 1) > 0);
	UC_CHECK(fclose(out) == 0);
	char line[32];
	UC_CHECK(fgets(line, sizeof line, in) && strcmp(line, "line 1\n") == 0);
	UC_CHECK(ungetc('>', in) == '>' && fgetc(in) == '>');
	UC_CHECK(fgets(line, sizeof line, in) && strcmp(line, "second\n") == 0);
	UC_CHECK(fgets(line, sizeof line, in) == NULL && feof(in) && !ferror(in));
	fclose(in);
}

UC_TEST(errors_set_errno)
{
	errno = 0;
	UC_CHECK(read(1000, &(char){0}, 1) == -1 && errno == EBADF);
	UC_CHECK(fopen("/no/such/file", "r") == NULL && errno == ENOENT);
	UC_CHECK(strcmp(strerror(ENOENT), "No such file or directory") == 0);
}
