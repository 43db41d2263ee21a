/* SPDX-License-Identifier: BSD-3-Clause */
/* lseek, ftruncate, fsync, fdatasync, getdents64: one operation of the file each. */
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/syscall.h>

UC_SYSCALL3(lseek, int, descriptor, int64_t, offset, int, whence)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	long result = file->flags & UC_O_PATH  ? -EBADF
		      : file->operations->seek ? file->operations->seek(file, offset, whence)
					       : -ESPIPE;
	uc_file_put(file);
	return result;
}

UC_SYSCALL2(ftruncate, int, descriptor, int64_t, bytes)
{
	if (bytes < 0)
		return -EINVAL;
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	long result;
	if (file->flags & UC_O_PATH)
		result = -EBADF;
	else if (!file->operations->truncate || !uc_file_writable(file))
		result = -EINVAL;
	else
		result = file->operations->truncate(file, bytes);
	uc_file_put(file);
	return result;
}

static long sync(int descriptor)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	long result = file->flags & UC_O_PATH  ? -EBADF
		      : file->operations->sync ? file->operations->sync(file)
					       : -EINVAL;
	uc_file_put(file);
	return result;
}

UC_SYSCALL1(fsync, int, descriptor)
{
	return sync(descriptor);
}

UC_SYSCALL1(fdatasync, int, descriptor)
{
	return sync(descriptor);
}

UC_SYSCALL3(getdents64, int, descriptor, void *, buffer, size_t, bytes)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	long result = file->flags & UC_O_PATH  ? -EBADF
		      : file->operations->list ? file->operations->list(file, buffer, bytes)
					       : -ENOTDIR;
	uc_file_put(file);
	return result;
}
