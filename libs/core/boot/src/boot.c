/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The way from the platform's entry to the first thread. There is no canary yet: this file is compiled without stack
 * protector, and calls only what may be called early until the thread pointer is set.
 */
#include "run.h"
#include <unicore/compiler.h>
#include <unicore/crash.h>
#include <unicore/libc.h>
#include <unicore/pagealloc.h>
#include <unicore/platform.h>
#include <unicore/sched.h>
#include <unicore/string.h>

/* A zero byte in front, so that no string that overruns its buffer can write the right value. */
static uintptr_t make_canary(void)
{
	uintptr_t canary;
	if (uc_plat_entropy(&canary, sizeof(canary)) != 0)
		uc_crash("boot: no entropy for the stack protector");
	((unsigned char *)&canary)[0] = 0;
	return canary;
}

/* TLS blocks of later threads are the scheduler's; the first thread's is never given back. */
static void *make_first_tls(uintptr_t canary)
{
	size_t pages = UC_ALIGN_UP(uc_tls_bytes(), UC_PAGE_BYTES) / UC_PAGE_BYTES;
	void *block = uc_pages_alloc(pages);
	if (block == NULL)
		uc_crash("boot: no memory for %zu pages of thread-local data", pages);
	memset(block, 0, pages * UC_PAGE_BYTES);
	return uc_tls_build(block, canary);
}

_Noreturn void uc_boot(void)
{
	uc_pages_init();
	uintptr_t canary = make_canary();
	void *thread_pointer = make_first_tls(canary);
	uc_plat_set_thread_pointer(thread_pointer);
	uc_sched_start(thread_pointer, canary, uc_boot_run, NULL);
}
