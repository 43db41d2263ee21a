/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's constants of mappings, short forms, and whether an access faults. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/platform.h>
#include <unicore/test.h>
#include <unicore/trap.h>

#define PAGE UC_PAGE_BYTES
#define NONE 0
#define READ 1
#define WRITE 2
#define EXECUTE 4
#define SHARED 0x01
#define PRIVATE 0x02
#define FIXED 0x10
#define ANONYMOUS 0x20
#define NOREPLACE 0x100000

static inline char *map(size_t bytes, int rights)
{
	long result = UC_CALL(mmap, 0, bytes, rights, PRIVATE | ANONYMOUS, -1, 0);
	return result < 0 && result > -4096 ? NULL : (char *)result;
}

static inline long unmap(void *start, size_t bytes)
{
	return UC_CALL(munmap, start, bytes);
}

static inline long protect(void *start, size_t bytes, int rights)
{
	return UC_CALL(mprotect, start, bytes, rights);
}

static volatile bool faulted;
static void *after_fault[5];

static void leave(struct uc_trap *trap)
{
	(void)trap;
	faulted = true;
	__builtin_longjmp(after_fault, 1);
}

static bool on_fault(struct uc_trap *trap)
{
	static struct uc_trap saved;
	uc_trap_call(trap, &saved, (char *)uc_trap_stack_pointer(trap) - UC_TRAP_RED_ZONE, leave);
	return true;
}

/* Whether reading (or writing what is there) faults. */
__attribute__((noinline, unused)) static bool faults(volatile char *address, bool write)
{
	faulted = false;
	uc_plat_on_trap(on_fault);
	if (__builtin_setjmp(after_fault) == 0) {
		char seen = *address;
		if (write)
			*address = seen;
	}
	uc_plat_on_trap(NULL);
	return faulted;
}

#endif
