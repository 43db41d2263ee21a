/* SPDX-License-Identifier: BSD-3-Clause */
/* Files in memory: private mappings are copies; shared ones exist where the file's own data can be seen. */
#include "mapping.h"
#include <unicore/compiler.h>
#include <unicore/file.h>
#include <unicore/pagealloc.h>
#include <unicore/platform.h>
#include <unicore/string.h>

#define O_ACCMODE 3u
#define O_RDONLY 0u
#define O_WRONLY 1u
#define O_RDWR 2u

/* Fills `bytes` from the file; what lies behind its end stays zero. */
static long copy(struct uc_file *file, int64_t offset, char *target, size_t bytes)
{
	while (bytes > 0) {
		struct uc_iovec part = {target, bytes};
		long got = file->operations->read(file, &part, 1, &offset);
		if (got <= 0)
			return got;
		target += got;
		bytes -= (size_t)got;
	}
	return 0;
}

static long map_copy(struct uc_file *file, int64_t offset, size_t bytes, uintptr_t *address)
{
	*address = map_pages(*address, bytes);
	if (!*address)
		return -ENOMEM;
	long error = copy(file, offset, (char *)*address, bytes);
	if (error)
		uc_pages_free((void *)*address, bytes / UC_PAGE_BYTES);
	return error;
}

/* Returns 1: the mapping is entered already. Keeps the caller's reference then. */
static long map_shared(struct uc_file *file, int64_t offset, size_t bytes, int rights, uintptr_t *address)
{
	struct uc_file_piece piece;
	bool can_write = (file->flags & O_ACCMODE) == O_RDWR;
	if (rights & PROT_WRITE && !can_write)
		return -EACCES;
	if (*address || rights & PROT_EXEC || !file->operations->map)
		return -ENODEV;
	int error = file->operations->map(file, offset, bytes, true, &piece);
	if (error)
		return error;
	uintptr_t start = (uintptr_t)piece.address;
	/* One entry per address: what is mapped already has one. */
	struct mapping *mapping = NULL;
	if (piece.bytes < bytes || mapping_touches(start, start + bytes))
		error = -ENODEV;
	else if (!(mapping = mapping_add(start, start + bytes, rights)))
		error = -ENOMEM;
	if (error) {
		uc_file_data_put(piece.data);
		return error;
	}
	mapping->file = file;
	mapping->data = piece.data;
	mapping->writable = can_write;
	*address = start;
	return 1;
}

long map_file(int descriptor, int64_t offset, size_t bytes, int rights, int flags, uintptr_t *address)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	long result;
	if ((file->flags & O_ACCMODE) == O_WRONLY)
		result = -EACCES;
	else if (!file->operations->read || !file->operations->seek)
		result = -ENODEV;
	else if ((flags & MAP_TYPE) == MAP_SHARED)
		result = map_shared(file, offset, bytes, rights, address);
	else
		result = map_copy(file, offset, bytes, address);
	if (result != 1)
		uc_file_put(file);
	return result;
}
