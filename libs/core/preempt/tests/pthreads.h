/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests of programs share. */
#ifndef TEST_PTHREADS_H
#define TEST_PTHREADS_H

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unicore/test.h>
#include <unistd.h>

static inline uint64_t now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline void sleep_us(unsigned us)
{
	struct timespec time = {us / 1000000, us % 1000000 * 1000L};
	while (nanosleep(&time, &time) != 0)
		;
}

static inline void on_signal(int signal, void (*handler)(int), int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
	UC_CHECK_EQUAL(sigaction(signal, &action, NULL), 0);
}

/** Preempts whoever runs, all the time: sleeps and runs again at a high priority until it is told to end. */
struct hammer {
	pthread_t thread;
	volatile bool stop;
	volatile unsigned hits;
};
void hammer_begin(struct hammer *hammer);
void hammer_end(struct hammer *hammer);

/** Makes a thread with that policy. */
void create_with(pthread_t *thread, int policy, int priority, void *(*entry)(void *), void *argument);

#endif
