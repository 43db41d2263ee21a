/* SPDX-License-Identifier: BSD-3-Clause */
/* One mapping of the host is the image's memory; rights are mprotect's; modules are files mapped read-only. */
#include "linuxu.h"

enum { AT_FDCWD = -100, O_CLOEXEC = 02000000, SEEK_END = 2 };

#define MOST_MODULES 4

static struct uc_memory_range memory;
static struct module {
	const void *start;
	size_t bytes;
} modules[MOST_MODULES];
static unsigned module_count;

void uc_linuxu_memory_init(size_t bytes)
{
	bytes = UC_ALIGN_DOWN(bytes, UC_PAGE_BYTES);
	long start = HOST_CALL(HOST_MMAP, 0, bytes, HOST_PROT_READ | HOST_PROT_WRITE,
			       HOST_MAP_PRIVATE | HOST_MAP_ANONYMOUS | HOST_MAP_NORESERVE, -1, 0);
	if (start < 0)
		uc_linuxu_fail("memory", "the host gives none of that size (uc.memory)");
	memory = (struct uc_memory_range){.start = (uintptr_t)start, .bytes = bytes};
}

size_t uc_plat_memory(const struct uc_memory_range **ranges)
{
	*ranges = &memory;
	return 1;
}

int uc_plat_protect(void *start, size_t bytes, unsigned rights)
{
	if (((uintptr_t)start | bytes) % UC_PAGE_BYTES != 0)
		return -EINVAL;
	if ((rights & UC_RIGHT_WRITE) && (rights & UC_RIGHT_EXECUTE))
		return -EINVAL;
	int protection = (rights & UC_RIGHT_READ ? HOST_PROT_READ : 0) |
			 (rights & UC_RIGHT_WRITE ? HOST_PROT_WRITE : 0) |
			 (rights & UC_RIGHT_EXECUTE ? HOST_PROT_EXEC : 0);
	return HOST_CALL(HOST_MPROTECT, start, bytes, protection) == 0 ? 0 : -ENOMEM;
}

void uc_linuxu_module_add(const char *path)
{
	if (module_count == MOST_MODULES)
		uc_linuxu_fail("too many modules", path);
	long file = HOST_CALL(HOST_OPENAT, AT_FDCWD, path, O_CLOEXEC);
	long bytes = file < 0 ? file : HOST_CALL(HOST_LSEEK, file, 0, SEEK_END);
	long start = bytes <= 0 ? bytes : HOST_CALL(HOST_MMAP, 0, bytes, HOST_PROT_READ, HOST_MAP_PRIVATE, file, 0);
	if (bytes < 0 || start < 0)
		uc_linuxu_fail("cannot read", path);
	HOST_CALL(HOST_CLOSE, file);
	modules[module_count++] = (struct module){.start = (const void *)start, .bytes = (size_t)bytes};
}

int uc_plat_module(unsigned index, const void **start, size_t *bytes)
{
	if (index >= module_count)
		return -ENOENT;
	*start = modules[index].start;
	*bytes = modules[index].bytes;
	return 0;
}
