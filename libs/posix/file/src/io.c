/* SPDX-License-Identifier: BSD-3-Clause */
/* read, write and their kin: checks, the position, then the file's operation. */
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

typedef long operation(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position);

enum direction { READ, WRITE };

/* Linux moves UC_TRANSFER_MOST bytes at most: parts behind that are left out. */
static int cut(const struct uc_iovec *vector, int count, struct uc_iovec *last)
{
	size_t room = UC_TRANSFER_MOST;
	for (int i = 0; i < count; i++) {
		if (vector[i].bytes >= room) {
			*last = (struct uc_iovec){vector[i].base, room};
			return i;
		}
		room -= vector[i].bytes;
	}
	return -1;
}

static long move(struct uc_file *file, enum direction direction, const struct uc_iovec *vector, int count,
		 int64_t *position)
{
	operation *call = direction == READ ? file->operations->read : file->operations->write;
	if (!(direction == READ ? uc_file_readable(file) : uc_file_writable(file)))
		return -EBADF;
	if (!call)
		return -EINVAL;
	int error = uc_iovec_check(vector, count);
	if (error)
		return error;
	struct uc_iovec last;
	int whole = cut(vector, count, &last);
	if (whole < 0)
		return call(file, vector, count, position);
	if (whole == 0)
		return call(file, &last, 1, position);
	/* A part of a transfer is a valid answer to all of it. */
	return call(file, vector, whole, position);
}

static long transfer(int descriptor, enum direction direction, const struct uc_iovec *vector, int count)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	long result = move(file, direction, vector, count, file->operations->seek ? &file->position : NULL);
	uc_file_put(file);
	return result;
}

static long transfer_at(int descriptor, enum direction direction, const struct uc_iovec *vector, int count,
			int64_t offset)
{
	if (offset < 0)
		return -EINVAL;
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	long result = file->flags & UC_O_PATH  ? -EBADF
		      : file->operations->seek ? move(file, direction, vector, count, &offset)
					       : -ESPIPE;
	uc_file_put(file);
	return result;
}

UC_SYSCALL3(read, int, descriptor, void *, buffer, size_t, bytes)
{
	return transfer(descriptor, READ, &(struct uc_iovec){buffer, bytes}, 1);
}

UC_SYSCALL3(write, int, descriptor, void *, buffer, size_t, bytes)
{
	return transfer(descriptor, WRITE, &(struct uc_iovec){buffer, bytes}, 1);
}

UC_SYSCALL3(readv, int, descriptor, const struct uc_iovec *, vector, int, count)
{
	return transfer(descriptor, READ, vector, count);
}

UC_SYSCALL3(writev, int, descriptor, const struct uc_iovec *, vector, int, count)
{
	return transfer(descriptor, WRITE, vector, count);
}

UC_SYSCALL4(pread64, int, descriptor, void *, buffer, size_t, bytes, int64_t, offset)
{
	return transfer_at(descriptor, READ, &(struct uc_iovec){buffer, bytes}, 1, offset);
}

UC_SYSCALL4(pwrite64, int, descriptor, void *, buffer, size_t, bytes, int64_t, offset)
{
	return transfer_at(descriptor, WRITE, &(struct uc_iovec){buffer, bytes}, 1, offset);
}

/* The offset comes in two words; on 64-bit machines the second one says nothing more. */
static int64_t offset_of(unsigned long low, unsigned long high)
{
	return sizeof low == 8 ? (int64_t)low : (int64_t)((uint64_t)high << 32 | low);
}

UC_SYSCALL5(preadv, int, descriptor, const struct uc_iovec *, vector, int, count, unsigned long, low, unsigned long,
	    high)
{
	return transfer_at(descriptor, READ, vector, count, offset_of(low, high));
}

UC_SYSCALL5(pwritev, int, descriptor, const struct uc_iovec *, vector, int, count, unsigned long, low, unsigned long,
	    high)
{
	return transfer_at(descriptor, WRITE, vector, count, offset_of(low, high));
}

/* No flag has a meaning here (RWF_HIPRI, RWF_DSYNC, RWF_SYNC ask for what is the case); offset -1: the position. */
#define RWF_HARMLESS 7

UC_SYSCALL6(preadv2, int, descriptor, const struct uc_iovec *, vector, int, count, unsigned long, low, unsigned long,
	    high, int, flags)
{
	int64_t offset = offset_of(low, high);
	if (flags & ~RWF_HARMLESS)
		return -EOPNOTSUPP;
	return offset == -1 ? transfer(descriptor, READ, vector, count)
			    : transfer_at(descriptor, READ, vector, count, offset);
}

UC_SYSCALL6(pwritev2, int, descriptor, const struct uc_iovec *, vector, int, count, unsigned long, low, unsigned long,
	    high, int, flags)
{
	int64_t offset = offset_of(low, high);
	if (flags & ~RWF_HARMLESS)
		return -EOPNOTSUPP;
	return offset == -1 ? transfer(descriptor, WRITE, vector, count)
			    : transfer_at(descriptor, WRITE, vector, count, offset);
}
