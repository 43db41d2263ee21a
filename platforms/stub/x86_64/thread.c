/* SPDX-License-Identifier: BSD-3-Clause */
/* The thread pointer. */
#include <unicore/platform.h>

/*
 * MUST: make `thread_pointer` the base of TLS (x86_64: FS base) before it returns, in early code and at each switch of
 * threads; so it is to be fast.
 */
void uc_plat_set_thread_pointer(void *thread_pointer)
{
	(void)thread_pointer;
}
