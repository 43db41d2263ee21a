/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads that are preempted in the program: signals and requests to end reach them there, too. */
#include <unicore/attention.h>
#include <unicore/posix-thread.h>
#include <unicore/preempt.h>

/* Recorded for a call that may wait: it ends with EINTR also if the handler ran right before it or after it. */
static void be_told(struct uc_trap *trap)
{
	struct uc_posix_thread *self = uc_posix_self();
	if (uc_attention && uc_attend_amid) {
		int how = uc_attend_amid(trap);
		if (how > self->attended)
			self->attended = how;
	}
	if (uc_cancel_amid)
		uc_cancel_amid();
}

void uc_posix_program(void)
{
	uc_posix_self();
	uc_preempt_allow(be_told);
}
