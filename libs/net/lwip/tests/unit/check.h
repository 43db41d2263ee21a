/* SPDX-License-Identifier: BSD-3-Clause */
/* As much of the "check" framework's interface as lwIP's own unit tests use, on lib-test. */
#ifndef CHECK_H
#define CHECK_H

#include <stddef.h>
#include <unicore/test.h>

#define CHECK_MAJOR_VERSION 0
#define CHECK_MINOR_VERSION 13

typedef void (*SFun)(void);
typedef const struct {
	const char *name;
	void (*run)(int number);
} TTest;
typedef struct {
	const char *name;
} Suite;

#define START_TEST(id)                            \
	static void id##_run(int);                \
	static TTest id##_test = {#id, id##_run}; \
	static TTest *const id = &id##_test;      \
	static void id##_run(int _i)
#define END_TEST

/* A pool of lwIP's own timers, which are not there: the suites except it from what must be free at their end. */
#define MEMP_SYS_TIMEOUT MEMP_MAX

#define htons(x) lwip_htons(x)
#define htonl(x) lwip_htonl(x)

#define fail_unless(condition, ...) UC_CHECK(condition)
#define fail_if(condition, ...) UC_CHECK(!(condition))
#define fail(...) uc_test_fail(__FILE__, __LINE__, "fail")

#endif
