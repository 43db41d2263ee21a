/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to the platform: what its files share, and Linux's interface where all architectures agree (uapi headers). */
#ifndef LINUXU_PRIVATE_H
#define LINUXU_PRIVATE_H

#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/linuxu-host.h>
#include <unicore/linuxu.h>
#include <unicore/platform.h>
#include <unicore/preempt.h>

/* ---- the host ---- */

#define HOST_ARGUMENT(x) ((long)(uintptr_t)(x))
#define HOST_CALL_6(n, a, b, c, d, e, f, ...)                                                                        \
	uc_host_syscall(n, HOST_ARGUMENT(a), HOST_ARGUMENT(b), HOST_ARGUMENT(c), HOST_ARGUMENT(d), HOST_ARGUMENT(e), \
			HOST_ARGUMENT(f))
/** A system call of up to six arguments of any scalar type. */
#define HOST_CALL(...) HOST_CALL_6(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

enum {
	HOST_SIGINT = 2,
	HOST_SIGILL = 4,
	HOST_SIGTRAP = 5,
	HOST_SIGBUS = 7,
	HOST_SIGFPE = 8,
	HOST_SIGSEGV = 11,
	HOST_SIGPIPE = 13,
	HOST_SIGALRM = 14,
	HOST_SIGTERM = 15,
};

#define HOST_SIG_DFL ((void (*)(int, void *, void *))0)
#define HOST_SIG_IGN ((void (*)(int, void *, void *))1)
#define HOST_SIGNAL_BIT(signal) (1ull << ((signal)-1))

enum { HOST_PROT_READ = 1, HOST_PROT_WRITE = 2, HOST_PROT_EXEC = 4 };
enum { HOST_MAP_PRIVATE = 0x2, HOST_MAP_FIXED = 0x10, HOST_MAP_ANONYMOUS = 0x20, HOST_MAP_NORESERVE = 0x4000 };

#define HOST_SA_SIGINFO 0x4ul
#define HOST_SA_RESTORER 0x04000000ul
#define HOST_SA_ONSTACK 0x08000000ul
#define HOST_SA_RESTART 0x10000000ul
#define HOST_SA_NODEFER 0x40000000ul

struct host_stack {
	void *start;
	int flags;
	size_t bytes;
};

/* The beginning of siginfo_t: who sent it when `code` <= 0. */
struct host_siginfo {
	int signal, error, code, unused;
	int process;
};

struct host_timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

struct host_pollfd {
	int descriptor;
	short events, ready;
};
#define HOST_POLLIN 1
#define HOST_POLLOUT 4

/* ---- shared by the files of the platform ---- */

/** Room for the host's signal frame with the largest vector state and for a crash report. */
#define TRAP_STACK_BYTES 32768

/** From the auxiliary vector: AT_SYSINFO_EHDR (NULL: none) and AT_HWCAP2. */
extern const void *uc_linuxu_vdso;
extern unsigned long uc_linuxu_hwcap2;

/** Relocates the image, seals it, reads arguments and goes on to uc_boot. `stack` is the host's stack at entry. Early.
 */
_Noreturn void uc_linuxu_start(uintptr_t *stack, uintptr_t base, const void *dynamic);

/** Ends the process before it has become an image: prints "linuxu: <what>: <detail>", status 125. Early. */
_Noreturn void uc_linuxu_fail(const char *what, const char *detail);

/** Takes the "uc." words out of the arguments, and makes the command line of the others. Early. */
void uc_linuxu_options(int argc, char **argv);

/** A number of bytes: "64M", "512K", "1G", "4096". 0 for what is none. Early. */
size_t uc_linuxu_parse_bytes(const char *text);

/** Reserves the image's memory. Early. */
void uc_linuxu_memory_init(size_t bytes);

/** Maps a file of the host read-only as the next module. Early. */
void uc_linuxu_module_add(const char *path);

/** Records "host:guest". Returns false when it is no such pair, or there are too many. Early. */
bool uc_linuxu_port_add(const char *text);

/** The function of that name in the vDSO, or NULL. */
void *uc_linuxu_vdso_find(const char *name);

/** Installs a handler of a host's signal that gets its siginfo and context; interrupts wait for its end. Early. */
void uc_linuxu_sigaction(int signal, void (*handler)(int, void *, void *), unsigned long flags);

/** Takes exceptions from the host, on a stack of their own. Early. */
void uc_linuxu_traps_init(void);

/** Where handlers of the host's signals return to (entry.S). */
void uc_linuxu_sigreturn(void);

/** Not 0 while an interrupt waits for interrupts to be turned on (read by entry.S). */
extern volatile uint32_t uc_linuxu_pending;
#define LINUXU_PENDING_END 1u  /* a request to end */
#define LINUXU_PENDING_TICK 2u /* of uc_plat_interrupt_by */

/** The timer has interrupted, in images whose scheduler preempts. Interrupts off. */
void uc_linuxu_tick(void);

/** For the end of an interrupt: lets the scheduler change what goes on in `context`. Interrupts off. */
void uc_linuxu_preempt(void *context);

/** Whether descriptors are watched. Any context. */
bool uc_linuxu_is_watching(void);

/**
 * Waits in a system call of the host unless an interrupt is pending; one that comes in between ends the wait too.
 * Returns what the call returns, or -EINTR.
 */
long uc_linuxu_wait(long number, long a, long b, long c, long d, long e, long f);

/** For handlers of the host's signals: makes a wait that `context` is about to begin return -EINTR. */
void uc_linuxu_abort_wait(void *context);

/** Waits at most that long (NULL: for ever) for a watched descriptor or an interrupt, and delivers. Interrupts off. */
void uc_linuxu_wait_host(const struct host_timespec *wait);

/** The host asks the image to end: calls the handler of uc_plat_on_shutdown. Interrupts off. */
void uc_linuxu_shutdown_requested(void);

/** The handler of a host's signal that asks the image to end (entry.S), and what it calls (irq.c). */
void uc_linuxu_interrupt_entry(int signal, void *information, void *context);
void uc_linuxu_on_interrupt(int signal, void *information, void *context);

#endif
