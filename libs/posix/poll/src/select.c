/* SPDX-License-Identifier: BSD-3-Clause */
/* select(2) and pselect(2), on the same wait as poll. */
#include "internal.h"
#include <unicore/file.h>
#include <unicore/heap.h>
#include <unicore/sched.h>
#include <unicore/syscall.h>

#define WORD_BITS (8 * sizeof(unsigned long))
#define ON_STACK 16

/* Which events of poll make a descriptor appear in which set: fs/select.c of Linux. */
#define READ_ASKED (UC_POLLIN | UC_POLLRDNORM | UC_POLLRDBAND)
#define READ_TOLD (READ_ASKED | UC_POLLHUP | UC_POLLERR)
#define WRITE_ASKED (UC_POLLOUT | UC_POLLWRNORM | UC_POLLWRBAND)
#define WRITE_TOLD (WRITE_ASKED | UC_POLLERR)
#define EXCEPT_TOLD UC_POLLPRI

struct sets {
	unsigned long *read, *write, *except;
};

struct timeval {
	int64_t seconds;
	int64_t microseconds;
};

static bool has(const unsigned long *set, int descriptor)
{
	return set && set[(size_t)descriptor / WORD_BITS] >> (size_t)descriptor % WORD_BITS & 1;
}

static void clear(unsigned long *set, int count)
{
	for (size_t i = 0; set && i < ((size_t)count + WORD_BITS - 1) / WORD_BITS; i++)
		set[i] = 0;
}

static long put(unsigned long *set, int descriptor, bool tells)
{
	if (!set || !tells)
		return 0;
	set[(size_t)descriptor / WORD_BITS] |= 1UL << (size_t)descriptor % WORD_BITS;
	return 1;
}

static unsigned asked(const struct sets *sets, int descriptor)
{
	return (has(sets->read, descriptor) ? READ_ASKED : 0) | (has(sets->write, descriptor) ? WRITE_ASKED : 0) |
	       (has(sets->except, descriptor) ? UC_POLLPRI : 0);
}

/* Turns the sets into entries of poll; returns their number. `entries` may be NULL, to count. */
static size_t gather(const struct sets *sets, int count, struct pollfd *entries)
{
	size_t used = 0;
	for (int descriptor = 0; descriptor < count; descriptor++) {
		unsigned events = asked(sets, descriptor);
		if (!events)
			continue;
		if (entries)
			entries[used] = (struct pollfd){descriptor, (int16_t)events, 0};
		used++;
	}
	return used;
}

/* Turns the entries back. A set that did not ask must not be told, so what was asked is looked at first. */
static long scatter(const struct sets *sets, int count, const struct pollfd *entries, size_t used)
{
	long bits = 0;
	clear(sets->read, count);
	clear(sets->write, count);
	clear(sets->except, count);
	for (size_t i = 0; i < used; i++) {
		unsigned told = (uint16_t)entries[i].returned, wanted = (uint16_t)entries[i].events;
		int descriptor = entries[i].descriptor;
		bits += put(sets->read, descriptor, wanted & READ_ASKED && told & READ_TOLD);
		bits += put(sets->write, descriptor, wanted & WRITE_ASKED && told & WRITE_TOLD);
		bits += put(sets->except, descriptor, wanted & UC_POLLPRI && told & EXCEPT_TOLD);
	}
	return bits;
}

static bool is_open(const struct pollfd *entries, size_t used)
{
	for (size_t i = 0; i < used; i++)
		if ((uint16_t)entries[i].returned & UC_POLLNVAL)
			return false;
	return true;
}

static long wait(const struct sets *sets, int count, uint64_t deadline, const uint64_t *mask)
{
	struct pollfd on_stack[ON_STACK], *entries = on_stack;
	if (count < 0)
		return -EINVAL;
	if ((unsigned)count > MOST_DESCRIPTORS)
		count = (int)MOST_DESCRIPTORS;
	size_t used = gather(sets, count, NULL);
	if (used > ON_STACK)
		entries = uc_heap_alloc(used * sizeof *entries);
	if (!entries)
		return -ENOMEM;
	gather(sets, count, entries);
	long result = poll_wait(entries, used, deadline, mask);
	if (result > 0 && !is_open(entries, used))
		result = -EBADF;
	if (result >= 0)
		result = scatter(sets, count, entries, result ? used : 0);
	if (entries != on_stack)
		uc_heap_free(entries);
	return result;
}

UC_SYSCALL5(select, int, count, unsigned long *, read, unsigned long *, write, unsigned long *, except,
	    struct timeval *, time)
{
	uint64_t deadline = UC_FOREVER;
	if (time) {
		/* Linux lets microseconds overflow into seconds here, unlike everywhere else. */
		struct timespec normal = {time->seconds + time->microseconds / 1000000,
					  time->microseconds % 1000000 * 1000};
		if (poll_deadline(&normal, &deadline))
			return -EINVAL;
	}
	long result = wait(&(struct sets){read, write, except}, count, deadline, NULL);
	if (time && deadline != UC_FOREVER) {
		uint64_t rest = poll_rest_ns(deadline);
		*time = (struct timeval){(int64_t)(rest / UC_NS_PER_SECOND), (int64_t)(rest % UC_NS_PER_SECOND / 1000)};
	}
	return result;
}

/* The sixth argument of the system call. */
struct masked {
	const uint64_t *mask;
	size_t bytes;
};

UC_SYSCALL6(pselect6, int, count, unsigned long *, read, unsigned long *, write, unsigned long *, except,
	    struct timespec *, time, const struct masked *, masked)
{
	uint64_t deadline;
	const uint64_t *mask = masked ? masked->mask : NULL;
	if ((mask && masked->bytes != sizeof *mask) || poll_deadline(time, &deadline))
		return -EINVAL;
	long result = wait(&(struct sets){read, write, except}, count, deadline, mask);
	if (time && deadline != UC_FOREVER) {
		uint64_t rest = poll_rest_ns(deadline);
		*time = (struct timespec){(int64_t)(rest / UC_NS_PER_SECOND), (int64_t)(rest % UC_NS_PER_SECOND)};
	}
	return result;
}
