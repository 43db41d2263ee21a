/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * musl's system calls as direct calls of uc_sys_<name>: the number, a literal after expansion, is pasted to
 * UC_SYSCALL_<number>, which names the function. A number that is no literal does not compile: see src/syscall.c.
 */
#ifndef UC_MUSL_SYSCALL_ARCH_H
#define UC_MUSL_SYSCALL_ARCH_H

#include <uc_syscall_names.h>

#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)
#define IPC_64 0

typedef long syscall_arg_t;
#define __scc(x) ((long)(x))

#define UC_PASTE_(a, b) a##b
#define UC_PASTE(a, b) UC_PASTE_(a, b)
#define UC_SYSCALL(n) UC_PASTE(UC_SYSCALL_, n)

/* The cast gives a call without %al set for variable arguments; missing arguments are not read by the callee. */
#define __syscall0(n) ((long (*)(void))UC_SYSCALL(n))()
#define __syscall1(n, a) ((long (*)(long))UC_SYSCALL(n))(__scc(a))
#define __syscall2(n, a, b) ((long (*)(long, long))UC_SYSCALL(n))(__scc(a), __scc(b))
#define __syscall3(n, a, b, c) ((long (*)(long, long, long))UC_SYSCALL(n))(__scc(a), __scc(b), __scc(c))
#define __syscall4(n, a, b, c, d) \
	((long (*)(long, long, long, long))UC_SYSCALL(n))(__scc(a), __scc(b), __scc(c), __scc(d))
#define __syscall5(n, a, b, c, d, e) \
	((long (*)(long, long, long, long, long))UC_SYSCALL(n))(__scc(a), __scc(b), __scc(c), __scc(d), __scc(e))
#define __syscall6(n, a, b, c, d, e, f)                                                                       \
	((long (*)(long, long, long, long, long, long))UC_SYSCALL(n))(__scc(a), __scc(b), __scc(c), __scc(d), \
								      __scc(e), __scc(f))

/*
 * Cancellation points, where signals are delivered too. uc_call_enter deals with what is pending before the call (close
 * happens also when a request for cancellation is masked); uc_call_interrupted with a call that ended with EINTR: it
 * returns the result or UC_CALL_AGAIN.
 */
__attribute__((__visibility__("hidden"))) long uc_call_enter(int is_close, int restartable),
	uc_call_interrupted(int restartable);

#define UC_CALL_AGAIN (-512L)
#define UC_CALL_CLOSE 3

#define UC_CANCEL_POINT(n, call)                                                                    \
	({                                                                                          \
		long uc_result_;                                                                    \
		do {                                                                                \
			uc_result_ = uc_call_enter((n) == UC_CALL_CLOSE, UC_PASTE(UC_RESTART_, n)); \
			if (uc_result_ == 0)                                                        \
				uc_result_ = (call);                                                \
			if (uc_result_ == -EINTR && (n) != UC_CALL_CLOSE)                           \
				uc_result_ = uc_call_interrupted(UC_PASTE(UC_RESTART_, n));         \
		} while (uc_result_ == UC_CALL_AGAIN);                                              \
		uc_result_;                                                                         \
	})

#define __syscall_cp0(n) UC_CANCEL_POINT(n, __syscall0(n))
#define __syscall_cp1(n, a) UC_CANCEL_POINT(n, __syscall1(n, a))
#define __syscall_cp2(n, a, b) UC_CANCEL_POINT(n, __syscall2(n, a, b))
#define __syscall_cp3(n, a, b, c) UC_CANCEL_POINT(n, __syscall3(n, a, b, c))
#define __syscall_cp4(n, a, b, c, d) UC_CANCEL_POINT(n, __syscall4(n, a, b, c, d))
#define __syscall_cp5(n, a, b, c, d, e) UC_CANCEL_POINT(n, __syscall5(n, a, b, c, d, e))
#define __syscall_cp6(n, a, b, c, d, e, f) UC_CANCEL_POINT(n, __syscall6(n, a, b, c, d, e, f))

#endif
