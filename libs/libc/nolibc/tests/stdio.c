/* SPDX-License-Identifier: BSD-3-Clause */
/* printf into a buffer, and lengths of what goes to the console. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicore/test.h>

UC_TEST(snprintf_ends_and_counts)
{
	char buffer[8];
	const char *volatile text = "abcdefghij";
	UC_CHECK_EQUAL(snprintf(buffer, sizeof buffer, "%d-%s", 12, "abc"), 6);
	UC_CHECK(strcmp(buffer, "12-abc") == 0);
	UC_CHECK_EQUAL(snprintf(buffer, sizeof buffer, "%s", text), 10);
	UC_CHECK(strcmp(buffer, "abcdefg") == 0);
	UC_CHECK_EQUAL(snprintf(NULL, 0, "%5u", 3u), 5);
}

UC_TEST(printf_counts_a_long_line_too)
{
	char *line = malloc(1001);
	UC_REQUIRE(line);
	memset(line, '.', 1000);
	line[1000] = 0;
	UC_CHECK_EQUAL(printf("# %s\n", line), 1003);
	UC_CHECK_EQUAL(fprintf(stderr, "# %d\n", 5), 4);
	UC_CHECK(puts("# a line") >= 0);
	free(line);
}
