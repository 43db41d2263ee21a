/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a platform owes to everything above it. Each function exists once per image and is called directly.
 * "Early" functions may be called before the thread pointer is set and are compiled without stack protector.
 * "Any" context means thread, interrupt and crash.
 */
#ifndef UNICORE_PLATFORM_H
#define UNICORE_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UC_PAGE_BYTES 4096UL

/* ---- entry ---- */

/**
 * The way up: the platform calls it once, on the boot stack, interrupts off, with paging and rights final, .bss
 * clear, relocations done and the early console working. Provided by lib-boot. Does not return.
 */
_Noreturn void uc_boot(void);

/** The command line of the image, zero-terminated, without the image's name; "" if none. Early. MUST outlive main. */
const char *uc_plat_command_line(void);

/** A blob that the loader left in memory (initrd). `index` counts from 0. Returns 0 or -ENOENT. Early. */
int uc_plat_module(unsigned index, const void **start, size_t *bytes);

/* ---- memory ---- */

/** A range of RAM, mapped read-write (never executable) at `start`, free for the page allocator. Page aligned. */
struct uc_memory_range {
	uintptr_t start;
	size_t bytes;
};

/** The free ranges, ascending, none overlapping image, modules or firmware. Returns their number (>= 1). Early. */
size_t uc_plat_memory(const struct uc_memory_range **ranges);

#define UC_RIGHT_READ 1u
#define UC_RIGHT_WRITE 2u
#define UC_RIGHT_EXECUTE 4u

/**
 * Changes the rights of mapped pages; rights 0 makes every access fault (guard page). WRITE with EXECUTE is refused.
 * `start` and `bytes` are page aligned. Thread context.
 * Returns 0, -EINVAL (alignment, W^X) or -ENOMEM (no page table).
 */
int uc_plat_protect(void *start, size_t bytes, unsigned rights);

/* ---- console ---- */

/** Writes bytes as they are ("\n" is the platform's to turn into what the wire needs). Early, any context. */
void uc_plat_console_write(const char *text, size_t bytes);

/** Reads what is there, without waiting. Returns the number of bytes (0: nothing yet), or -EIO at the end of input. Any
 * context. */
long uc_plat_console_read(char *buffer, size_t bytes);

/**
 * Sets what is called, in any context and with interrupts off, when input may have arrived or ended since
 * uc_plat_console_read last returned 0. Returns 0, or -EOPNOTSUPP: the platform cannot tell, and who waits has to look
 * from time to time. Thread context.
 */
int uc_plat_on_console_input(void (*handler)(void));

/* ---- time ---- */

/** Nanoseconds since some point before boot; never goes back. Any context, after boot of the platform. */
uint64_t uc_plat_monotonic_ns(void);

/** Nanoseconds since 1970-01-01 UTC. Any context. */
uint64_t uc_plat_realtime_ns(void);

/* ---- interrupts and waiting ---- */

/** Turns interrupts off and tells how they were. On platforms without interrupts: a compiler barrier. Any. */
unsigned long uc_plat_irq_save(void);
/** Puts back what uc_plat_irq_save returned. Any. */
void uc_plat_irq_restore(unsigned long state);
/** Turns interrupts on: how each thread starts. They are off from the entry until then. Thread context. */
void uc_plat_irq_enable(void);

/**
 * Waits for an interrupt (or, on a host, an event of a watched descriptor) or until `deadline_ns` of the monotonic
 * clock; UINT64_MAX: no deadline. Called by the scheduler alone, with interrupts off, so that no wake-up is lost
 * between its look at the run queue and the wait; interrupts are served inside and are off again on return. May return
 * early, and does so at once in the first 100 ms after somebody asks for the time, while the platform still finds out
 * how fast its clock is.
 */
void uc_plat_idle(uint64_t deadline_ns);

/**
 * Makes sure that an interrupt comes when the monotonic clock shows `deadline_ns`, or before (at once if it has
 * passed); an idle wait that ends later may forget it. In it the platform calls uc_preempt_tick, and at the end of
 * every interrupt uc_preempt_interrupted (unicore/preempt.h). There in images whose scheduler preempts. Interrupts off.
 */
void uc_plat_interrupt_by(uint64_t deadline_ns);

/**
 * Whether there is something that no interrupt tells of, so that a busy image has to call uc_plat_idle(0) from time to
 * time. There in images whose scheduler preempts. Any context.
 */
bool uc_plat_is_polled(void);

/* ---- threads ---- */

/** Sets the thread pointer (x86_64: FS base). Early. */
void uc_plat_set_thread_pointer(void *thread_pointer);

/* ---- entropy ---- */

/** Fills `buffer` from the host or the CPU. Returns 0, or -EIO when there is no source (never weak bytes). Early. */
int uc_plat_entropy(void *buffer, size_t bytes);

/* ---- the end ---- */

/** Ends the image; `status` 0–125 reaches the runner as its exit code. Any context. */
_Noreturn void uc_plat_exit(int status);

/** Ends the image after a crash report: the runner's exit code is 134 at least. Any context. */
_Noreturn void uc_plat_crash(void);

/** Sets what is called, in interrupt context, when the host asks the image to end (ACPI button, SIGTERM, SIGINT). */
void uc_plat_on_shutdown(void (*handler)(void));

/* ---- traps ---- */

struct uc_trap; /* registers; arch's <unicore/trap.h> */

/**
 * Sets the one handler of CPU exceptions of threads (posix-signal: SIGSEGV, SIGFPE, SIGILL, SIGBUS). It returns true
 * when it dealt with the trap (registers may be changed), false to go on to the crash report. NULL: none.
 */
void uc_plat_on_trap(bool (*handler)(struct uc_trap *trap));

#endif
