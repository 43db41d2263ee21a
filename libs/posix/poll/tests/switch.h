/* SPDX-License-Identifier: BSD-3-Clause */
/* A file whose readiness the test turns on and off, and a thread that turns it on a little later. */
#ifndef SWITCH_H
#define SWITCH_H

#include <unicore/call.h>
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/sched.h>
#include <unicore/test.h>

#define MS UC_NS_PER_MS

struct pollfd {
	int32_t descriptor;
	int16_t events, returned;
};

struct switchable {
	struct uc_file file;
	unsigned ready;
	bool released;
};

static inline unsigned switch_poll(struct uc_file *file)
{
	return UC_CONTAINER_OF(file, struct switchable, file)->ready;
}

static inline void switch_release(struct uc_file *file)
{
	UC_CONTAINER_OF(file, struct switchable, file)->released = true;
}

static const struct uc_file_operations switch_operations = {.poll = switch_poll, .release = switch_release};

/* Returns its descriptor. */
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

struct later {
	struct switchable *file;
	unsigned ready;
	uint64_t after_ns;
	struct uc_thread *thread;
};

static inline void later_run(void *argument)
{
	struct later *later = argument;
	uc_sleep_until(uc_clock_monotonic_ns() + later->after_ns, false);
	switch_turn(later->file, later->ready);
}

static inline bool later_start(struct later *later)
{
	return uc_thread_create(&later->thread, NULL, later_run, later) == 0;
}

#endif
