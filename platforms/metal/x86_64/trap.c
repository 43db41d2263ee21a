/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions, after traps.S: memory that is touched for the first time, the one handler, or the crash report. */
#include <metal/metal.h>
#include <unicore/crash.h>
#include <unicore/trap.h>

/* Error code of a page fault: Intel SDM volume 3, section 4.7. */
#define FAULT_PRESENT (1u << 0)
#define FAULT_FETCH (1u << 4)

bool uc_metal_first_touch(const struct uc_trap *trap);
void uc_metal_trap(struct uc_trap *trap);

static bool (*trap_handler)(struct uc_trap *trap);

void uc_plat_on_trap(bool (*handler)(struct uc_trap *trap))
{
	trap_handler = handler;
}

/** On the stack of page faults, which must not fault: it touches the image only. */
bool uc_metal_first_touch(const struct uc_trap *trap)
{
	return (trap->error & (FAULT_PRESENT | FAULT_FETCH)) == 0 && uc_metal_map(trap->fault_address);
}

void uc_metal_trap(struct uc_trap *trap)
{
	if (trap_handler != NULL && trap_handler(trap))
		return;
	uc_crash_trap(trap);
}
