/* SPDX-License-Identifier: BSD-3-Clause */
/* The calendar, and clocks that move. */
#include <string.h>
#include <time.h>
#include <unicore/test.h>

UC_TEST(calendar)
{
	time_t leap = 951782400; /* 2000-02-29 00:00:00 UTC */
	struct tm tm;
	UC_REQUIRE(gmtime_r(&leap, &tm));
	UC_CHECK(tm.tm_year == 100 && tm.tm_mon == 1 && tm.tm_mday == 29 && tm.tm_yday == 59 && tm.tm_wday == 2);
	UC_CHECK_EQUAL(timegm(&tm), leap);
	char text[64];
	UC_CHECK(strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm) == 29);
	UC_CHECK(strcmp(text, "Tue, 29 Feb 2000 00:00:00 GMT") == 0);
	struct tm back = {0};
	UC_CHECK(strptime("2038-01-19 03:14:08", "%Y-%m-%d %H:%M:%S", &back) && timegm(&back) == 2147483648L);
}

UC_TEST(clocks_move)
{
	struct timespec before, after;
	UC_CHECK(clock_gettime(CLOCK_MONOTONIC, &before) == 0);
	UC_CHECK(nanosleep(&(struct timespec){0, 2000000}, NULL) == 0);
	UC_CHECK(clock_gettime(CLOCK_MONOTONIC, &after) == 0);
	long ns = (after.tv_sec - before.tv_sec) * 1000000000L + after.tv_nsec - before.tv_nsec;
	UC_CHECK(ns >= 2000000);
	UC_CHECK(time(NULL) > 1600000000);
}
