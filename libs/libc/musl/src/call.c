/* SPDX-License-Identifier: BSD-3-Clause */
/* The two ends of a cancellation point: pending signals are taken and a request for cancellation is acted on. */
#include "cancel.h"
#include "pthread_impl.h"
#include <errno.h>
#include <unicore/attention.h>

hidden long (*uc_cancel_act)(void);

static int is_cancelled(const struct pthread *self)
{
	return self->cancel && self->canceldisable != PTHREAD_CANCEL_DISABLE;
}

hidden long uc_call_enter(int is_close)
{
	struct pthread *self = __pthread_self();
	uc_attend_pending();
	if (!is_cancelled(self) || (is_close && self->canceldisable))
		return 0;
	return uc_cancel_act();
}

hidden long uc_call_interrupted(int restartable)
{
	if (is_cancelled(__pthread_self()))
		return uc_cancel_act();
	return uc_attend_pending() == UC_ATTEND_RESTART && restartable ? UC_CALL_AGAIN : -EINTR;
}
