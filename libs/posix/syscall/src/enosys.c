/* SPDX-License-Identifier: BSD-3-Clause */
/* The call that nobody provides, and the hooks through which signals are sent and delivered. */
#include <unicore/attention.h>
#include <unicore/syscall.h>

#define ENOSYS 38

volatile unsigned uc_attention;
int (*uc_attend)(void);
void (*uc_swap_mask)(const uint64_t *mask, uint64_t *old);
void (*uc_raise)(int signal);

long uc_sys_enosys(void)
{
	return -ENOSYS;
}
