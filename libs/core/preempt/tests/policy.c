/* SPDX-License-Identifier: BSD-3-Clause */
/* Policies and priorities of pthreads, and their inheritance. */
#include "pthreads.h"

UC_TEST(a_policy_is_what_it_was_set_to)
{
	int policy;
	struct sched_param parameters = {.sched_priority = 7};
	struct timespec interval;
	pthread_t self = pthread_self();
	UC_CHECK_EQUAL(pthread_getschedparam(self, &policy, &parameters), 0);
	UC_CHECK(policy == SCHED_OTHER && parameters.sched_priority == 0);
	parameters.sched_priority = 7;
	UC_CHECK_EQUAL(pthread_setschedparam(self, SCHED_RR, &parameters), 0);
	UC_CHECK_EQUAL(pthread_setschedprio(self, 9), 0);
	UC_CHECK_EQUAL(pthread_getschedparam(self, &policy, &parameters), 0);
	UC_CHECK(policy == SCHED_RR && parameters.sched_priority == 9);
	UC_CHECK_EQUAL(sched_rr_get_interval(0, &interval), 0);
	UC_CHECK(interval.tv_sec == 0 && interval.tv_nsec == 1000000);
	UC_CHECK_EQUAL(pthread_setschedparam(self, SCHED_FIFO, &parameters), 0);
	UC_CHECK_EQUAL(pthread_setschedparam(self, SCHED_OTHER, &parameters), EINVAL);
	parameters.sched_priority = 100;
	UC_CHECK_EQUAL(pthread_setschedparam(self, SCHED_FIFO, &parameters), EINVAL);
	parameters.sched_priority = 0;
	UC_CHECK_EQUAL(pthread_setschedparam(self, SCHED_FIFO, &parameters), EINVAL);
	UC_CHECK_EQUAL(pthread_setschedparam(self, SCHED_OTHER, &parameters), 0);
}

static unsigned order[8];
static volatile unsigned ran;

static void *note(void *number)
{
	order[ran++] = (unsigned)(uintptr_t)number;
	return NULL;
}

/* The maker has the highest priority: nobody runs until it waits, then the highest first. */
UC_TEST(higher_priorities_run_first)
{
	pthread_t threads[4];
	static const int priorities[] = {3, 9, 3, 20};
	ran = 0;
	pthread_setschedparam(pthread_self(), SCHED_FIFO, &(struct sched_param){.sched_priority = 60});
	for (uintptr_t n = 0; n < 4; n++)
		create_with(&threads[n], SCHED_FIFO, priorities[n], note, (void *)n);
	UC_CHECK_EQUAL(ran, 0);
	for (unsigned n = 0; n < 4; n++)
		pthread_join(threads[n], NULL);
	pthread_setschedparam(pthread_self(), SCHED_OTHER, &(struct sched_param){.sched_priority = 0});
	UC_CHECK(order[0] == 3 && order[1] == 1 && order[2] == 0 && order[3] == 2);
}

static pthread_mutex_t mutex;
static volatile bool low_has_it, high_got_it, mid_ends;
static volatile bool high_before_mid;
static volatile bool all_are_there;

static void compute(unsigned us)
{
	uint64_t end_ns = now_ns() + us * 1000u;
	while (now_ns() < end_ns)
		;
}

static void *low(void *unused)
{
	pthread_mutex_lock(&mutex);
	low_has_it = true;
	while (!all_are_there)
		;
	pthread_mutex_unlock(&mutex);
	return unused;
}

static void *middle(void *unused)
{
	uint64_t end_ns = now_ns() + 2000000000u;
	while (!high_got_it && now_ns() < end_ns)
		;
	high_before_mid = high_got_it;
	return unused;
}

static void *high(void *unused)
{
	pthread_mutex_lock(&mutex);
	high_got_it = true;
	pthread_mutex_unlock(&mutex);
	return unused;
}

