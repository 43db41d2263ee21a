/* SPDX-License-Identifier: BSD-3-Clause */
/* The two ends of a cancellation point: pending signals are taken and a request for cancellation is acted on. */
#include "cancel.h"
#include "pthread_impl.h"
#include <errno.h>
#include <unicore/attention.h>
#include <unicore/posix-thread.h>
#include <unicore/sched.h>

hidden long (*uc_cancel_act)(void);

static int is_cancelled(const struct pthread *self)
{
	return self->cancel && self->canceldisable != PTHREAD_CANCEL_DISABLE;
}

/* What the handlers that ran at the entry of the running call say about it. */
static _Thread_local int entered;

/* The same of handlers that ran amid the program, while the call began or ended. */
static int attended_amid(int forget)
{
#if CONFIG_SCHED_PREEMPTIVE
	struct uc_posix_thread *self = uc_posix_self();
	if (self && forget)
		self->attended = UC_ATTEND_NONE;
	return self ? self->attended : UC_ATTEND_NONE;
#else
	return UC_ATTEND_NONE;
#endif
}

/*
 * A handler that runs at the entry runs for the program while the call waits: it may have looked at what the handler
 * changes right before. So where a wait would end with EINTR, this one does, if the call waits at all.
 */
hidden long uc_call_enter(int is_close, int restartable)
{
	struct pthread *self = __pthread_self();
	attended_amid(1);
	entered = uc_attend_pending();
	if (entered == UC_ATTEND_INTERRUPT || (entered == UC_ATTEND_RESTART && !restartable))
		uc_thread_interrupt(uc_thread_current());
	if (!is_cancelled(self) || (is_close && self->canceldisable))
		return 0;
	return uc_cancel_act();
}

hidden long uc_call_interrupted(int restartable)
{
	int before = entered;
	if (is_cancelled(__pthread_self()))
		return uc_cancel_act();
	int now = uc_attend_pending(), amid = attended_amid(0);
	if (!restartable || before == UC_ATTEND_INTERRUPT || now == UC_ATTEND_INTERRUPT || amid == UC_ATTEND_INTERRUPT)
		return -EINTR;
	return UC_CALL_AGAIN;
}
