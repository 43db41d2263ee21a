/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs an image's contract tests against the Linux below: lib-test's main and the other party, on the host's libc. */
#define _GNU_SOURCE
#include "party.h"
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicore/call.h>
#include <unicore/test.h>
#include <unistd.h>

extern const struct uc_test __start_uc_tests[], __stop_uc_tests[];
static int failures;

long oracle_call(long number, long a, long b, long c, long d, long e, long f)
{
	long result = syscall(number, a, b, c, d, e, f);
	return result < 0 ? -errno : result;
}

void uc_test_fail(const char *file, int line, const char *format, ...)
{
	va_list more;
	printf("# %s:%d: ", file, line);
	va_start(more, format);
	vprintf(format, more);
	va_end(more);
	putchar('\n');
	failures++;
}

void uc_test_skip(const char *reason)
{
	printf("# skipped: %s\n", reason);
}

/* splitmix64; the same numbers in each run. */
uint64_t uc_test_random(void)
{
	static uint64_t state = 1;
	uint64_t x = state += 0x9e3779b97f4a7c15;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static void *run(void *started)
{
	party p = started;
	p->entry(p->argument);
	return NULL;
}

bool party_start(party *started, void (*entry)(void *), void *argument)
{
	*started = malloc(sizeof **started);
	if (!*started)
		return false;
	(*started)->entry = entry;
	(*started)->argument = argument;
	return pthread_create(&(*started)->thread, NULL, run, *started) == 0;
}

void party_join(party started)
{
	pthread_join(started->thread, NULL);
	free(started);
}

uint64_t now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}

void sleep_ms(unsigned ms)
{
	usleep(ms * 1000);
}

int main(void)
{
	int bad = 0, number = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (const struct uc_test *test = __start_uc_tests; test < __stop_uc_tests; test++) {
		failures = 0;
		test->run();
		bad += failures != 0;
		printf("%s %d - %s\n", failures ? "not ok" : "ok", ++number, test->name);
	}
	printf("1..%d\n", number);
	return bad != 0;
}
