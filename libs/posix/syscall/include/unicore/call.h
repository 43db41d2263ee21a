/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * UC_CALL(write, 1, text, bytes) calls uc_sys_write with each argument as a long. For tests and for libraries that ask
 * another one by its system call. tests/conformance has a file of this name that asks Linux instead.
 */
#ifndef UNICORE_CALL_H
#define UNICORE_CALL_H

#define UC_CALL_0(name)                   \
	({                                \
		long uc_sys_##name(void); \
		uc_sys_##name();          \
	})
#define UC_CALL_1(name, a)                \
	({                                \
		long uc_sys_##name(long); \
		uc_sys_##name((long)(a)); \
	})
#define UC_CALL_2(name, a, b)                        \
	({                                           \
		long uc_sys_##name(long, long);      \
		uc_sys_##name((long)(a), (long)(b)); \
	})
#define UC_CALL_3(name, a, b, c)                                \
	({                                                      \
		long uc_sys_##name(long, long, long);           \
		uc_sys_##name((long)(a), (long)(b), (long)(c)); \
	})
#define UC_CALL_4(name, a, b, c, d)                                        \
	({                                                                 \
		long uc_sys_##name(long, long, long, long);                \
		uc_sys_##name((long)(a), (long)(b), (long)(c), (long)(d)); \
	})
#define UC_CALL_5(name, a, b, c, d, e)                                                \
	({                                                                            \
		long uc_sys_##name(long, long, long, long, long);                     \
		uc_sys_##name((long)(a), (long)(b), (long)(c), (long)(d), (long)(e)); \
	})
#define UC_CALL_6(name, a, b, c, d, e, f)                                                        \
	({                                                                                       \
		long uc_sys_##name(long, long, long, long, long, long);                          \
		uc_sys_##name((long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)); \
	})
#define UC_CALL_PICK(name, a, b, c, d, e, f, picked, ...) picked
#define UC_CALL(...)                                                                                           \
	UC_CALL_PICK(__VA_ARGS__, UC_CALL_6, UC_CALL_5, UC_CALL_4, UC_CALL_3, UC_CALL_2, UC_CALL_1, UC_CALL_0) \
	(__VA_ARGS__)

#endif
