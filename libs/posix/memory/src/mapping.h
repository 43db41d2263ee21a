/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: what is mapped, and Linux's ABI of mappings. */
#ifndef MAPPING_H
#define MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/list.h>

#define EPERM 1
#define EBADF 9
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EEXIST 17
#define ENODEV 19
#define EINVAL 22
#define EOVERFLOW 75
#define EOPNOTSUPP 95

#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define MAP_SHARED 0x01
#define MAP_PRIVATE 0x02
#define MAP_TYPE 0x0f
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define MAP_FIXED_NOREPLACE 0x100000

struct uc_file;

/** A run of pages that mmap gave, with equal rights. */
struct mapping {
	struct uc_list node; /* ascending, none overlapping */
	uintptr_t start, end;
	int rights;                /* PROT_* */
	bool writable;             /* may become writable */
	struct uc_file *file;      /* its data lie here, with a reference; NULL: pages of our own */
	struct uc_file_data *data; /* keeps them in place */
};

/** The first mapping that ends after `address`, or NULL. */
struct mapping *mapping_at(uintptr_t address);
/** The mapping behind it, or NULL. */
struct mapping *mapping_next(const struct mapping *mapping);
/** Whether mappings cover the range without a hole. */
bool mapping_covers(uintptr_t start, uintptr_t end);
bool mapping_touches(uintptr_t start, uintptr_t end);

/** Enters a range that touches no other. Returns NULL when there is no memory for it. */
struct mapping *mapping_add(uintptr_t start, uintptr_t end, int rights);
/** Makes a mapping begin at each of the two addresses that lies inside one. Returns 0 or -ENOMEM, with nothing changed
 * but splits. */
int mapping_split(uintptr_t start, uintptr_t end);
/** Forgets and frees everything in the range, which lies on the bounds of mappings. */
void mapping_remove(uintptr_t start, uintptr_t end);
/** Gives a whole mapping other rights. Returns 0, -EACCES (write with execute, or not allowed) or -ENOMEM. */
int mapping_protect(struct mapping *mapping, int rights);

/** Maps a file; 0, or a negative errno with nothing mapped. `*address` is set. */
long map_file(int descriptor, int64_t offset, size_t bytes, int rights, int flags, uintptr_t *address);

/** Pages of our own, cleared and readable and writable; at `fixed` if not 0. Returns the address, or 0 when there are
 * none. */
uintptr_t map_pages(uintptr_t fixed, size_t bytes);

#endif
