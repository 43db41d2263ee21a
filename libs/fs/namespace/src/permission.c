/* SPDX-License-Identifier: BSD-3-Clause */
/* Who may do what: mode bits against the process's identity, which is lib-posix-process's, or else the superuser's. */
#include "walk.h"
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/syscall.h>

struct identity {
	uint32_t user, group;
};

/* Without lib-posix-process the calls give -ENOSYS. */
static uint32_t id(long answer)
{
	return answer < 0 ? 0 : (uint32_t)answer;
}

static struct identity effective(void)
{
	return (struct identity){id(UC_CALL(geteuid)), id(UC_CALL(getegid))};
}

static bool in_group(uint32_t own, uint32_t group)
{
	uint32_t groups[32];
	if (own == group)
		return true;
	long count = UC_CALL(getgroups, 32, groups);
	for (long i = 0; i < count; i++)
		if (groups[i] == group)
			return true;
	return false;
}

static int check(const struct uc_inode *inode, int mask, struct identity who)
{
	if (mask & MAY_WRITE && inode->filesystem->read_only && !uc_inode_is(inode, UC_S_IFCHR))
		return -EROFS;
	uint32_t bits = inode->mode;
	if (who.user == 0) {
		/* The superuser may do all but execute what nobody may. */
		bool executable = bits & 0111 || uc_inode_is(inode, UC_S_IFDIR);
		return mask & MAY_EXECUTE && !executable ? -EACCES : 0;
	}
	if (who.user == inode->uid)
		bits >>= 6;
	else if (in_group(who.group, inode->gid))
		bits >>= 3;
	return (uint32_t)mask & ~bits & 7 ? -EACCES : 0;
}

int permission(const struct uc_inode *inode, int mask)
{
	return check(inode, mask, effective());
}

bool owns(const struct uc_inode *inode)
{
	uint32_t user = effective().user;
	return user == 0 || user == inode->uid;
}

bool is_superuser(void)
{
	return effective().user == 0;
}

void drop_set_id(struct uc_inode *inode)
{
	enum { SET_USER_ID = 04000, SET_GROUP_ID = 02000, GROUP_EXECUTES = 010 };
	if (!(inode->mode & (SET_USER_ID | SET_GROUP_ID)) || is_superuser())
		return;
	inode->mode &= ~(uint32_t)SET_USER_ID;
	if (inode->mode & GROUP_EXECUTES)
		inode->mode &= ~(uint32_t)SET_GROUP_ID;
}

void set_owner(struct uc_new_inode *what)
{
	struct identity who = effective();
	what->uid = who.user;
	what->gid = who.group;
}

int may_remove(const struct uc_inode *folder, const struct uc_inode *inode)
{
	enum { STICKY = 01000 };
	int error = permission(folder, MAY_WRITE | MAY_EXECUTE);
	if (!error && folder->mode & STICKY && !owns(inode) && !owns(folder))
		error = -EPERM;
	return error;
}

/* access(2) asks what the real identity may do. */
static long check_access(int descriptor, const char *path, int mask, int flags)
{
	struct uc_inode *inode;
	if (mask & ~7 || flags & ~(UC_AT_EACCESS | UC_AT_SYMLINK_NOFOLLOW | UC_AT_EMPTY_PATH))
		return -EINVAL;
	int error = walk_at(descriptor, path, flags, &inode);
	if (error)
		return error;
	struct identity real = {id(UC_CALL(getuid)), id(UC_CALL(getgid))};
	error = check(inode, mask, flags & UC_AT_EACCESS ? effective() : real);
	uc_inode_put(inode);
	return error;
}

UC_SYSCALL2(access, const char *, path, int, mask)
{
	return check_access(UC_AT_FDCWD, path, mask, 0);
}

UC_SYSCALL3(faccessat, int, descriptor, const char *, path, int, mask)
{
	return check_access(descriptor, path, mask, 0);
}

UC_SYSCALL4(faccessat2, int, descriptor, const char *, path, int, mask, int, flags)
{
	return check_access(descriptor, path, mask, flags);
}
