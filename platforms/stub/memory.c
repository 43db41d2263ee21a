/* SPDX-License-Identifier: BSD-3-Clause */
/* Free memory, rights, modules. Without stack protector: the page allocator starts before there is a canary. */
#include <unicore/errno.h>
#include <unicore/platform.h>

static struct uc_memory_range ranges[1];

/*
 * MUST: name page-aligned ranges in ascending order, mapped read-write and never executable, that overlap neither the
 * image, its boot stack and page tables, nor modules, firmware, devices or page 0; at least one. MAY: leave memory out
 * that it needs itself. The contents are anything: allocators clear what has to be clear.
 */
size_t uc_plat_memory(const struct uc_memory_range **result)
{
	*result = ranges;
	return sizeof(ranges) / sizeof(ranges[0]);
}

/*
 * MUST: hold from the return on; split larger mappings where needed; make every access fault when `rights` is 0; refuse
 * write with execute, and what is not page aligned, with -EINVAL and no change; return -ENOMEM when it lacks a page
 * table.
 */
int uc_plat_protect(void *start, size_t bytes, unsigned rights)
{
	if (((uintptr_t)start | bytes) % UC_PAGE_BYTES != 0)
		return -EINVAL;
	if ((rights & UC_RIGHT_WRITE) && (rights & UC_RIGHT_EXECUTE))
		return -EINVAL;
	return -ENOMEM;
}

/* MUST: map modules at least readable, and keep them for as long as the image lives. A host without modules has none.
 */
int uc_plat_module(unsigned index, const void **start, size_t *bytes)
{
	(void)index, (void)start, (void)bytes;
	return -ENOENT;
}
