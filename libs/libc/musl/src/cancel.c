/* SPDX-License-Identifier: BSD-3-Clause */
/* pthread_cancel without a signal: the request is a flag, and an interruptible wait of the target ends with EINTR. */
#include "cancel.h"
#include "pthread_impl.h"
#include <errno.h>
#include <unicore/attention.h>
#include <unicore/posix-thread.h>

static long act(void)
{
	struct pthread *self = __pthread_self();
	if (self->canceldisable == PTHREAD_CANCEL_ENABLE || self->cancelasync)
		pthread_exit(PTHREAD_CANCELED);
	self->canceldisable = PTHREAD_CANCEL_DISABLE;
	return -ECANCELED;
}

#if CONFIG_SCHED_PREEMPTIVE
/* A thread that computes, and lets itself be cancelled anywhere. */
static void act_amid(void)
{
	struct pthread *self = __pthread_self();
	if (!self->cancel || !self->cancelasync || self->canceldisable != PTHREAD_CANCEL_ENABLE)
		return;
	uc_preempt_program_begin();
	pthread_exit(PTHREAD_CANCELED);
}
#endif

hidden void __testcancel(void)
{
	struct pthread *self = __pthread_self();
	if (self->cancel && !self->canceldisable)
		act();
}

int pthread_cancel(pthread_t thread)
{
	uc_cancel_act = act;
#if CONFIG_SCHED_PREEMPTIVE
	uc_cancel_amid = act_amid;
#endif
	a_store(&thread->cancel, 1);
	if (thread != __pthread_self())
		uc_posix_interrupt(thread->tid);
	else if (thread->canceldisable == PTHREAD_CANCEL_ENABLE && thread->cancelasync)
		pthread_exit(PTHREAD_CANCELED);
	return 0;
}
