/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads with policies, and one that preempts all others. */
#include "pthreads.h"

void create_with(pthread_t *thread, int policy, int priority, void *(*entry)(void *), void *argument)
{
	pthread_attr_t attributes;
	pthread_attr_init(&attributes);
	pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attributes, policy);
	pthread_attr_setschedparam(&attributes, &(struct sched_param){.sched_priority = priority});
	UC_CHECK_EQUAL(pthread_create(thread, &attributes, entry, argument), 0);
	pthread_attr_destroy(&attributes);
}

static void *hit(void *argument)
{
	struct hammer *hammer = argument;
	sigset_t all;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL); /* signals of the process are for others */
	for (; !hammer->stop; hammer->hits++)
		sleep_us(30);
	return NULL;
}

void hammer_begin(struct hammer *hammer)
{
	*hammer = (struct hammer){.stop = false};
	create_with(&hammer->thread, SCHED_FIFO, 50, hit, hammer);
}

void hammer_end(struct hammer *hammer)
{
	hammer->stop = true;
	pthread_join(hammer->thread, NULL);
}
