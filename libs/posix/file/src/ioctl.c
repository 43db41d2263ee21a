/* SPDX-License-Identifier: BSD-3-Clause */
/* ioctl: the requests that every file knows; others are the file's own. */
#include "table.h"
#include <unicore/errno.h>
#include <unicore/syscall.h>

static long set_flag(struct uc_file *file, unsigned flag, const int *on)
{
	if (!on)
		return -EFAULT;
	if (*on)
		file->flags |= flag;
	else
		file->flags &= ~flag;
	return 0;
}

UC_SYSCALL3(ioctl, int, descriptor, unsigned, request, void *, argument)
{
	struct descriptor *entry = descriptor_entry(descriptor);
	if (!entry || entry->file->flags & UC_O_PATH)
		return -EBADF;
	struct uc_file *file = entry->file;
	switch (request) {
	case UC_FIOCLEX:
	case UC_FIONCLEX:
		entry->close_on_exec = request == UC_FIOCLEX;
		return 0;
	case UC_FIONBIO:
		return set_flag(file, UC_O_NONBLOCK, argument);
	case UC_FIOASYNC:
		return set_flag(file, UC_O_ASYNC, argument);
	}
	if (!file->operations->control)
		return -ENOTTY;
	uc_file_get(file);
	long result = file->operations->control(file, request, argument);
	uc_file_put(file);
	return result;
}
