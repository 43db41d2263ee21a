/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mmap, munmap, mprotect, mremap. Every mapping is backed by pages of its own or refused; there is one address space,
 * so an address that the caller fixes must lie in a mapping or in free memory.
 */
#include "mapping.h"
#include <unicore/compiler.h>
#include <unicore/pagealloc.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

#define READ_WRITE (PROT_READ | PROT_WRITE)

/* Rounds up to pages; 0 when that overflows or nothing is left. */
static size_t whole_pages(size_t bytes)
{
	return bytes > SIZE_MAX - UC_PAGE_BYTES ? 0 : UC_ALIGN_UP(bytes, UC_PAGE_BYTES);
}

static bool is_range(uintptr_t start, size_t bytes)
{
	return start % UC_PAGE_BYTES == 0 && start + bytes >= start;
}

uintptr_t map_pages(uintptr_t fixed, size_t bytes)
{
	void *pages = (void *)fixed;
	if (!fixed)
		pages = uc_pages_alloc(bytes / UC_PAGE_BYTES);
	else if (uc_pages_claim(pages, bytes / UC_PAGE_BYTES))
		pages = NULL;
	if (pages)
		memset(pages, 0, bytes);
	return (uintptr_t)pages;
}

static long enter(uintptr_t start, size_t bytes, int rights)
{
	struct mapping *mapping = mapping_add(start, start + bytes, READ_WRITE);
	if (!mapping) {
		uc_pages_free((void *)start, bytes / UC_PAGE_BYTES);
		return -ENOMEM;
	}
	int error = mapping_protect(mapping, rights);
	if (error) {
		mapping_remove(start, start + bytes);
		return error;
	}
	return (long)start;
}

/* MAP_FIXED: what was mapped there goes first. */
static long clear_fixed(uintptr_t start, size_t bytes, int flags)
{
	if (!is_range(start, bytes) || start == 0)
		return -EINVAL;
	if (!mapping_touches(start, start + bytes))
		return 0;
	if (flags & MAP_FIXED_NOREPLACE)
		return -EEXIST;
	int error = mapping_split(start, start + bytes);
	if (!error)
		mapping_remove(start, start + bytes);
	return error;
}

UC_SYSCALL6(mmap, uintptr_t, hint, size_t, length, int, rights, int, flags, int, descriptor, int64_t, offset)
{
	size_t bytes = whole_pages(length);
	int type = flags & MAP_TYPE;
	bool fixed = flags & (MAP_FIXED | MAP_FIXED_NOREPLACE);
	if (length == 0 || (type != MAP_PRIVATE && type != MAP_SHARED) || offset < 0 || offset % (long)UC_PAGE_BYTES)
		return -EINVAL;
	if (bytes == 0)
		return -ENOMEM;
	if (rights & PROT_WRITE && rights & PROT_EXEC)
		return -EACCES;
	if (fixed) {
		long error = clear_fixed(hint, bytes, flags);
		if (error)
			return error;
	}
	uintptr_t start = fixed ? hint : 0;
	if (!(flags & MAP_ANONYMOUS)) {
		long error = map_file(descriptor, offset, bytes, rights, flags, &start);
		return error == 0 ? enter(start, bytes, rights) : error == 1 ? (long)start : error;
	}
	start = map_pages(start, bytes);
	return start ? enter(start, bytes, rights) : -ENOMEM;
}

UC_SYSCALL2(munmap, uintptr_t, start, size_t, length)
{
	size_t bytes = whole_pages(length);
	if (bytes == 0 || !is_range(start, bytes))
		return -EINVAL;
	int error = mapping_split(start, start + bytes);
	if (!error)
		mapping_remove(start, start + bytes);
	return error;
}

/* Memory that came from elsewhere (the heap, the image) has no entry here: the platform alone decides. */
static long protect_unlisted(uintptr_t start, size_t bytes, int rights)
{
	unsigned platform_rights = rights ? UC_RIGHT_READ : 0;
	if (rights & PROT_WRITE)
		platform_rights |= UC_RIGHT_WRITE;
	if (rights & PROT_EXEC)
		platform_rights |= UC_RIGHT_EXECUTE;
	return uc_plat_protect((void *)start, bytes, platform_rights) ? -ENOMEM : 0;
}

UC_SYSCALL3(mprotect, uintptr_t, start, size_t, length, int, rights)
{
	size_t bytes = whole_pages(length);
	uintptr_t end = start + bytes;
	if (!is_range(start, bytes) || rights & ~(PROT_READ | PROT_WRITE | PROT_EXEC))
		return -EINVAL;
	if (length == 0)
		return 0;
	if (bytes == 0)
		return -ENOMEM;
	if (rights & PROT_WRITE && rights & PROT_EXEC)
		return -EACCES;
	if (!mapping_touches(start, end))
		return protect_unlisted(start, bytes, rights);
	if (!mapping_covers(start, end))
		return -ENOMEM;
	int error = mapping_split(start, end);
	for (struct mapping *mapping = mapping_at(start); !error && mapping && mapping->start < end;
	     mapping = mapping_next(mapping))
		error = mapping_protect(mapping, rights);
	return error;
}

#define MREMAP_MAYMOVE 1

static long move(struct mapping *mapping, uintptr_t start, size_t old, size_t bytes)
{
	int rights = mapping->rights;
	uintptr_t target = map_pages(0, bytes);
	if (!target)
		return -ENOMEM;
	int error = rights & PROT_READ ? 0 : mapping_protect(mapping, PROT_READ);
	if (error) {
		uc_pages_free((void *)target, bytes / UC_PAGE_BYTES);
		return error;
	}
	memcpy((void *)target, (void *)start, old);
	long result = enter(target, bytes, rights);
	if (result < 0)
		mapping_protect(mapping, rights);
	else
		mapping_remove(start, start + old);
	return result;
}

/* Grows in place where memory behind it is free, else moves if that is allowed. */
UC_SYSCALL5(mremap, uintptr_t, start, size_t, old_length, size_t, new_length, int, flags, uintptr_t, target)
{
	size_t old = whole_pages(old_length), bytes = whole_pages(new_length);
	(void)target;
	if (flags & ~MREMAP_MAYMOVE || old == 0 || bytes == 0 || !is_range(start, old))
		return -EINVAL;
	struct mapping *mapping = mapping_at(start);
	if (!mapping || mapping->start > start || mapping->end < start + old)
		return -EFAULT;
	if (mapping->file)
		return -EINVAL;
	int error = mapping_split(start, start + old);
	if (!error && bytes < old)
		error = mapping_split(start + bytes, start + old);
	if (error)
		return error;
	if (bytes <= old) {
		mapping_remove(start + bytes, start + old);
		return (long)start;
	}
	mapping = mapping_at(start);
	if (mapping->rights == READ_WRITE && map_pages(start + old, bytes - old)) {
		mapping->end = start + bytes;
		return (long)start;
	}
	return flags & MREMAP_MAYMOVE ? move(mapping, start, old, bytes) : -ENOMEM;
}
