/* SPDX-License-Identifier: BSD-3-Clause */
/* UC_CALL as in lib-posix-syscall's header of this name, asking the Linux below: the oracle of contract tests. */
#ifndef UNICORE_CALL_H
#define UNICORE_CALL_H

#include <sys/syscall.h>

/** A system call; its value or a negative errno. */
long oracle_call(long number, long a, long b, long c, long d, long e, long f);

#define UC_CALL_7(name, a, b, c, d, e, f, ...) \
	oracle_call(SYS_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define UC_CALL(...) UC_CALL_7(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

#endif
