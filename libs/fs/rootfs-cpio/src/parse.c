/* SPDX-License-Identifier: BSD-3-Clause */
/* Members of a cpio archive, from memory that may hold anything. */
#include "cpio.h"
#include <unicore/errno.h>
#include <unicore/string.h>

/* "070701" and 13 numbers of 8 hexadecimal digits. */
#define HEADER_BYTES 110

enum field { INO, MODE, UID, GID, NLINK, MTIME, FILESIZE, MAJOR, MINOR, RMAJOR, RMINOR, NAMESIZE, CHECK, FIELDS };

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool number(const char *text, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < 8; i++) {
		int next = digit(text[i]);
		if (next < 0)
			return false;
		*value = *value << 4 | (uint32_t)next;
	}
	return true;
}

static bool read_fields(const char *header, uint32_t fields[FIELDS])
{
	if (memcmp(header, "070701", 6))
		return false;
	for (int i = 0; i < FIELDS; i++)
		if (!number(header + 6 + 8 * i, &fields[i]))
			return false;
	return true;
}

/* Takes `length` bytes and the padding behind them. NULL: the archive ends before. The last padding may be missing. */
static const char *take(const char *archive, size_t bytes, size_t *at, size_t length)
{
	if (length > bytes - *at)
		return NULL;
	const char *start = archive + *at;
	size_t end = (*at + length + 3) & ~(size_t)3;
	*at = end < bytes ? end : bytes;
	return start;
}

static bool is_trailer(const struct member *member)
{
	static const char trailer[] = "TRAILER!!!";
	return member->name_bytes == sizeof trailer - 1 && memcmp(member->name, trailer, sizeof trailer) == 0;
}

static int read_member(const char *archive, size_t bytes, size_t *at, struct member *member)
{
	uint32_t fields[FIELDS];
	if (bytes - *at < HEADER_BYTES || !read_fields(archive + *at, fields))
		return -EINVAL;
	*at += HEADER_BYTES;
	size_t name_bytes = fields[NAMESIZE];
	const char *name = take(archive, bytes, at, name_bytes);
	const char *data = name ? take(archive, bytes, at, fields[FILESIZE]) : NULL;
	if (!data || name_bytes < 1 || name_bytes > UC_PATH_MOST || name[name_bytes - 1] ||
	    strlen(name) + 1 != name_bytes)
		return -EINVAL;
	*member = (struct member){
		.ino = fields[INO],
		.mode = fields[MODE],
		.uid = fields[UID],
		.gid = fields[GID],
		.nlink = fields[NLINK],
		.mtime = fields[MTIME],
		.dev_major = fields[MAJOR],
		.dev_minor = fields[MINOR],
		.name = name,
		.name_bytes = name_bytes - 1,
		.data = data,
		.data_bytes = fields[FILESIZE],
	};
	return 1;
}

int cpio_next(const char *archive, size_t bytes, size_t *at, struct member *member)
{
	for (;;) {
		/* Between archives there are zeros, up to any alignment. */
		while (*at < bytes && !archive[*at])
			++*at;
		if (*at == bytes)
			return 0;
		if (*at % 4)
			return -EINVAL;
		int result = read_member(archive, bytes, at, member);
		if (result < 0 || !is_trailer(member))
			return result;
	}
}
