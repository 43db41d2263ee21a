/* SPDX-License-Identifier: BSD-3-Clause */
/* The two ends of a cancellation point: pending signals are taken and a request for cancellation is acted on. */
#include "cancel.h"
#include "pthread_impl.h"
#include <errno.h>
#include <unicore/attention.h>
#include <unicore/sched.h>

hidden long (*uc_cancel_act)(void);

static int is_cancelled(const struct pthread *self)
{
	return self->cancel && self->canceldisable != PTHREAD_CANCEL_DISABLE;
}

/* What the handlers that ran at the entry of the running call say about it. */
static _Thread_local int entered;

/*
 * A handler that runs at the entry runs for the program while the call waits: it may have looked at what the handler
 * changes right before. So where a wait would end with EINTR, this one does, if the call waits at all.
 */
hidden long uc_call_enter(int is_close, int restartable)
{
	struct pthread *self = __pthread_self();
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
	int now = uc_attend_pending();
	if (!restartable || before == UC_ATTEND_INTERRUPT || now == UC_ATTEND_INTERRUPT)
		return -EINTR;
	return UC_CALL_AGAIN;
}
