/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's interface on arm64: system call numbers and layouts that differ between architectures (uapi
 * asm-generic/unistd.h). */
#ifndef UNICORE_LINUXU_HOST_H
#define UNICORE_LINUXU_HOST_H

#include <stdint.h>

enum host_call {
	HOST_EPOLL_CREATE1 = 20,
	HOST_EPOLL_CTL = 21,
	HOST_EPOLL_PWAIT = 22,
	HOST_OPENAT = 56,
	HOST_CLOSE = 57,
	HOST_PIPE2 = 59,
	HOST_LSEEK = 62,
	HOST_READ = 63,
	HOST_WRITE = 64,
	HOST_PPOLL = 73,
	HOST_EXIT_GROUP = 94,
	HOST_TIMER_CREATE = 107,
	HOST_TIMER_SETTIME = 110,
	HOST_CLOCK_GETTIME = 113,
	HOST_KILL = 129,
	HOST_SIGALTSTACK = 132,
	HOST_RT_SIGACTION = 134,
	HOST_RT_SIGPROCMASK = 135,
	HOST_GETPID = 172,
	HOST_MMAP = 222,
	HOST_MPROTECT = 226,
	HOST_GETRANDOM = 278,
	HOST_EPOLL_PWAIT2 = 441,
};

#define HOST_VDSO_CLOCK_GETTIME "__kernel_clock_gettime"

/* uapi linux/eventpoll.h */
struct host_epoll_event {
	uint32_t events;
	void *data;
};

/* uapi asm-generic/signal.h, kernel's form. */
struct host_sigaction {
	void (*handler)(int signal, void *information, void *context);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

#endif
