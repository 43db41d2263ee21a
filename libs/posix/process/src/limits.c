/* SPDX-License-Identifier: BSD-3-Clause */
/* Resource limits: kept for programs that read and set them. RLIMIT_NOFILE is what lib-posix-file has room for. */
#include <stdint.h>
#include <unicore/syscall.h>

#define EPERM 1
#define ESRCH 3
#define EFAULT 14
#define EINVAL 22

#define RLIMIT_NOFILE 7
#define RLIMITS 16
#define UNLIMITED UINT64_MAX

struct limit {
	uint64_t current, most;
};

#define NONE                         \
	{                            \
		UNLIMITED, UNLIMITED \
	}

/* By number; what differs: the stack's size (for new threads), no core dumps, files. */
static struct limit limits[RLIMITS] = {
	NONE,           NONE, NONE, {8 << 20, UNLIMITED},
	{0, UNLIMITED}, NONE, NONE, {65536, 65536},
	NONE,           NONE, NONE, NONE,
	NONE,           NONE, NONE, NONE,
};

UC_SYSCALL4(prlimit64, int, pid, unsigned, resource, const struct limit *, new_limit, struct limit *, old_limit)
{
	if (resource >= RLIMITS)
		return -EINVAL;
	if (pid != 0 && pid != 1)
		return -ESRCH;
	struct limit old = limits[resource];
	if (new_limit) {
		if (new_limit->current > new_limit->most)
			return -EINVAL;
		if (resource == RLIMIT_NOFILE && new_limit->most > old.most)
			return -EPERM;
		limits[resource] = *new_limit;
	}
	if (old_limit)
		*old_limit = old;
	return 0;
}

UC_SYSCALL2(getrlimit, unsigned, resource, struct limit *, limit)
{
	return limit ? uc_sys_prlimit64(0, (long)resource, 0, (long)limit) : -EFAULT;
}

UC_SYSCALL2(setrlimit, unsigned, resource, const struct limit *, limit)
{
	return limit ? uc_sys_prlimit64(0, (long)resource, (long)limit, 0) : -EFAULT;
}

#define PRIO_PROCESS 0
#define PRIO_USER 2

/* The only process is its own priority class. getpriority returns 20 - nice. */
UC_SYSCALL2(getpriority, int, which, int, who)
{
	(void)who;
	return which < PRIO_PROCESS || which > PRIO_USER ? -EINVAL : 20;
}

UC_SYSCALL3(setpriority, int, which, int, who, int, nice)
{
	(void)who, (void)nice;
	return which < PRIO_PROCESS || which > PRIO_USER ? -EINVAL : 0;
}
