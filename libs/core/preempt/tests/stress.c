/* SPDX-License-Identifier: BSD-3-Clause */
/* What breaks when a section is missing or a wake-up is lost, under a thread that preempts all others all the time. */
#include "pthreads.h"
#include <stdlib.h>

#define THREADS 4
#define ROUNDS 4000
#define LEAST_HITS 200

/* Blocks of all sizes whose contents must be what their owner wrote. */
static void *allocate(void *seed)
{
	unsigned char *blocks[16] = {0};
	size_t sizes[16] = {0};
	uint32_t random = (uint32_t)(uintptr_t)seed * 2654435761u + 1;
	uintptr_t spoilt = 0;
	for (unsigned n = 0; n < ROUNDS; n++) {
		random = random * 1664525 + 1013904223;
		unsigned slot = random >> 28, mark = slot + (unsigned)(uintptr_t)seed * 16;
		for (size_t i = 0; i < sizes[slot]; i++)
			spoilt += blocks[slot][i] != mark;
		free(blocks[slot]);
		sizes[slot] = random >> 8 & 1023;
		blocks[slot] = malloc(sizes[slot]);
		if (!blocks[slot])
			return (void *)1;
		memset(blocks[slot], (int)mark, sizes[slot]);
	}
	for (unsigned slot = 0; slot < 16; slot++)
		free(blocks[slot]);
	return (void *)spoilt;
}

UC_TEST(the_heap_survives_preemption)
{
	struct hammer hammer;
	pthread_t threads[THREADS];
	hammer_begin(&hammer);
	for (uintptr_t n = 0; n < THREADS; n++)
		UC_CHECK_EQUAL(pthread_create(&threads[n], NULL, allocate, (void *)n), 0);
	for (unsigned n = 0; n < THREADS; n++) {
		void *spoilt;
		pthread_join(threads[n], &spoilt);
		UC_CHECK(spoilt == NULL);
	}
	hammer_end(&hammer);
	UC_CHECK(hammer.hits > 0);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER, emptied = PTHREAD_COND_INITIALIZER;
static unsigned items, taken;

static void *produce(void *unused)
{
	for (unsigned n = 0; n < ROUNDS; n++) {
		pthread_mutex_lock(&mutex);
		while (items == 3)
			pthread_cond_wait(&emptied, &mutex);
		items++;
		pthread_cond_signal(&filled);
		pthread_mutex_unlock(&mutex);
	}
	return unused;
}

static void *consume(void *unused)
{
	for (unsigned n = 0; n < ROUNDS; n++) {
		pthread_mutex_lock(&mutex);
		while (items == 0)
			pthread_cond_wait(&filled, &mutex);
		items--;
		taken++;
		pthread_cond_signal(&emptied);
		pthread_mutex_unlock(&mutex);
	}
	return unused;
}

UC_TEST(no_wake_up_is_lost)
{
	struct hammer hammer;
	pthread_t threads[THREADS];
	items = taken = 0;
	hammer_begin(&hammer);
	for (unsigned n = 0; n < THREADS; n++)
		UC_CHECK_EQUAL(pthread_create(&threads[n], NULL, n % 2 ? produce : consume, NULL), 0);
	for (unsigned n = 0; n < THREADS; n++)
		pthread_join(threads[n], NULL);
	hammer_end(&hammer);
	UC_CHECK_EQUAL(taken, ROUNDS * THREADS / 2);
	UC_CHECK_EQUAL(items, 0);
}

static double series(unsigned terms)
{
	double sum = 0;
	for (unsigned n = 1; n <= terms; n++)
		sum += 1.0 / ((double)n * n);
	return sum;
}

static volatile bool stop;

static void *compute_series(void *expected)
{
	uintptr_t wrong = 0;
	while (!stop)
		wrong += series(2000) != *(double *)expected;
	return (void *)wrong;
}

static volatile unsigned signals;

static void disturb(int signal)
{
	(void)signal;
	/* Vector registers are the handler's to spoil. */
	volatile double x = 1.0 / 3;
	x = x * 7;
	signals++;
}

/* Sums in vector registers, while a third thread preempts and signals interrupt. */
UC_TEST(sums_survive_preemption_and_signals)
{
	struct hammer hammer;
	pthread_t threads[2];
	double expected = series(2000);
	on_signal(SIGUSR1, disturb, SA_RESTART);
	stop = false;
	signals = 0;
	hammer_begin(&hammer);
	for (unsigned n = 0; n < 2; n++)
		UC_CHECK_EQUAL(pthread_create(&threads[n], NULL, compute_series, &expected), 0);
	while (hammer.hits < LEAST_HITS || signals < 100) {
		pthread_kill(threads[hammer.hits % 2], SIGUSR1);
		sleep_us(100);
	}
	stop = true;
	for (unsigned n = 0; n < 2; n++) {
		void *wrong;
		pthread_join(threads[n], &wrong);
		UC_CHECK(wrong == NULL);
	}
	hammer_end(&hammer);
}

static void *make_and_join(void *unused)
{
	for (unsigned n = 0; n < 50; n++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, compute_series, unused) != 0 || pthread_join(thread, NULL) != 0)
			return (void *)1;
	}
	return NULL;
}

/* Beginnings and ends of threads at the same time. */
UC_TEST(threads_begin_and_end_under_preemption)
{
	struct hammer hammer;
	pthread_t threads[THREADS];
	double expected = series(2000);
	stop = true;
	hammer_begin(&hammer);
	for (unsigned n = 0; n < THREADS; n++)
		UC_CHECK_EQUAL(pthread_create(&threads[n], NULL, make_and_join, &expected), 0);
	for (unsigned n = 0; n < THREADS; n++) {
		void *failed;
		pthread_join(threads[n], &failed);
		UC_CHECK(failed == NULL);
	}
	hammer_end(&hammer);
}

static void interrupt(int signal)
{
	(void)signal;
	signals++;
}

/* A call that waits ends with EINTR for each signal without SA_RESTART, wherever between call and program it comes. */
UC_TEST(no_interrupted_call_goes_on)
{
	struct hammer hammer;
	int ends[2];
	char byte;
	UC_REQUIRE(pipe(ends) == 0);
	on_signal(SIGALRM, interrupt, 0);
	hammer_begin(&hammer);
	for (unsigned n = 0; n < 100; n++) {
		struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
		struct itimerspec time = {.it_value = {0, 300000 + (long)n * 1000}, .it_interval = {0, 20000000}};
		timer_t timer;
		UC_REQUIRE(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
		timer_settime(timer, 0, &time, NULL);
		UC_CHECK(read(ends[0], &byte, 1) == -1 && errno == EINTR);
		timer_delete(timer);
	}
	hammer_end(&hammer);
	close(ends[0]);
	close(ends[1]);
}
