/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs the tests of the image and reports in TAP 13 (testanything.org/tap-version-13-specification.html). */
#include <stdarg.h>
#include <stddef.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/string.h>
#include <unicore/test.h>

/* From the platform's linker script: what UC_TEST puts into the section uc_tests. */
extern const struct uc_test __start_uc_tests[], __stop_uc_tests[];

static unsigned failures; /* of the running test */
static const char *skipped;
static uint64_t seed, random_state;

void uc_test_fail(const char *file, int line, const char *format, ...)
{
	va_list arguments;
	failures++;
	uc_printk("# %s:%d: ", file, line);
	va_start(arguments, format);
	uc_vprintk(format, arguments);
	va_end(arguments);
	uc_printk("\n");
}

void uc_test_skip(const char *reason)
{
	skipped = reason;
}

/* xorshift64*: Vigna, An experimental exploration of Marsaglia's xorshift generators, scrambled, 2016. */
uint64_t uc_test_random(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 0x2545f4914f6cdd1dULL;
}

static bool run(const struct uc_test *test, unsigned number)
{
	failures = 0;
	skipped = NULL;
	random_state = seed;
	test->run();
	if (test->crashes)
		uc_test_fail(test->name, 0, "the image did not crash");
	uc_printk("%sok %u - %s", failures ? "not " : "", number, test->name);
	if (skipped)
		uc_printk(" # SKIP %s", skipped);
	uc_printk("\n");
	return failures == 0;
}

static bool equal(const char *a, const char *b)
{
	size_t length = strlen(a);
	return length == strlen(b) && memcmp(a, b, length) == 0;
}

static bool wanted(const struct uc_test *test, const char *name)
{
	return name ? equal(test->name, name) : !test->crashes;
}

/* Reads `seed=<n>`; false for another argument. */
static bool read_seed(const char *argument)
{
	static const char prefix[] = "seed=";
	if (strlen(argument) < sizeof prefix || memcmp(argument, prefix, sizeof prefix - 1) != 0)
		return false;
	seed = 0;
	for (const char *digit = argument + sizeof prefix - 1; *digit; digit++)
		seed = seed * 10 + (uint64_t)(*digit - '0');
	return true;
}

int main(int argc, char **argv)
{
	const char *name = NULL;
	unsigned count = 0, number = 0, failed = 0;
	/* The generator has no way out of 0. */
	seed = uc_plat_realtime_ns() >> 10;
	for (int n = 1; n < argc; n++)
		if (!read_seed(argv[n]))
			name = argv[n];
	seed += seed == 0;
	for (const struct uc_test *test = __start_uc_tests; test < __stop_uc_tests; test++)
		count += wanted(test, name);
	uc_printk("TAP version 13\n1..%u\n# seed=%llu\n", count, (unsigned long long)seed);
	for (const struct uc_test *test = __start_uc_tests; test < __stop_uc_tests; test++)
		if (wanted(test, name) && !run(test, ++number))
			failed++;
	if (count == 0)
		uc_printk("# no test is called %s\n", name ? name : "so: the image has none");
	return failed > 0 || count == 0;
}
