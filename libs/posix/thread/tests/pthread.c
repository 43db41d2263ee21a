/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX threads as musl makes them of clone and futex. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unicore/pagealloc.h>
#include <unicore/test.h>
#include <unistd.h>

static __thread int own = 5;
static __thread char own_zero[100];

static void *look_at_tls(void *argument)
{
	int *sum = argument;
	*sum += own + own_zero[99];
	own = 77;
	errno = 33;
	sched_yield();
	*sum += own + errno;
	return (void *)(uintptr_t)(own + 1);
}

UC_TEST(a_thread_has_its_own_variables)
{
	pthread_t thread;
	void *result = NULL;
	int sum = 0;
	errno = 1;
	UC_REQUIRE(pthread_create(&thread, NULL, look_at_tls, &sum) == 0);
	UC_CHECK_EQUAL(pthread_join(thread, &result), 0);
	UC_CHECK_EQUAL(sum, 5 + 77 + 33);
	UC_CHECK_EQUAL((intptr_t)result, 78);
	UC_CHECK_EQUAL(own, 5);
	UC_CHECK_EQUAL(errno, 1);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int counter, turn;

static void *count(void *argument)
{
	(void)argument;
	for (int i = 0; i < 100; i++) {
		pthread_mutex_lock(&lock);
		int seen = counter;
		if (i % 10 == 0)
			sched_yield(); /* while others want the lock */
		counter = seen + 1;
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

UC_TEST(a_mutex_keeps_others_out)
{
	pthread_t threads[8];
	counter = 0;
	for (int i = 0; i < 8; i++)
		UC_REQUIRE(pthread_create(&threads[i], NULL, count, NULL) == 0);
	for (int i = 0; i < 8; i++)
		UC_CHECK_EQUAL(pthread_join(threads[i], NULL), 0);
	UC_CHECK_EQUAL(counter, 800);
	UC_CHECK_EQUAL(pthread_mutex_trylock(&lock), 0);
	UC_CHECK_EQUAL(pthread_mutex_trylock(&lock), EBUSY);
	struct timespec soon;
	clock_gettime(CLOCK_REALTIME, &soon);
	UC_CHECK_EQUAL(pthread_mutex_timedlock(&lock, &soon), ETIMEDOUT);
	pthread_mutex_unlock(&lock);
}

static void *take_turns(void *argument)
{
	int me = (int)(intptr_t)argument;
	for (int i = 0; i < 50; i++) {
		pthread_mutex_lock(&lock);
		while (turn % 3 != me)
			pthread_cond_wait(&changed, &lock);
		turn++;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

UC_TEST(a_condition_wakes_who_waits)
{
	pthread_t threads[3];
	turn = 0;
	for (intptr_t i = 0; i < 3; i++)
		UC_REQUIRE(pthread_create(&threads[i], NULL, take_turns, (void *)i) == 0);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	UC_CHECK_EQUAL(turn, 150);
}

UC_TEST(a_condition_times_out)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 5000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_mutex_lock(&lock);
	UC_CHECK_EQUAL(pthread_cond_timedwait(&changed, &lock, &until), ETIMEDOUT);
	UC_CHECK_EQUAL(pthread_mutex_unlock(&lock), 0);
}

static void *nothing(void *argument)
{
	return argument;
}

UC_TEST(threads_leave_no_memory_behind)
{
	pthread_t thread;
	pthread_attr_t detached;
	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	size_t before = 0;
	for (int i = 0; i < 20; i++) {
		if (i == 4)
			before = uc_pages_free_count();
		UC_REQUIRE(pthread_create(&thread, NULL, nothing, NULL) == 0);
		pthread_join(thread, NULL);
		UC_REQUIRE(pthread_create(&thread, &detached, nothing, NULL) == 0);
		usleep(1000);
	}
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}

UC_TEST(detached_threads_cannot_be_joined_but_end)
{
	pthread_t thread;
	UC_REQUIRE(pthread_create(&thread, NULL, nothing, NULL) == 0);
	UC_CHECK_EQUAL(pthread_detach(thread), 0);
	usleep(1000);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int times;

static void at_first(void)
{
	times++;
	sched_yield();
}

static void *call_once(void *argument)
{
	pthread_once(&once, at_first);
	return argument;
}

UC_TEST(once_is_once)
{
	pthread_t threads[3];
	for (int i = 0; i < 3; i++)
		UC_REQUIRE(pthread_create(&threads[i], NULL, call_once, NULL) == 0);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	UC_CHECK_EQUAL(times, 1);
}

static pthread_key_t key;
static int destroyed;

static void destroy(void *value)
{
	destroyed += (int)(intptr_t)value;
}

static void *set_key(void *argument)
{
	pthread_setspecific(key, argument);
	return pthread_getspecific(key);
}

UC_TEST(keys_are_destroyed_with_the_thread)
{
	pthread_t thread;
	void *result;
	UC_REQUIRE(pthread_key_create(&key, destroy) == 0);
	UC_REQUIRE(pthread_create(&thread, NULL, set_key, (void *)9) == 0);
	pthread_join(thread, &result);
	UC_CHECK_EQUAL((intptr_t)result, 9);
	UC_CHECK_EQUAL(destroyed, 9);
	UC_CHECK(!pthread_getspecific(key));
	pthread_key_delete(key);
}

static sem_t semaphore;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;

static void *post_and_meet(void *argument)
{
	usleep(2000);
	sem_post(&semaphore);
	pthread_rwlock_rdlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
	pthread_barrier_wait(&barrier);
	return argument;
}

UC_TEST(semaphores_rwlocks_and_barriers_block)
{
	pthread_t thread;
	UC_CHECK_EQUAL(sem_init(&semaphore, 0, 0), 0);
	UC_CHECK_EQUAL(pthread_barrier_init(&barrier, NULL, 2), 0);
	pthread_rwlock_wrlock(&rwlock);
	UC_REQUIRE(pthread_create(&thread, NULL, post_and_meet, NULL) == 0);
	UC_CHECK_EQUAL(sem_wait(&semaphore), 0);
	usleep(1000);
	pthread_rwlock_unlock(&rwlock);
	int last = pthread_barrier_wait(&barrier);
	UC_CHECK(last == 0 || last == PTHREAD_BARRIER_SERIAL_THREAD);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&barrier);
}

static _Alignas(4096) char small_stack[65536];

static void *where(void *argument)
{
	char here;
	*(int *)argument = &here >= small_stack && &here < small_stack + sizeof small_stack;
	return NULL;
}

UC_TEST(a_stack_may_be_given)
{
	pthread_t thread;
	pthread_attr_t attributes;
	int there = 0;
	pthread_attr_init(&attributes);
	UC_CHECK_EQUAL(pthread_attr_setstack(&attributes, small_stack, sizeof small_stack), 0);
	UC_REQUIRE(pthread_create(&thread, &attributes, where, &there) == 0);
	pthread_join(thread, NULL);
	UC_CHECK(there);
}

static void *overflow(void *argument)
{
	volatile char room[3000];
	room[0] = 1;
	return argument ? argument : (char *)overflow(argument) + room[0];
}

UC_CRASH_TEST(overflow_of_a_threads_stack)
{
	pthread_t thread;
	pthread_create(&thread, NULL, overflow, NULL);
	pthread_join(thread, NULL);
}
