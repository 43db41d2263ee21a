/* SPDX-License-Identifier: BSD-3-Clause */
/* The small calls of threads: tids, yielding, affinity to the one CPU, barriers of memory. */
#include <unicore/posix-thread.h>
#include <unicore/sched.h>
#include <unicore/syscall.h>

#define ESRCH 3
#define EINVAL 22

UC_SYSCALL0(gettid)
{
	return uc_thread_id(uc_thread_current());
}

UC_SYSCALL1(set_tid_address, uint32_t *, address)
{
	struct uc_posix_thread *self = uc_posix_self();
	if (self)
		self->clear_tid = address;
	return uc_thread_id(uc_thread_current());
}

/*
 * A thread cannot die without running its libc's exit, which walks the list itself; so nobody has to remember it.
 */
UC_SYSCALL2(set_robust_list, const void *, head, size_t, bytes)
{
	(void)head;
	return bytes == 3 * sizeof(long) ? 0 : -EINVAL;
}

UC_SYSCALL0(sched_yield)
{
	uc_thread_yield();
	return 0;
}

/* One CPU, and switches are full barriers: each command holds by itself. */
UC_SYSCALL3(membarrier, int, command, unsigned, flags, int, cpu)
{
	enum { QUERY = 0, GLOBAL = 1, KNOWN = 0x7f };
	(void)cpu;
	if (flags || command < 0 || command & ~KNOWN || command & (command - 1))
		return -EINVAL;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return command == QUERY ? KNOWN : 0;
}

UC_SYSCALL3(getcpu, unsigned *, cpu, unsigned *, node, void *, unused)
{
	(void)unused;
	if (cpu)
		*cpu = 0;
	if (node)
		*node = 0;
	return 0;
}

static bool is_known(int tid)
{
	return tid == 0 || uc_posix_find(tid);
}

UC_SYSCALL3(sched_getaffinity, int, tid, size_t, bytes, unsigned long *, mask)
{
	if (bytes < sizeof *mask || bytes % sizeof *mask)
		return -EINVAL;
	if (!is_known(tid))
		return -ESRCH;
	*mask = 1;
	return sizeof *mask;
}

UC_SYSCALL3(sched_setaffinity, int, tid, size_t, bytes, const unsigned long *, mask)
{
	if (!is_known(tid))
		return -ESRCH;
	return bytes >= sizeof *mask && *mask & 1 ? 0 : -EINVAL;
}
