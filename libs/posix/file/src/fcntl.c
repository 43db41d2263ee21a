/* SPDX-License-Identifier: BSD-3-Clause */
/* fcntl: flags of descriptors and files, copies, and locks, which nobody else could hold. */
#include "duplicate.h"
#include "table.h"
#include <unicore/errno.h>
#include <unicore/syscall.h>

/* include/uapi/asm-generic/fcntl.h, include/uapi/linux/fcntl.h */
enum command {
	F_DUPFD = 0,
	F_GETFD = 1,
	F_SETFD = 2,
	F_GETFL = 3,
	F_SETFL = 4,
	F_GETLK = 5,
	F_SETLK = 6,
	F_SETLKW = 7,
	F_DUPFD_CLOEXEC = 1030,
};

#define FD_CLOEXEC 1

enum lock_type { F_RDLCK, F_WRLCK, F_UNLCK };

struct lock {
	int16_t type, whence;
	int64_t start, length;
	int32_t pid;
};

#define CHANGEABLE (UC_O_APPEND | UC_O_NONBLOCK | UC_O_ASYNC | UC_O_DIRECT | UC_O_NOATIME)

static long set_flags(struct uc_file *file, unsigned flags)
{
	file->flags = (file->flags & ~CHANGEABLE) | (flags & CHANGEABLE);
	return 0;
}

/* Locks belong to the process, and there is one: none ever conflicts. */
static long lock(const struct uc_file *file, enum command command, struct lock *lock)
{
	if (!lock)
		return -EFAULT;
	if (lock->whence < UC_SEEK_SET || lock->whence > UC_SEEK_END || lock->type < F_RDLCK || lock->type > F_UNLCK)
		return -EINVAL;
	if (command == F_GETLK) {
		if (lock->type == F_UNLCK)
			return -EINVAL;
		lock->type = F_UNLCK;
		return 0;
	}
	if ((lock->type == F_RDLCK && !uc_file_readable(file)) || (lock->type == F_WRLCK && !uc_file_writable(file)))
		return -EBADF;
	return 0;
}

static long of_file(struct uc_file *file, unsigned command, unsigned long argument)
{
	switch (command) {
	case F_GETFL:
		return file->flags | (sizeof argument == 8 && !(file->flags & UC_O_PATH) ? UC_O_LARGEFILE : 0);
	case F_SETFL:
		return file->flags & UC_O_PATH ? -EBADF : set_flags(file, (unsigned)argument);
	case F_GETLK:
	case F_SETLK:
	case F_SETLKW:
		return file->flags & UC_O_PATH ? -EBADF : lock(file, command, (struct lock *)argument);
	default:
		return -EINVAL;
	}
}

UC_SYSCALL3(fcntl, int, descriptor, unsigned, command, unsigned long, argument)
{
	struct descriptor *entry = descriptor_entry(descriptor);
	if (!entry)
		return -EBADF;
	switch (command) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return duplicate_from(descriptor, argument > INT32_MAX ? -1 : (int)argument,
				      command == F_DUPFD_CLOEXEC);
	case F_GETFD:
		return entry->close_on_exec ? FD_CLOEXEC : 0;
	case F_SETFD:
		entry->close_on_exec = argument & FD_CLOEXEC;
		return 0;
	default:
		return of_file(entry->file, command, argument);
	}
}
