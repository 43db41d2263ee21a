/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of an image that cannot go on: a report on the console, then uc_plat_crash. The report's lines are a contract
 * with the runner, which adds function, file and line from the image's .dbg:
 *
 *     crash: <why>                        one line
 *       at <pc> sp <sp> fault <address>   of a trap, all hexadecimal with 0x
 *       <registers>                       of a trap, as uc_trap_print writes them
 *       thread <tid> <name>
 *       image <address of the first byte of the image>
 *       #<n> <return address>             nearest first; #0 is the place itself: of a trap the instruction, else
 *                                         the last byte of the call of uc_crash
 *     end of crash report
 *
 * <why> of a trap: "<exception>", "page fault: <read|write|execute> at <address>", with " (zero page)" for the first
 * page, or "stack overflow: <read|write> at <address>". A canary that changed: "stack smashed".
 */
#ifndef UNICORE_CRASH_H
#define UNICORE_CRASH_H

#include <stdint.h>
#include <unicore/compiler.h>

struct uc_trap;

/** Reports `format` … and the caller's backtrace. Any context; a crash within a crash ends the image at once. */
_Noreturn void uc_crash(const char *format, ...) UC_PRINTF(1, 2);

/** Called by the platform for an exception that nobody dealt with, on a stack that is known to be good. */
_Noreturn void uc_crash_trap(const struct uc_trap *trap);

/**
 * Tells the crash handler (and the trap handler of the platform) where the running thread's stack lies. `guard` is the
 * lowest address of the guard page(s) right under `low`, to call a fault in [`guard`, `low`) a stack overflow. Called
 * by the scheduler at each switch. Any context.
 */
void uc_crash_set_stack(uintptr_t guard, uintptr_t low, uintptr_t high);

/**
 * Tells the crash handler of a stack on which the platform runs interrupts or exceptions. A backtrace that starts there
 * goes on into what was interrupted, when the platform's entry code links the two: a frame that holds the interrupted
 * frame pointer and, as return address, the interrupted instruction. At most UC_CRASH_STACKS. Early.
 */
void uc_crash_add_stack(uintptr_t low, uintptr_t high);
#define UC_CRASH_STACKS 4

#endif
