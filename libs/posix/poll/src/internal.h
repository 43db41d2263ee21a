/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: the wait for several files that poll and select share, Linux's ABI. */
#ifndef INTERNAL_H
#define INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/clock.h>
#include <unicore/errno.h>

/* RLIMIT_NOFILE of an image: no set of descriptors that makes sense is larger. */
#define MOST_DESCRIPTORS 65536u

struct pollfd {
	int32_t descriptor;
	int16_t events;
	int16_t returned;
};

struct timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

/**
 * Fills `returned` of each entry and waits until one has something to say. `mask`, if given, is the signal mask of the
 * wait. Returns the number of entries with events, 0 after the deadline, -EINTR or -ENOMEM.
 */
long poll_wait(struct pollfd *entries, size_t count, uint64_t deadline_ns, const uint64_t *mask);

/** The monotonic time at which `time` (NULL: never) has passed. Returns 0 or -EINVAL. */
int poll_deadline(const struct timespec *time, uint64_t *deadline_ns);

/** What is left until the deadline, 0 when it has passed. */
uint64_t poll_rest_ns(uint64_t deadline_ns);

#endif
