/* SPDX-License-Identifier: BSD-3-Clause */
/* Short forms of the calls, and a file whose readiness the test turns on and off. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <unicore/call.h>
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/sched.h>
#include <unicore/test.h>

#define MS UC_NS_PER_MS
#define ADD 1
#define DELETE 2
#define MODIFY 3

#define IN UC_POLLIN
#define OUT UC_POLLOUT
#define EXCLUSIVE (1u << 28)
#define ONESHOT (1u << 30)
#define EDGE (1u << 31)

struct epoll_event {
	uint32_t events;
	uint64_t data;
} UC_EPOLL_LAYOUT;

struct switchable {
	struct uc_file file;
	unsigned ready, looks;
};

static inline unsigned switch_poll(struct uc_file *file)
{
	struct switchable *self = UC_CONTAINER_OF(file, struct switchable, file);
	self->looks++;
	return self->ready;
}

static const struct uc_file_operations switch_operations = {.poll = switch_poll};

static inline int switch_open(struct switchable *made, unsigned ready)
{
	*made = (struct switchable){.ready = ready};
	uc_file_init(&made->file, &switch_operations, UC_O_RDWR);
	return uc_descriptor_install(&made->file, 0, false);
}

static inline void switch_turn(struct switchable *file, unsigned ready)
{
	file->ready = ready;
	uc_waitq_wake_all(&file->file.waiters, ready);
}

static inline int epoll_open(void)
{
	return (int)UC_CALL(epoll_create1, 0);
}

/* The data are the descriptor. */
static inline long control(int epoll, int operation, int descriptor, uint32_t events)
{
	struct epoll_event event = {events, (uint64_t)descriptor};
	return UC_CALL(epoll_ctl, epoll, operation, descriptor, &event);
}

/* Returns the events of the one file that is ready, 0 for none, or -1 for more. */
static inline long one(int epoll, int timeout_ms)
{
	struct epoll_event events[4];
	long count = UC_CALL(epoll_wait, epoll, events, 4, timeout_ms);
	return count == 1 ? (long)events[0].events : count > 0 ? -1 : count;
}

#endif
