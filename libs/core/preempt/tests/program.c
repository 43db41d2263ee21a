/* SPDX-License-Identifier: BSD-3-Clause */
/* What preemption is for: programs whose threads compute without a call go on, and can be reached. */
#define _GNU_SOURCE
#include "pthreads.h"
#include <setjmp.h>
#include <stdlib.h>
#include <sys/time.h>

static volatile bool flag;
static volatile unsigned handled;

static void *spin(void *unused)
{
	while (!flag)
		;
	return unused;
}

UC_TEST(a_loop_without_calls_keeps_nobody_out)
{
	pthread_t threads[3];
	flag = false;
	for (unsigned n = 0; n < 3; n++)
		UC_CHECK_EQUAL(pthread_create(&threads[n], NULL, spin, NULL), 0);
	sleep_us(5000);
	uint64_t end_ns = now_ns() + 30000000;
	while (now_ns() < end_ns)
		;
	flag = true;
	for (unsigned n = 0; n < 3; n++)
		UC_CHECK_EQUAL(pthread_join(threads[n], NULL), 0);
}

static void set_flag(int signal)
{
	(void)signal;
	handled++;
	flag = true;
}

UC_TEST(pthread_kill_reaches_who_computes)
{
	on_signal(SIGUSR1, set_flag, 0);
	for (unsigned n = 0; n < 20; n++) {
		pthread_t thread;
		flag = false;
		handled = 0;
		UC_CHECK_EQUAL(pthread_create(&thread, NULL, spin, NULL), 0);
		if (n % 2)
			sleep_us(2000);
		UC_CHECK_EQUAL(pthread_kill(thread, SIGUSR1), 0);
		UC_CHECK_EQUAL(pthread_join(thread, NULL), 0);
		UC_CHECK_EQUAL(handled, 1);
	}
}

UC_TEST(an_alarm_reaches_the_only_thread)
{
	struct itimerval timer = {.it_value = {0, 3000}}, rest;
	on_signal(SIGALRM, set_flag, 0);
	flag = false;
	handled = 0;
	uint64_t begin_ns = now_ns();
	setitimer(ITIMER_REAL, &timer, NULL);
	spin(NULL);
	UC_CHECK(now_ns() - begin_ns >= 3000000);
	UC_CHECK_EQUAL(handled, 1);
	UC_CHECK_EQUAL(getitimer(ITIMER_REAL, &rest), 0);
	UC_CHECK(rest.it_value.tv_sec == 0 && rest.it_value.tv_usec == 0);
}

static sigjmp_buf place;

static void jump(int signal)
{
	siglongjmp(place, signal);
}

/* A handler that jumps away leaves no section behind: the thread is preempted as before. */
UC_TEST(a_handler_may_jump_out_of_a_loop)
{
	on_signal(SIGALRM, jump, 0);
	for (unsigned n = 0; n < 10; n++) {
		struct itimerval timer = {.it_value = {0, 2000}};
		pthread_t thread;
		flag = false;
		if (sigsetjmp(place, 1) == 0) {
			setitimer(ITIMER_REAL, &timer, NULL);
			spin(NULL);
		}
		UC_CHECK_EQUAL(pthread_create(&thread, NULL, spin, NULL), 0);
		sleep_us(1500);
		flag = true;
		UC_CHECK_EQUAL(pthread_join(thread, NULL), 0);
	}
}

static volatile unsigned cleaned;

static void clean(void *unused)
{
	(void)unused;
	cleaned++;
}

static void *spin_for_ever(void *asynchronous)
{
	int old;
	pthread_cleanup_push(clean, NULL);
	if (asynchronous)
		pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
	for (;;)
		if (!asynchronous)
			pthread_testcancel();
	pthread_cleanup_pop(0);
	return NULL;
}

UC_TEST(a_thread_that_computes_is_cancelled)
{
	cleaned = 0;
	for (unsigned n = 0; n < 8; n++) {
		pthread_t thread;
		void *result = NULL;
		UC_CHECK_EQUAL(pthread_create(&thread, NULL, spin_for_ever, n % 2 ? &place : NULL), 0);
		if (n / 2 % 2)
			sleep_us(2500);
		UC_CHECK_EQUAL(pthread_cancel(thread), 0);
		UC_CHECK_EQUAL(pthread_join(thread, &result), 0);
		UC_CHECK(result == PTHREAD_CANCELED);
		UC_CHECK_EQUAL(cleaned, n + 1);
	}
}

static uintptr_t descend(volatile unsigned depth)
{
	volatile char array[256];
	array[0] = 1;
	return depth == 0 ? 0 : descend(depth + (unsigned)array[0]) + (uintptr_t)array[0];
}

static void *deep(void *unused)
{
	(void)unused;
	return (void *)descend(1);
}

UC_CRASH_TEST(overflow_of_a_preempted_threads_stack)
{
	struct hammer hammer;
	pthread_t thread;
	hammer_begin(&hammer);
	sleep_us(1000);
	pthread_create(&thread, NULL, deep, NULL);
	pthread_join(thread, NULL);
}

#define ROOM 512u /* less than what a preemption saves */

static void spin_near(uintptr_t lowest)
{
	volatile char part[32];
	part[0] = 1;
	if ((uintptr_t)part - lowest > ROOM)
		spin_near(lowest);
	while (!flag)
		;
	part[1] = part[0];
}

static void *spin_at_the_end(void *unused)
{
	pthread_attr_t attributes;
	void *lowest;
	size_t bytes;
	pthread_getattr_np(pthread_self(), &attributes);
	pthread_attr_getstack(&attributes, &lowest, &bytes);
	spin_near((uintptr_t)lowest);
	return unused;
}

/* It does nothing wrong itself, and is preempted where its stack has no room for that. */
UC_CRASH_TEST(preemption_at_the_end_of_a_stack)
{
	struct hammer hammer;
	pthread_t thread;
	flag = false;
	hammer_begin(&hammer);
	pthread_create(&thread, NULL, spin_at_the_end, NULL);
	pthread_join(thread, NULL);
}
