/* SPDX-License-Identifier: BSD-3-Clause */
/* Who the process is: number 1 of its own machine, with one identity that setuid and its kin change. */
#include <stddef.h>
#include <stdint.h>
#include <unicore/syscall.h>

#define EPERM 1
#define ESRCH 3
#define EFAULT 14
#define EINVAL 22

#define PROCESS_ID 1
#define SAME ((uint32_t)-1)

struct identity {
	uint32_t real, effective, saved;
};

static struct identity user, group;

UC_SYSCALL0(getpid)
{
	return PROCESS_ID;
}

UC_SYSCALL0(getppid)
{
	return 0;
}

static int check_pid(int pid)
{
	return pid == 0 || pid == PROCESS_ID ? 0 : -ESRCH;
}

UC_SYSCALL1(getpgid, int, pid)
{
	int error = check_pid(pid);
	return error ? error : PROCESS_ID;
}

UC_SYSCALL0(getpgrp)
{
	return PROCESS_ID;
}

UC_SYSCALL1(getsid, int, pid)
{
	int error = check_pid(pid);
	return error ? error : PROCESS_ID;
}

/* It leads its group and session already. */
UC_SYSCALL2(setpgid, int, pid, int, group_id)
{
	if (group_id < 0)
		return -EINVAL;
	if (check_pid(pid))
		return -ESRCH;
	return group_id == 0 || group_id == PROCESS_ID ? 0 : -EPERM;
}

UC_SYSCALL0(setsid)
{
	return -EPERM;
}

UC_SYSCALL0(getuid)
{
	return user.real;
}

UC_SYSCALL0(geteuid)
{
	return user.effective;
}

UC_SYSCALL0(getgid)
{
	return group.real;
}

UC_SYSCALL0(getegid)
{
	return group.effective;
}

static long get(const struct identity *id, uint32_t *real, uint32_t *effective, uint32_t *saved)
{
	if (!real || !effective || !saved)
		return -EFAULT;
	*real = id->real;
	*effective = id->effective;
	*saved = id->saved;
	return 0;
}

UC_SYSCALL3(getresuid, uint32_t *, real, uint32_t *, effective, uint32_t *, saved)
{
	return get(&user, real, effective, saved);
}

UC_SYSCALL3(getresgid, uint32_t *, real, uint32_t *, effective, uint32_t *, saved)
{
	return get(&group, real, effective, saved);
}

/* The superuser may become anybody; others may only move among the identities that they have. */
static int may_become(const struct identity *id, uint32_t wanted)
{
	return wanted == SAME || user.effective == 0 || wanted == id->real || wanted == id->effective ||
	       wanted == id->saved;
}

static long set(struct identity *id, uint32_t real, uint32_t effective, uint32_t saved)
{
	if (!may_become(id, real) || !may_become(id, effective) || !may_become(id, saved))
		return -EPERM;
	if (real != SAME)
		id->real = real;
	if (effective != SAME)
		id->effective = effective;
	if (saved != SAME)
		id->saved = saved;
	return 0;
}

static long set_one(struct identity *id, uint32_t wanted)
{
	if (wanted == SAME)
		return -EINVAL;
	if (user.effective == 0)
		return set(id, wanted, wanted, wanted);
	if (wanted != id->real && wanted != id->saved)
		return -EPERM;
	id->effective = wanted;
	return 0;
}

static long set_two(struct identity *id, uint32_t real, uint32_t effective)
{
	uint32_t old_real = id->real;
	if (user.effective != 0 && real != SAME && real != id->real && real != id->effective)
		return -EPERM;
	long error = set(id, real, effective, SAME);
	if (!error && (real != SAME || (effective != SAME && effective != old_real)))
		id->saved = id->effective;
	return error;
}

UC_SYSCALL1(setuid, uint32_t, uid)
{
	return set_one(&user, uid);
}

UC_SYSCALL1(setgid, uint32_t, gid)
{
	return set_one(&group, gid);
}

UC_SYSCALL2(setreuid, uint32_t, real, uint32_t, effective)
{
	return set_two(&user, real, effective);
}

UC_SYSCALL2(setregid, uint32_t, real, uint32_t, effective)
{
	return set_two(&group, real, effective);
}

UC_SYSCALL3(setresuid, uint32_t, real, uint32_t, effective, uint32_t, saved)
{
	return set(&user, real, effective, saved);
}

UC_SYSCALL3(setresgid, uint32_t, real, uint32_t, effective, uint32_t, saved)
{
	return set(&group, real, effective, saved);
}

/* Supplementary groups: kept, since programs read back what they set. */
#define MOST_GROUPS 32
static uint32_t groups[MOST_GROUPS];
static int group_count;

UC_SYSCALL2(getgroups, int, count, uint32_t *, list)
{
	if (count < 0 || (count > 0 && count < group_count))
		return -EINVAL;
	for (int i = 0; count > 0 && i < group_count; i++)
		list[i] = groups[i];
	return group_count;
}

UC_SYSCALL2(setgroups, size_t, count, const uint32_t *, list)
{
	if (user.effective != 0)
		return -EPERM;
	if (count > MOST_GROUPS)
		return -EINVAL;
	for (size_t i = 0; i < count; i++)
		groups[i] = list[i];
	group_count = (int)count;
	return 0;
}