/* Whether who waits for a lock gets it although somebody of a middle priority computes. */
static bool inherits(int protocol)
{
	pthread_t threads[3];
	pthread_mutexattr_t attributes;
	pthread_mutexattr_init(&attributes);
	UC_CHECK_EQUAL(pthread_mutexattr_setprotocol(&attributes, protocol), 0);
	pthread_mutex_init(&mutex, &attributes);
	low_has_it = high_got_it = high_before_mid = all_are_there = false;
	pthread_setschedparam(pthread_self(), SCHED_FIFO, &(struct sched_param){.sched_priority = 60});
	create_with(&threads[0], SCHED_FIFO, 10, low, NULL);
	while (!low_has_it)
		sleep_us(1000);
	create_with(&threads[1], SCHED_FIFO, 30, high, NULL);
	sleep_us(1000); /* it waits now */
	create_with(&threads[2], SCHED_FIFO, 20, middle, NULL);
	all_are_there = true;
	for (unsigned n = 0; n < 3; n++)
		pthread_join(threads[n], NULL);
	pthread_setschedparam(pthread_self(), SCHED_OTHER, &(struct sched_param){.sched_priority = 0});
	pthread_mutex_destroy(&mutex);
	pthread_mutexattr_destroy(&attributes);
	return high_before_mid;
}

UC_TEST(a_mutex_inherits_the_priority_of_who_waits)
{
	UC_CHECK(inherits(PTHREAD_PRIO_INHERIT));
	UC_CHECK(!inherits(PTHREAD_PRIO_NONE));
}

UC_TEST(a_mutex_with_inheritance_is_a_mutex)
{
	pthread_mutexattr_t attributes;
	struct timespec time;
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&mutex, &attributes);
	UC_CHECK_EQUAL(pthread_mutex_unlock(&mutex), EPERM);
	UC_CHECK_EQUAL(pthread_mutex_lock(&mutex), 0);
	UC_CHECK_EQUAL(pthread_mutex_lock(&mutex), EDEADLK);
	clock_gettime(CLOCK_REALTIME, &time);
	pthread_t thread;
	high_got_it = false;
	create_with(&thread, SCHED_OTHER, 0, high, NULL);
	sleep_us(3000);
	UC_CHECK(!high_got_it);
	UC_CHECK_EQUAL(pthread_mutex_unlock(&mutex), 0);
	pthread_join(thread, NULL);
	UC_CHECK(high_got_it);
	UC_CHECK_EQUAL(pthread_mutex_trylock(&mutex), 0);
	UC_CHECK_EQUAL(pthread_mutex_unlock(&mutex), 0);
	pthread_mutex_destroy(&mutex);
}

static pthread_spinlock_t spin;

static void *hold_spin_lock(void *unused)
{
	pthread_spin_lock(&spin);
	low_has_it = true;
	compute(5000);
	pthread_spin_unlock(&spin);
	return unused;
}

static void *take_spin_lock(void *unused)
{
	pthread_spin_lock(&spin);
	high_got_it = true;
	pthread_spin_unlock(&spin);
	return unused;
}

UC_TEST(who_spins_lets_lower_priorities_run)
{
	pthread_t threads[2];
	low_has_it = high_got_it = false;
	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
	create_with(&threads[0], SCHED_OTHER, 0, hold_spin_lock, NULL);
	while (!low_has_it)
		sleep_us(100);
	create_with(&threads[1], SCHED_FIFO, 30, take_spin_lock, NULL);
	for (unsigned n = 0; n < 2; n++)
		pthread_join(threads[n], NULL);
	UC_CHECK(high_got_it);
}

static void *hold_for_a_while(void *unused)
{
	pthread_mutex_lock(&mutex);
	low_has_it = true;
	sleep_us(30000);
	pthread_mutex_unlock(&mutex);
	return unused;
}

UC_TEST(waiting_for_a_mutex_with_inheritance_ends_on_time)
{
	pthread_mutexattr_t attributes;
	struct timespec time;
	pthread_t thread;
	low_has_it = false;
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
	pthread_mutex_init(&mutex, &attributes);
	UC_CHECK_EQUAL(pthread_create(&thread, NULL, hold_for_a_while, NULL), 0);
	while (!low_has_it)
		sched_yield();
	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_nsec += 3000000;
	if (time.tv_nsec >= 1000000000) {
		time.tv_sec++;
		time.tv_nsec -= 1000000000;
	}
	UC_CHECK_EQUAL(pthread_mutex_timedlock(&mutex, &time), ETIMEDOUT);
	UC_CHECK_EQUAL(pthread_mutex_lock(&mutex), 0);
	UC_CHECK_EQUAL(pthread_mutex_unlock(&mutex), 0);
	pthread_join(thread, NULL);
	pthread_mutex_destroy(&mutex);
}
