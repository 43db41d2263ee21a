/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tests inside an image. lib-test's main runs every UC_TEST and prints TAP version 13; the image's exit status is 0
 * when all passed, else 1. An argument that is a test's name runs only that; `UC_CRASH_TEST(name)` runs only so: the
 * image must die in it. The argument `seed=<n>` repeats the random numbers of the run that printed it.
 */
#ifndef UNICORE_TEST_H
#define UNICORE_TEST_H

#include <stdbool.h>
#include <stdint.h>

struct uc_test {
	const char *name;
	void (*run)(void);
	bool crashes;
};

/** Records a failure of the running test; the test goes on. */
void uc_test_fail(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/** Marks the running test as skipped, with the reason (kept, not copied). */
void uc_test_skip(const char *reason);
/** A random number. Each test begins with the run's seed anew, so that it is the same alone and among others. */
uint64_t uc_test_random(void);

/* Aligned as the type asks, not as the compiler likes: the section is read as one array. */
#define UC_TEST_ENTRY_(id, text, may_crash)                                                                         \
	static void id(void);                                                                                       \
	__attribute__((used, retain, section("uc_tests"),                                                           \
		       aligned(__alignof__(struct uc_test)))) static const struct uc_test id##_entry = {text, id,   \
													may_crash}; \
	static void id(void)
#define UC_TEST(id) UC_TEST_ENTRY_(uc_test_##id, #id, false)
#define UC_CRASH_TEST(id) UC_TEST_ENTRY_(uc_crash_test_##id, #id, true)

#define UC_CHECK(condition)                                                 \
	do {                                                                \
		if (!(condition))                                           \
			uc_test_fail(__FILE__, __LINE__, "%s", #condition); \
	} while (0)

/** Compares two integers and shows both. */
#define UC_CHECK_EQUAL(actual, expected)                                                                             \
	do {                                                                                                         \
		long long uc_actual_ = (long long)(actual), uc_expected_ = (long long)(expected);                    \
		if (uc_actual_ != uc_expected_)                                                                      \
			uc_test_fail(__FILE__, __LINE__, "%s is %lld, not %lld", #actual, uc_actual_, uc_expected_); \
	} while (0)

/** Ends the running test (only from its own function) when the condition does not hold. */
#define UC_REQUIRE(condition)                                               \
	do {                                                                \
		if (!(condition)) {                                         \
			uc_test_fail(__FILE__, __LINE__, "%s", #condition); \
			return;                                             \
		}                                                           \
	} while (0)

#endif
