/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: one member of an archive (Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst). */
#ifndef CPIO_H
#define CPIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/file.h>

struct member {
	uint32_t ino, mode, uid, gid, nlink, mtime, dev_major, dev_minor;
	const char *name; /* terminated */
	size_t name_bytes;
	const char *data;
	size_t data_bytes;
};

/** Reads the member at `*at` and moves behind it. Returns 1, 0 (the end of all archives) or -EINVAL. */
int cpio_next(const char *archive, size_t bytes, size_t *at, struct member *member);

#endif
