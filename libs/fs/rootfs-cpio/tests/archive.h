/* SPDX-License-Identifier: BSD-3-Clause */
/* For tests: an archive that grows member by member. */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <unicore/printk.h>
#include <unicore/string.h>
#include <unicore/test.h>

struct archive {
	size_t bytes;
	char data[16384] __attribute__((aligned(4)));
};

struct member_fields {
	unsigned mode, nlink, ino, filesize;
};

static inline void archive_put(struct archive *archive, const void *data, size_t bytes)
{
	memcpy(archive->data + archive->bytes, data, bytes);
	archive->bytes += bytes;
	while (archive->bytes % 4)
		archive->data[archive->bytes++] = 0;
}

static inline void archive_member(struct archive *archive, const char *name, struct member_fields fields,
				  const char *data)
{
	char header[128];
	size_t name_bytes = strlen(name) + 1;
	size_t length = uc_format(header, sizeof header, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
				  fields.ino, fields.mode, 7u, 8u, fields.nlink ? fields.nlink : 1, 1234567u,
				  fields.filesize, 0u, 0u, 0u, 0u, (unsigned)name_bytes, 0u);
	UC_CHECK_EQUAL(length, 110);
	/* The padding is that of header and name together. */
	memcpy(archive->data + archive->bytes, header, length);
	archive->bytes += length;
	archive_put(archive, name, name_bytes);
	archive_put(archive, data, fields.filesize);
}

static inline void archive_file(struct archive *archive, const char *name, const char *text)
{
	archive_member(archive, name, (struct member_fields){.mode = 0100644, .filesize = (unsigned)strlen(text)},
		       text);
}

static inline void archive_end(struct archive *archive)
{
	archive_member(archive, "TRAILER!!!", (struct member_fields){0}, "");
}

#endif
