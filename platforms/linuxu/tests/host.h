/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls of the host for the tests, with what they need of its ABI. */
#ifndef TESTS_HOST_H
#define TESTS_HOST_H

#include <unicore/linuxu-host.h>
#include <unicore/linuxu.h>

#define EPOLLIN 1u
#define O_CLOEXEC_NONBLOCK 02004000

#define HOST_6(n, a, b, c, d, e, f, ...) \
	uc_host_syscall(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define HOST(...) HOST_6(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

#endif
