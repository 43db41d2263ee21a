/* SPDX-License-Identifier: BSD-3-Clause */
/* setuid and its kin. musl signals every thread, because Linux keeps identities per thread; here there is one. */
#include "syscall.h"
#include <unistd.h>

int setuid(uid_t uid)
{
	return syscall(SYS_setuid, uid);
}

int setgid(gid_t gid)
{
	return syscall(SYS_setgid, gid);
}

int setreuid(uid_t real, uid_t effective)
{
	return syscall(SYS_setreuid, real, effective);
}

int setregid(gid_t real, gid_t effective)
{
	return syscall(SYS_setregid, real, effective);
}

int setresuid(uid_t real, uid_t effective, uid_t saved)
{
	return syscall(SYS_setresuid, real, effective, saved);
}

int setresgid(gid_t real, gid_t effective, gid_t saved)
{
	return syscall(SYS_setresgid, real, effective, saved);
}

int seteuid(uid_t uid)
{
	return setresuid(-1, uid, -1);
}

int setegid(gid_t gid)
{
	return setresgid(-1, gid, -1);
}
