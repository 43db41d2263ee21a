/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: Linux's ABI of signals, and who holds which state. */
#ifndef INTERNAL_H
#define INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/errno.h>
#include <unicore/posix-thread.h>
#include <unicore/sched.h>

#define SIGNALS 64
#define FIRST_REALTIME 32

enum {
	SIGHUP = 1,
	SIGINT,
	SIGQUIT,
	SIGILL,
	SIGTRAP,
	SIGABRT,
	SIGBUS,
	SIGFPE,
	SIGKILL,
	SIGUSR1,
	SIGSEGV,
	SIGUSR2,
	SIGPIPE,
	SIGALRM,
	SIGTERM,
	SIGSTKFLT,
	SIGCHLD,
	SIGCONT,
	SIGSTOP,
	SIGTSTP,
	SIGTTIN,
	SIGTTOU,
	SIGURG,
	SIGXCPU,
	SIGXFSZ,
	SIGVTALRM,
	SIGPROF,
	SIGWINCH,
	SIGIO,
	SIGPWR,
	SIGSYS,
};

#define SA_SIGINFO 0x4UL
#define SA_ONSTACK 0x08000000UL
#define SA_RESTART 0x10000000UL
#define SA_NODEFER 0x40000000UL
#define SA_RESETHAND 0x80000000UL

#define SIG_DFL ((uintptr_t)0)
#define SIG_IGN ((uintptr_t)1)

#define SI_USER 0
#define SI_KERNEL 0x80
#define SI_QUEUE (-1)
#define SI_TIMER (-2)
#define SI_TKILL (-6)

struct signal_info {
	int32_t signal, error, code, padding;
	union {
		struct {
			int32_t pid;
			uint32_t uid;
			uint64_t value;
		} sender;
		uint64_t address;
		char bytes[112];
	};
};

/** A signal that came with more than its number. */
struct signal_entry {
	struct uc_list node;            /* empty: not pending */
	struct uc_posix_thread *thread; /* NULL: the process's */
	struct signal_info info;
	bool is_kept; /* not on the heap: its maker uses it again */
};

struct signal_action {
	uintptr_t handler;
	unsigned long flags;
	uintptr_t restorer;
	uint64_t mask;
};

static inline uint64_t bit(int signal)
{
	return 1ULL << (signal - 1);
}

#define UNBLOCKABLE (bit(SIGKILL) | bit(SIGSTOP))

extern struct signal_action signal_actions[SIGNALS + 1];

/** Pending for the process as a whole. Changed with interrupts off. */
extern uint64_t signal_process_pending;

/** Told of every signal that comes to be pending. */
extern struct uc_waitq signal_arrivals;

/** Whether delivery does nothing: ignored, or ignored by default. */
bool signal_is_ignored(int signal);
/** Whether delivery ends the process by default. */
bool signal_is_fatal(int signal);

/** What is pending for the thread, blocked or not. */
uint64_t signal_pending(const struct uc_posix_thread *thread);

/**
 * Makes a signal pending for `thread`, or for the process (NULL). `info` may be NULL: SI_KERNEL, and then any context.
 * Returns 0 or -EAGAIN (no memory for a queued real-time signal).
 */
int signal_send(struct uc_posix_thread *thread, int signal, const struct signal_info *info);

/** The same with an entry of the caller's (is_kept), which must not be pending. Any context. */
void signal_send_entry(struct uc_posix_thread *thread, struct signal_entry *entry);
/** Makes an entry not pending, if it is. */
void signal_take_back(struct signal_entry *entry);

/** Takes one of `wanted` that is pending for the thread and fills `info`. Returns its number or 0. */
int signal_take(struct uc_posix_thread *thread, uint64_t wanted, struct signal_info *info);

/** Throws away what is pending of a signal that is ignored from now on. */
void signal_discard(int signal);

/** Runs the handlers of the running thread; uc_attend. */
int signal_deliver(void);

/** The same in the middle of the program: uc_attend_amid. */
struct uc_trap;
int signal_deliver_amid(struct uc_trap *trap);

/** Runs one handler, or does the default action. Returns UC_ATTEND_*. */
int signal_run(struct uc_posix_thread *self, int signal, struct signal_info *info, void *context);

/** Takes an exception of the running thread as its signal: uc_plat_on_trap. */
bool signal_on_trap(struct uc_trap *trap);

/** Forgets what is pending for a thread that ends: uc_posix_on_end. */
void signal_thread_ended(struct uc_posix_thread *thread);

/** The end of the alternate stack on which a handler with these flags is to run, or NULL: where the thread is. */
void *signal_stack(const struct uc_posix_thread *self, unsigned long flags, uintptr_t stack_pointer);

/** Ends the process as the default action of `signal` does. Any context. */
_Noreturn void signal_end(int signal);

#endif
