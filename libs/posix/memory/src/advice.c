/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls about memory that is always resident: advice, locks, residence; and brk, which does not exist. */
#include "mapping.h"
#include <unicore/compiler.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

#define MADV_DONTNEED 4
#define MADV_LAST_KNOWN 25

/* There is one heap for all; a second one behind a moving break has no place. */
UC_SYSCALL1(brk, uintptr_t, end)
{
	(void)end;
	return -ENOMEM;
}

static int check(uintptr_t start, size_t *bytes)
{
	if (start % UC_PAGE_BYTES || *bytes > SIZE_MAX - UC_PAGE_BYTES)
		return -EINVAL;
	*bytes = UC_ALIGN_UP(*bytes, UC_PAGE_BYTES);
	return *bytes == 0 || mapping_covers(start, start + *bytes) ? 0 : -ENOMEM;
}

/* Pages that may not be written are made writable for the moment. */
static int clear(struct mapping *mapping, uintptr_t from, uintptr_t to)
{
	int rights = mapping->rights;
	int error = rights & PROT_WRITE ? 0 : mapping_protect(mapping, PROT_READ | PROT_WRITE);
	if (error)
		return error;
	memset((void *)from, 0, to - from);
	return mapping_protect(mapping, rights);
}

/* Linux gives zero pages after MADV_DONTNEED, and programs rely on it. Other advice needs nothing done. */
UC_SYSCALL3(madvise, uintptr_t, start, size_t, bytes, int, advice)
{
	if (advice < 0 || advice > MADV_LAST_KNOWN)
		return -EINVAL;
	int error = check(start, &bytes);
	if (error || advice != MADV_DONTNEED)
		return error;
	uintptr_t end = start + bytes;
	struct mapping *mapping = mapping_at(start);
	for (; !error && mapping && mapping->start < end; mapping = mapping_next(mapping)) {
		uintptr_t from = mapping->start > start ? mapping->start : start;
		uintptr_t to = mapping->end < end ? mapping->end : end;
		if (!mapping->file)
			error = clear(mapping, from, to);
	}
	return error;
}

UC_SYSCALL3(msync, uintptr_t, start, size_t, bytes, int, flags)
{
	enum { ASYNC = 1, INVALIDATE = 2, SYNC = 4 };
	if (flags & ~(ASYNC | INVALIDATE | SYNC) || (flags & ASYNC && flags & SYNC))
		return -EINVAL;
	return check(start, &bytes);
}

UC_SYSCALL3(mincore, uintptr_t, start, size_t, bytes, unsigned char *, vector)
{
	int error = check(start, &bytes);
	if (!error)
		memset(vector, 1, bytes / UC_PAGE_BYTES);
	return error;
}

UC_SYSCALL2(mlock, uintptr_t, start, size_t, bytes)
{
	(void)start, (void)bytes;
	return 0;
}

UC_SYSCALL2(munlock, uintptr_t, start, size_t, bytes)
{
	(void)start, (void)bytes;
	return 0;
}

UC_SYSCALL1(mlockall, int, flags)
{
	return flags > 0 && flags < 8 ? 0 : -EINVAL;
}

UC_SYSCALL0(munlockall)
{
	return 0;
}
