/* SPDX-License-Identifier: BSD-3-Clause */
/* flock(2): locks that belong to an open file, so that they conflict within one process too. */
#include "lock.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/syscall.h>

#define LOCK_SH 1u
#define LOCK_EX 2u
#define LOCK_NB 4u
#define LOCK_UN 8u

struct lock {
	struct uc_list node;
	struct uc_file *file;
	uint64_t dev, ino; /* what is locked; without an inode (0, 0) it is the open file alone */
	bool exclusive;
};

static struct uc_list locks = UC_LIST_INIT(locks);
static struct uc_waitq released = UC_WAITQ_INIT(released);

static struct lock *of_node(struct uc_list *node)
{
	return UC_CONTAINER_OF(node, struct lock, node);
}

static bool conflicts(const struct lock *wanted)
{
	uc_list_for_each(node, &locks)
	{
		const struct lock *lock = of_node(node);
		if (lock->file != wanted->file && lock->ino != 0 && lock->ino == wanted->ino &&
		    lock->dev == wanted->dev && (lock->exclusive || wanted->exclusive))
			return true;
	}
	return false;
}

void lock_release(struct uc_file *file)
{
	uc_list_for_each_safe(node, following, &locks)
	{
		struct lock *lock = of_node(node);
		if (lock->file != file)
			continue;
		uc_list_remove(&lock->node);
		uc_heap_free(lock);
		uc_waitq_wake_all(&released, 0);
	}
	file->locked = false;
}

/* As Linux does, another lock of the same file is given up first: turning one into the other is not one step. */
static int acquire(struct uc_file *file, bool exclusive, bool waits)
{
	struct uc_stat stat;
	int error = uc_file_stat(file, &stat);
	if (error)
		return error;
	struct lock *lock = uc_heap_alloc(sizeof *lock);
	if (!lock)
		return -ENOLCK;
	*lock = (struct lock){.file = file, .dev = stat.dev, .ino = stat.ino, .exclusive = exclusive};
	lock_release(file);
	if (conflicts(lock))
		error = waits ? UC_WAIT_EVENT(&released, !conflicts(lock), UC_FOREVER, true) : -EWOULDBLOCK;
	if (error) {
		uc_heap_free(lock);
		return error;
	}
	uc_list_add_before(&locks, &lock->node);
	file->locked = true;
	return 0;
}

UC_SYSCALL2(flock, int, descriptor, unsigned, operation)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	unsigned what = operation & ~LOCK_NB;
	long result = 0;
	if (file->flags & UC_O_PATH)
		result = -EBADF;
	else if (what == LOCK_UN)
		lock_release(file);
	else if (what == LOCK_SH || what == LOCK_EX)
		result = acquire(file, what == LOCK_EX, !(operation & LOCK_NB));
	else
		result = -EINVAL;
	uc_file_put(file);
	return result;
}
