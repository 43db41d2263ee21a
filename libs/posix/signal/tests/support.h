/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's structures of signals, and short forms of the calls. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/attention.h>
#include <unicore/call.h>
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/sched.h>
#include <unicore/test.h>

#define MS UC_NS_PER_MS

enum {
	SIGBUS = 7,
	SIGFPE = 8,
	SIGKILL = 9,
	SIGUSR1 = 10,
	SIGSEGV = 11,
	SIGUSR2 = 12,
	SIGALRM = 14,
	SIGCHLD = 17,
	SIGRT = 40,
};

#define SA_SIGINFO 0x4UL
#define SA_ONSTACK 0x08000000UL
#define SA_RESTART 0x10000000UL
#define SA_NODEFER 0x40000000UL
#define SA_RESETHAND 0x80000000UL
#define SIG_DFL 0UL
#define SIG_IGN 1UL

enum { BLOCK, UNBLOCK, SET };

struct action {
	uintptr_t handler;
	unsigned long flags;
	uintptr_t restorer;
	uint64_t mask;
};

struct information {
	int32_t signal, error, code, padding;
	union {
		struct {
			int32_t pid;
			uint32_t uid;
			uint64_t value;
		};
		uint64_t address;
		char bytes[112];
	};
};

typedef void handler(int, struct information *, void *);

static inline uint64_t bit(int signal)
{
	return 1ULL << (signal - 1);
}

static inline long act(int signal, handler *handler, unsigned long flags)
{
	struct action action = {(uintptr_t)handler, flags | SA_SIGINFO, 0, 0};
	return UC_CALL(rt_sigaction, signal, &action, 0, 8);
}

static inline void act_default(int signal)
{
	struct action action = {SIG_DFL, 0, 0, 0};
	UC_CALL(rt_sigaction, signal, &action, 0, 8);
}

static inline uint64_t mask(int how, uint64_t set)
{
	uint64_t old = 0;
	UC_CALL(rt_sigprocmask, how, &set, &old, 8);
	return old;
}

/* To the process, or to the running thread. */
static inline long send(int signal)
{
	return UC_CALL(kill, 1, signal);
}

static inline long raise(int signal)
{
	return UC_CALL(tgkill, 1, UC_CALL(gettid), signal);
}

static inline uint64_t in_ms(unsigned ms)
{
	return uc_clock_monotonic_ns() + ms * MS;
}

#endif
