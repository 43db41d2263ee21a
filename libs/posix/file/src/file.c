/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files: references, and what all files with a size do alike. */
#include "lock.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/file.h>

void uc_file_init(struct uc_file *file, const struct uc_file_operations *operations, unsigned flags)
{
	*file = (struct uc_file){.operations = operations, .references = 1, .flags = flags};
	uc_waitq_init(&file->waiters);
}

void uc_file_get(struct uc_file *file)
{
	file->references++;
}

void uc_file_put(struct uc_file *file)
{
	if (--file->references > 0)
		return;
	if (file->locked)
		lock_release(file);
	uc_waitq_wake_all(&file->waiters, UC_FILE_GONE);
	if (file->operations->release)
		file->operations->release(file);
}

int64_t uc_file_seek(struct uc_file *file, int64_t offset, int whence, int64_t size)
{
	int64_t start = 0;
	switch (whence) {
	case UC_SEEK_SET:
		break;
	case UC_SEEK_CUR:
		start = file->position;
		break;
	case UC_SEEK_END:
		start = size;
		break;
	case UC_SEEK_DATA:
	case UC_SEEK_HOLE: /* the one hole of such a file is behind its end */
		if (offset < 0 || offset >= size)
			return -ENXIO;
		if (whence == UC_SEEK_HOLE)
			offset = size;
		break;
	default:
		return -EINVAL;
	}
	if (__builtin_add_overflow(start, offset, &offset))
		return -EOVERFLOW;
	if (offset < 0)
		return -EINVAL;
	return file->position = offset;
}
