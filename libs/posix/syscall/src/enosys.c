/* SPDX-License-Identifier: BSD-3-Clause */
/* The call that nobody provides, and the hooks through which signals are sent and delivered. */
#include <unicore/attention.h>
#include <unicore/syscall.h>

#define ENOSYS 38

volatile unsigned uc_attention;
int (*uc_attend)(void);
void (*uc_swap_mask)(const uint64_t *mask, uint64_t *old);
void (*uc_raise)(int signal);
#if CONFIG_SCHED_PREEMPTIVE
int (*uc_attend_amid)(struct uc_trap *trap);
void (*uc_cancel_amid)(void);
#endif

long uc_sys_enosys(void)
{
	return -ENOSYS;
}
