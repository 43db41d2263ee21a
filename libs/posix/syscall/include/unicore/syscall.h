/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux's system calls as plain functions: `long uc_sys_<name>(long, …)`, which return a value or a negative errno.
 * A libc calls them directly; a library under it defines those that it has. The linker binds a call that nobody defines
 * to uc_sys_enosys, at no cost, and the build lists it.
 */
#ifndef UNICORE_SYSCALL_H
#define UNICORE_SYSCALL_H

#include <unicore/preempt.h>
#include <unicore/trace.h>

/** Returns -ENOSYS. */
long uc_sys_enosys(void);

/* Where threads are preempted a call is a section: what is under it needs no locks. */
#if CONFIG_SCHED_PREEMPTIVE || CONFIG_BUILD_TRACE
#define UC_SYSCALL_SECTION(name, call)                   \
	({                                               \
		uc_preempt_off();                        \
		UC_TRACE(UC_TRACE_CALL, 0, #name);       \
		long result_ = (call);                   \
		UC_TRACE(UC_TRACE_CALL_END, 0, result_); \
		uc_preempt_on();                         \
		result_;                                 \
	})
#else
#define UC_SYSCALL_SECTION(name, call) (call)
#endif

/*
 * UC_SYSCALL3(read, int, descriptor, void *, buffer, size_t, bytes) { … } defines uc_sys_read with the types of the
 * manual page, converted from the longs of the ABI.
 */
#define UC_SYSCALL0(name)                                           \
	long uc_sys_##name(void);                                   \
	static inline long uc_typed_##name(void);                   \
	long uc_sys_##name(void)                                    \
	{                                                           \
		return UC_SYSCALL_SECTION(name, uc_typed_##name()); \
	}                                                           \
	static inline long uc_typed_##name(void)
#define UC_SYSCALL1(name, t1, a1)                                         \
	long uc_sys_##name(long);                                         \
	static inline long uc_typed_##name(t1);                           \
	long uc_sys_##name(long x1)                                       \
	{                                                                 \
		return UC_SYSCALL_SECTION(name, uc_typed_##name((t1)x1)); \
	}                                                                 \
	static inline long uc_typed_##name(t1 a1)
#define UC_SYSCALL2(name, t1, a1, t2, a2)                                         \
	long uc_sys_##name(long, long);                                           \
	static inline long uc_typed_##name(t1, t2);                               \
	long uc_sys_##name(long x1, long x2)                                      \
	{                                                                         \
		return UC_SYSCALL_SECTION(name, uc_typed_##name((t1)x1, (t2)x2)); \
	}                                                                         \
	static inline long uc_typed_##name(t1 a1, t2 a2)
#define UC_SYSCALL3(name, t1, a1, t2, a2, t3, a3)                                         \
	long uc_sys_##name(long, long, long);                                             \
	static inline long uc_typed_##name(t1, t2, t3);                                   \
	long uc_sys_##name(long x1, long x2, long x3)                                     \
	{                                                                                 \
		return UC_SYSCALL_SECTION(name, uc_typed_##name((t1)x1, (t2)x2, (t3)x3)); \
	}                                                                                 \
	static inline long uc_typed_##name(t1 a1, t2 a2, t3 a3)
#define UC_SYSCALL4(name, t1, a1, t2, a2, t3, a3, t4, a4)                                         \
	long uc_sys_##name(long, long, long, long);                                               \
	static inline long uc_typed_##name(t1, t2, t3, t4);                                       \
	long uc_sys_##name(long x1, long x2, long x3, long x4)                                    \
	{                                                                                         \
		return UC_SYSCALL_SECTION(name, uc_typed_##name((t1)x1, (t2)x2, (t3)x3, (t4)x4)); \
	}                                                                                         \
	static inline long uc_typed_##name(t1 a1, t2 a2, t3 a3, t4 a4)
#define UC_SYSCALL5(name, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5)                                         \
	long uc_sys_##name(long, long, long, long, long);                                                 \
	static inline long uc_typed_##name(t1, t2, t3, t4, t5);                                           \
	long uc_sys_##name(long x1, long x2, long x3, long x4, long x5)                                   \
	{                                                                                                 \
		return UC_SYSCALL_SECTION(name, uc_typed_##name((t1)x1, (t2)x2, (t3)x3, (t4)x4, (t5)x5)); \
	}                                                                                                 \
	static inline long uc_typed_##name(t1 a1, t2 a2, t3 a3, t4 a4, t5 a5)
#define UC_SYSCALL6(name, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6)                                         \
	long uc_sys_##name(long, long, long, long, long, long);                                                   \
	static inline long uc_typed_##name(t1, t2, t3, t4, t5, t6);                                               \
	long uc_sys_##name(long x1, long x2, long x3, long x4, long x5, long x6)                                  \
	{                                                                                                         \
		return UC_SYSCALL_SECTION(name, uc_typed_##name((t1)x1, (t2)x2, (t3)x3, (t4)x4, (t5)x5, (t6)x6)); \
	}                                                                                                         \
	static inline long uc_typed_##name(t1 a1, t2 a2, t3 a3, t4 a4, t5 a5, t6 a6)

#endif
