/* SPDX-License-Identifier: BSD-3-Clause */
/* The devices that always have: null, zero, full (null(4), zero(4), full(4)), random and urandom (random(4)). */
#include "devices.h"
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/string.h>

static long read_nothing(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)file, (void)vector, (void)count, (void)position;
	return 0;
}

static long read_zeros(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)file, (void)position;
	for (int i = 0; i < count; i++)
		memset(vector[i].base, 0, vector[i].bytes);
	return (long)uc_iovec_bytes(vector, count);
}

static long read_random(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	long done = 0;
	(void)file, (void)position;
	for (int i = 0; i < count; i++) {
		if (vector[i].bytes > 0 && uc_plat_entropy(vector[i].base, vector[i].bytes))
			return done > 0 ? done : -EIO;
		done += (long)vector[i].bytes;
	}
	return done;
}

static long write_away(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)file, (void)position;
	return (long)uc_iovec_bytes(vector, count);
}

static long write_full(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)file, (void)position;
	return uc_iovec_bytes(vector, count) > 0 ? -ENOSPC : 0;
}

/* Linux's null_lseek. */
static int64_t seek_nowhere(struct uc_file *file, int64_t offset, int whence)
{
	(void)offset, (void)whence;
	return file->position = 0;
}

#define DEVICE_OPERATIONS(of_read, of_write)                                                        \
	{                                                                                           \
		.read = (of_read), .write = (of_write), .seek = seek_nowhere, .stat = uc_node_stat, \
		.release = uc_node_release                                                          \
	}

const struct uc_file_operations null_operations = DEVICE_OPERATIONS(read_nothing, write_away);
const struct uc_file_operations zero_operations = DEVICE_OPERATIONS(read_zeros, write_away);
const struct uc_file_operations full_operations = DEVICE_OPERATIONS(read_zeros, write_full);
const struct uc_file_operations random_operations = DEVICE_OPERATIONS(read_random, write_away);
