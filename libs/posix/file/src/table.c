/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor table. It grows by doubling up to RLIMIT_NOFILE. One thread runs at a time and nothing here blocks. */
#include "table.h"
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/heap.h>
#include <unicore/string.h>

/* So that an image with few files needs no heap for them. */
#define FIRST_ENTRIES 16

static struct descriptor first_entries[FIRST_ENTRIES];
static struct descriptor *entries = first_entries;
static int entry_count = FIRST_ENTRIES;
/* All below are in use. */
static int lowest_free;

struct descriptor *descriptor_entry(int descriptor)
{
	if (descriptor < 0 || descriptor >= entry_count || !entries[descriptor].file)
		return NULL;
	return &entries[descriptor];
}

int descriptor_count(void)
{
	return entry_count;
}

int descriptor_limit(void)
{
	enum { RLIMIT_NOFILE = 7, MOST = 1 << 20 };
	struct {
		uint64_t current, most;
	} limit;
	/* Without lib-posix-process there is no limit to ask for. */
	if (UC_CALL(prlimit64, 0, RLIMIT_NOFILE, 0, &limit) < 0 || limit.current > MOST)
		return MOST;
	return (int)limit.current;
}

int descriptor_reserve(int descriptor)
{
	if (descriptor >= descriptor_limit())
		return -EMFILE;
	if (descriptor < entry_count)
		return 0;
	int count = entry_count;
	while (count <= descriptor)
		count *= 2;
	struct descriptor *old = entries == first_entries ? NULL : entries;
	struct descriptor *grown = uc_heap_realloc(old, (size_t)count * sizeof *grown);
	if (!grown)
		return -ENOMEM;
	if (!old)
		memcpy(grown, first_entries, sizeof first_entries);
	memset(grown + entry_count, 0, (size_t)(count - entry_count) * sizeof *grown);
	entries = grown;
	entry_count = count;
	return 0;
}

void descriptor_set(int descriptor, struct uc_file *file, bool close_on_exec)
{
	entries[descriptor] = (struct descriptor){file, close_on_exec};
}

int uc_descriptor_install(struct uc_file *file, int lowest, bool close_on_exec)
{
	int descriptor = lowest > lowest_free ? lowest : lowest_free;
	while (descriptor < entry_count && entries[descriptor].file)
		descriptor++;
	int error = descriptor_reserve(descriptor);
	if (error)
		return error;
	if (lowest <= lowest_free)
		lowest_free = descriptor + 1;
	descriptor_set(descriptor, file, close_on_exec);
	return descriptor;
}

int uc_descriptor_install_pair(struct uc_file *first, struct uc_file *second, bool close_on_exec, int descriptors[2])
{
	int low = uc_descriptor_install(first, 0, close_on_exec);
	if (low < 0)
		return low;
	int high = uc_descriptor_install(second, 0, close_on_exec);
	if (high < 0) {
		uc_descriptor_remove(low);
		return high;
	}
	descriptors[0] = low;
	descriptors[1] = high;
	return 0;
}

struct uc_file *uc_descriptor_remove(int descriptor)
{
	struct descriptor *entry = descriptor_entry(descriptor);
	if (!entry)
		return NULL;
	struct uc_file *file = entry->file;
	*entry = (struct descriptor){0};
	if (descriptor < lowest_free)
		lowest_free = descriptor;
	return file;
}

struct uc_file *uc_descriptor_file(int descriptor)
{
	struct descriptor *entry = descriptor_entry(descriptor);
	if (!entry)
		return NULL;
	uc_file_get(entry->file);
	return entry->file;
}
