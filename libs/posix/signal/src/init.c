/* SPDX-License-Identifier: BSD-3-Clause */
/* How signals come into an image: the hooks of the libc, the host's request to end. */
#include "internal.h"
#include <unicore/attention.h>
#include <unicore/platform.h>

int uc_signal_init(void);

/* In interrupt context. */
static void on_shutdown(void)
{
	signal_send(NULL, SIGTERM, NULL);
}

static void raise_here(int signal)
{
	struct signal_info info = {.signal = signal, .code = SI_USER, .sender.pid = 1};
	struct uc_posix_thread *self = uc_posix_self();
	if (self)
		signal_send(self, signal, &info);
	uc_attend_pending();
}

static void swap_mask(const uint64_t *mask, uint64_t *old)
{
	struct uc_posix_thread *self = uc_posix_self();
	if (!self) {
		*old = 0;
		return;
	}
	*old = self->blocked;
	self->blocked = *mask & ~UNBLOCKABLE;
	if (signal_pending(self) & ~self->blocked)
		uc_attention = 1;
}

int uc_signal_init(void)
{
	uc_attend = signal_deliver;
#if CONFIG_SCHED_PREEMPTIVE
	uc_attend_amid = signal_deliver_amid;
#endif
	uc_raise = raise_here;
	uc_swap_mask = swap_mask;
	uc_posix_on_end = signal_thread_ended;
	uc_posix_self(); /* the main thread takes signals from now on */
	uc_plat_on_shutdown(on_shutdown);
	uc_plat_on_trap(signal_on_trap);
	return 0;
}
