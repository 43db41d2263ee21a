/* SPDX-License-Identifier: BSD-3-Clause */
/* pthreads over the scheduler: one layout of TLS, errno of each thread its own, joins, conditions, cancellation. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <unicore/test.h>
#include <unistd.h>

static __thread int own = 5;

static void *see_own(void *argument)
{
	int was = own;
	own = (int)(intptr_t)argument;
	errno = own;
	usleep(1000);
	return (void *)(intptr_t)(was == 5 && own == (int)(intptr_t)argument && errno == own);
}

UC_TEST(tls_and_errno_are_each_thread_s_own)
{
	pthread_t threads[8];
	errno = 99;
	for (intptr_t i = 0; i < 8; i++)
		UC_REQUIRE(pthread_create(&threads[i], NULL, see_own, (void *)(i + 100)) == 0);
	for (int i = 0; i < 8; i++) {
		void *result = NULL;
		UC_CHECK(pthread_join(threads[i], &result) == 0 && result == (void *)1);
	}
	UC_CHECK(errno == 99 && own == 5);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int turn, rounds;

static void *alternate(void *argument)
{
	int me = (int)(intptr_t)argument;
	for (int i = 0; i < 100; i++) {
		pthread_mutex_lock(&mutex);
		while (turn != me)
			pthread_cond_wait(&changed, &mutex);
		turn = !me;
		rounds++;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

UC_TEST(mutex_and_condition)
{
	pthread_t a, b;
	UC_REQUIRE(pthread_create(&a, NULL, alternate, (void *)0) == 0 &&
		   pthread_create(&b, NULL, alternate, (void *)1) == 0);
	pthread_join(a, NULL);
	pthread_join(b, NULL);
	UC_CHECK_EQUAL(rounds, 200);
}

static int cleaned;

static void clean(void *argument)
{
	(void)argument;
	cleaned++;
}

static void *wait_for_ever(void *argument)
{
	pthread_cleanup_push(clean, NULL);
	sem_wait(argument);
	pthread_cleanup_pop(0);
	return NULL;
}

UC_TEST(cancellation_ends_a_blocked_thread)
{
	sem_t never;
	pthread_t thread;
	void *result = NULL;
	sem_init(&never, 0, 0);
	UC_REQUIRE(pthread_create(&thread, NULL, wait_for_ever, &never) == 0);
	usleep(1000);
	UC_CHECK(pthread_cancel(thread) == 0);
	UC_CHECK(pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);
	UC_CHECK_EQUAL(cleaned, 1);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int times;

static void count(void)
{
	times++;
}

UC_TEST(once_keys_and_detached_threads)
{
	pthread_once(&once, count);
	pthread_once(&once, count);
	UC_CHECK_EQUAL(times, 1);
	pthread_key_t key;
	UC_CHECK(pthread_key_create(&key, NULL) == 0 && pthread_setspecific(key, &times) == 0);
	UC_CHECK(pthread_getspecific(key) == &times && pthread_key_delete(key) == 0);
	pthread_attr_t attributes;
	pthread_t thread;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	for (int i = 0; i < 20; i++)
		UC_CHECK(pthread_create(&thread, &attributes, see_own, (void *)1) == 0);
	usleep(20000);
}
