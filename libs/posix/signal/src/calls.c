/* SPDX-License-Identifier: BSD-3-Clause */
/* The calls that set actions and masks and send signals. */
#include "internal.h"
#include <unicore/attention.h>
#include <unicore/compiler.h>
#include <unicore/syscall.h>

#define PROCESS_ID 1
#define MASK_BYTES sizeof(uint64_t)

UC_SYSCALL4(rt_sigaction, int, signal, const struct signal_action *, action, struct signal_action *, old, size_t, bytes)
{
	if (bytes != MASK_BYTES || signal < 1 || signal > SIGNALS || (action && UNBLOCKABLE & bit(signal)))
		return -EINVAL;
	struct signal_action before = signal_actions[signal];
	if (action) {
		signal_actions[signal] = *action;
		signal_actions[signal].mask &= ~UNBLOCKABLE;
		if (signal_is_ignored(signal))
			signal_discard(signal);
	}
	if (old)
		*old = before;
	return 0;
}

UC_SYSCALL4(rt_sigprocmask, int, how, const uint64_t *, set, uint64_t *, old, size_t, bytes)
{
	enum { BLOCK, UNBLOCK, SET };
	struct uc_posix_thread *self = uc_posix_self();
	if (bytes != MASK_BYTES || !self)
		return -EINVAL;
	uint64_t before = self->blocked, after = before;
	if (set) {
		if (how == BLOCK)
			after |= *set;
		else if (how == UNBLOCK)
			after &= ~*set;
		else if (how == SET)
			after = *set;
		else
			return -EINVAL;
	}
	self->blocked = after & ~UNBLOCKABLE;
	if (old)
		*old = before;
	if (before & ~after && signal_pending(self) & ~self->blocked)
		signal_deliver();
	return 0;
}

UC_SYSCALL2(rt_sigpending, uint64_t *, set, size_t, bytes)
{
	struct uc_posix_thread *self = uc_posix_self();
	if (bytes > MASK_BYTES || !self)
		return -EINVAL;
	*set = signal_pending(self) & self->blocked;
	return 0;
}

static long send(struct uc_posix_thread *thread, int signal, const struct signal_info *info)
{
	if (signal == 0)
		return 0;
	if (signal == SIGKILL)
		signal_end(SIGKILL);
	int error = signal_send(thread, signal, info);
	uc_attend_pending();
	return error;
}

static long send_from_here(struct uc_posix_thread *thread, int signal, int code)
{
	if (signal < 0 || signal > SIGNALS)
		return -EINVAL;
	struct signal_info info = {.signal = signal, .code = code, .sender.pid = PROCESS_ID};
	return send(thread, signal, &info);
}

/* -1 means everybody but the sender: nobody. */
UC_SYSCALL2(kill, int, pid, int, signal)
{
	if (pid != PROCESS_ID && pid != 0)
		return signal < 0 || signal > SIGNALS ? -EINVAL : -ESRCH;
	return send_from_here(NULL, signal, SI_USER);
}

UC_SYSCALL3(tgkill, int, pid, int, tid, int, signal)
{
	struct uc_posix_thread *thread = uc_posix_find(tid);
	if (pid <= 0 || tid <= 0)
		return -EINVAL;
	return pid == PROCESS_ID && thread ? send_from_here(thread, signal, SI_TKILL) : -ESRCH;
}

UC_SYSCALL2(tkill, int, tid, int, signal)
{
	return uc_sys_tgkill(PROCESS_ID, tid, signal);
}

static long send_info(struct uc_posix_thread *thread, int signal, const struct signal_info *given)
{
	if (signal < 0 || signal > SIGNALS)
		return -EINVAL;
	struct signal_info info = *given;
	info.signal = signal;
	return send(thread, signal, &info);
}

UC_SYSCALL3(rt_sigqueueinfo, int, pid, int, signal, const struct signal_info *, info)
{
	return pid == PROCESS_ID ? send_info(NULL, signal, info) : -ESRCH;
}

UC_SYSCALL4(rt_tgsigqueueinfo, int, pid, int, tid, int, signal, const struct signal_info *, info)
{
	struct uc_posix_thread *thread = uc_posix_find(tid);
	return pid == PROCESS_ID && thread ? send_info(thread, signal, info) : -ESRCH;
}
