/* SPDX-License-Identifier: BSD-3-Clause */
/* The other party of a test on the host: a pthread. Included ahead of the tests' own file of this name. */
#ifndef PARTY_H
#define PARTY_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef struct {
	pthread_t thread;
	void (*entry)(void *);
	void *argument;
} * party;

#define MS 1000000ULL

bool party_start(party *started, void (*entry)(void *), void *argument);
void party_join(party started);
uint64_t now_ns(void);
void sleep_ms(unsigned ms);

#endif
