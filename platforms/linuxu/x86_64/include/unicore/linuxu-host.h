/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's interface on x86-64: system call numbers and layouts that differ between architectures (uapi
 * asm/unistd_64.h). */
#ifndef UNICORE_LINUXU_HOST_H
#define UNICORE_LINUXU_HOST_H

#include <stdint.h>

enum host_call {
	HOST_READ = 0,
	HOST_WRITE = 1,
	HOST_CLOSE = 3,
	HOST_LSEEK = 8,
	HOST_MMAP = 9,
	HOST_MPROTECT = 10,
	HOST_RT_SIGACTION = 13,
	HOST_RT_SIGPROCMASK = 14,
	HOST_GETPID = 39,
	HOST_KILL = 62,
	HOST_SIGALTSTACK = 131,
	HOST_ARCH_PRCTL = 158,
	HOST_TIMER_CREATE = 222,
	HOST_TIMER_SETTIME = 223,
	HOST_CLOCK_GETTIME = 228,
	HOST_EXIT_GROUP = 231,
	HOST_EPOLL_CTL = 233,
	HOST_OPENAT = 257,
	HOST_PPOLL = 271,
	HOST_EPOLL_PWAIT = 281,
	HOST_EPOLL_CREATE1 = 291,
	HOST_PIPE2 = 293,
	HOST_GETRANDOM = 318,
	HOST_EPOLL_PWAIT2 = 441,
};

#define HOST_VDSO_CLOCK_GETTIME "__vdso_clock_gettime"

/* uapi linux/eventpoll.h: packed on this architecture only. */
struct host_epoll_event {
	uint32_t events;
	void *data;
} __attribute__((packed));

/* uapi asm/signal.h, kernel's form. */
struct host_sigaction {
	void (*handler)(int signal, void *information, void *context);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

#endif
