/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the libc of an image owes to boot and scheduler: the thread control block, whose layout is its own, and the call
 * of main. mem* and strlen of the image also come from the libc, under their C names, compiled freestanding.
 */
#ifndef UNICORE_LIBC_H
#define UNICORE_LIBC_H

#include <stddef.h>
#include <stdint.h>

/** Bytes of a TLS block (control block, .tdata and .tbss, alignment). Early, without stack protector. */
size_t uc_tls_bytes(void);

/**
 * Builds the TLS block of a thread in `block` (cleared, 64-byte aligned, uc_tls_bytes() long) and returns the thread
 * pointer to be set for it. The stack protector's canary (x86_64: fs:0x28) is `canary`. Early, without stack protector;
 * may not call anything protected.
 */
void *uc_tls_build(void *block, uintptr_t canary);

/** The address that was given to uc_tls_build as `block`. */
void *uc_tls_block(void *thread_pointer);

/** Tells the libc the tid of the thread whose control block this is. */
void uc_tls_set_tid(void *thread_pointer, int tid);

/**
 * Runs the application: sets up the libc with these arguments, runs constructors, main and exit handlers. Thread
 * context, on the first thread. Returns main's value (or exit's); the caller ends the image with it.
 */
int uc_libc_run(int argc, char **argv, char **envp);

#endif
