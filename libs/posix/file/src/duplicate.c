/* SPDX-License-Identifier: BSD-3-Clause */
/* close, close_range and the calls that give a file another descriptor. */
#include "duplicate.h"
#include "table.h"
#include <unicore/errno.h>
#include <unicore/syscall.h>

UC_SYSCALL1(close, int, descriptor)
{
	struct uc_file *file = uc_descriptor_remove(descriptor);
	if (!file)
		return -EBADF;
	uc_file_put(file);
	return 0;
}

#define CLOSE_RANGE_UNSHARE 2u
#define CLOSE_RANGE_CLOEXEC 4u

UC_SYSCALL3(close_range, unsigned, first, unsigned, last, unsigned, flags)
{
	if (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC) || first > last)
		return -EINVAL;
	for (unsigned i = first; i <= last && i < (unsigned)descriptor_count(); i++) {
		struct descriptor *entry = descriptor_entry((int)i);
		if (!entry)
			continue;
		if (flags & CLOSE_RANGE_CLOEXEC)
			entry->close_on_exec = true;
		else
			uc_file_put(uc_descriptor_remove((int)i));
	}
	return 0;
}

long duplicate_from(int descriptor, int lowest, bool close_on_exec)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	int copy = lowest < 0 || lowest >= descriptor_limit() ? -EINVAL
							      : uc_descriptor_install(file, lowest, close_on_exec);
	if (copy < 0)
		uc_file_put(file);
	return copy;
}

UC_SYSCALL1(dup, int, descriptor)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	int copy = uc_descriptor_install(file, 0, false);
	if (copy < 0)
		uc_file_put(file);
	return copy;
}

static long duplicate_to(int descriptor, int target, bool close_on_exec)
{
	if (target < 0 || target >= descriptor_limit() || !descriptor_entry(descriptor))
		return -EBADF;
	int error = descriptor_reserve(target);
	if (error)
		return error;
	struct uc_file *file = uc_descriptor_file(descriptor);
	struct uc_file *replaced = uc_descriptor_remove(target);
	descriptor_set(target, file, close_on_exec);
	if (replaced)
		uc_file_put(replaced);
	return target;
}

UC_SYSCALL2(dup2, int, descriptor, int, target)
{
	if (descriptor == target)
		return descriptor_entry(descriptor) ? target : -EBADF;
	return duplicate_to(descriptor, target, false);
}

UC_SYSCALL3(dup3, int, descriptor, int, target, unsigned, flags)
{
	if (flags & ~UC_O_CLOEXEC || descriptor == target)
		return -EINVAL;
	return duplicate_to(descriptor, target, flags & UC_O_CLOEXEC);
}
