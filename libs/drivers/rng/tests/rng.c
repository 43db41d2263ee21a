/* SPDX-License-Identifier: BSD-3-Clause */
/* The contract: bytes that differ, of any number, before a deadline. Skipped where there is no device. */
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/rng.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define SECOND_NS UC_NS_PER_SECOND

static struct uc_rng *device(void)
{
	struct uc_device *first = uc_device_next(UC_DEVICE_RNG, NULL);
	if (!first)
		uc_test_skip("there is no rng");
	return (struct uc_rng *)first;
}

UC_TEST(random_bytes_differ)
{
	static uint8_t bytes[2][5000];
	unsigned counts[256] = {0};
	struct uc_rng *rng = device();
	if (!rng)
		return;
	for (unsigned n = 0; n < 2; n++)
		UC_CHECK_EQUAL(rng->read(rng, bytes[n], sizeof(bytes[n]), uc_clock_monotonic_ns() + 5 * SECOND_NS), 0);
	UC_CHECK(memcmp(bytes[0], bytes[1], sizeof(bytes[0])) != 0);
	/* 5000 bytes: about 20 of each value; more than 100 of one has a chance below 1 in 10^30. */
	for (unsigned n = 0; n < sizeof(bytes[0]); n++)
		counts[bytes[0][n]]++;
	for (unsigned n = 0; n < 256; n++)
		UC_CHECK(counts[n] <= 100);
	/* The end is as random as the beginning. */
	UC_CHECK(memcmp(bytes[0] + 4984, bytes[0] + 4968, 16) != 0);
}

UC_TEST(all_lengths_are_filled_exactly)
{
	static uint8_t bytes[64];
	struct uc_rng *rng = device();
	if (!rng)
		return;
	for (unsigned length = 0; length < 32; length++) {
		unsigned zeros = 0;
		memset(bytes, 0, sizeof(bytes));
		UC_CHECK_EQUAL(rng->read(rng, bytes, length, uc_clock_monotonic_ns() + 5 * SECOND_NS), 0);
		for (unsigned n = length; n < sizeof(bytes); n++)
			zeros += bytes[n] == 0;
		UC_CHECK_EQUAL(zeros, sizeof(bytes) - length);
	}
}

UC_TEST(a_deadline_that_has_passed)
{
	uint8_t bytes[16];
	struct uc_rng *rng = device();
	if (!rng)
		return;
	int result = rng->read(rng, bytes, sizeof(bytes), 0);
	UC_CHECK(result == 0 || result == -EIO);
	/* What a caller did not wait for does no harm to the next one. */
	UC_CHECK_EQUAL(rng->read(rng, bytes, sizeof(bytes), uc_clock_monotonic_ns() + 5 * SECOND_NS), 0);
}

static int results[4];

static void reader(void *argument)
{
	static uint8_t bytes[4][3000];
	unsigned n = (unsigned)(uintptr_t)argument;
	struct uc_rng *rng = (struct uc_rng *)uc_device_next(UC_DEVICE_RNG, NULL);
	results[n] = rng->read(rng, bytes[n], sizeof(bytes[n]), uc_clock_monotonic_ns() + 10 * SECOND_NS);
}

UC_TEST(several_callers_at_once)
{
	struct uc_thread *threads[4];
	if (!device())
		return;
	for (unsigned n = 0; n < 4; n++) {
		results[n] = 1;
		UC_REQUIRE(uc_thread_create(&threads[n], NULL, reader, (void *)(uintptr_t)n) == 0);
	}
	for (unsigned n = 0; n < 4; n++) {
		uc_thread_join(threads[n]);
		UC_CHECK_EQUAL(results[n], 0);
	}
}
