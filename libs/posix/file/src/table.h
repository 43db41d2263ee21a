/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: entries of the descriptor table. */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <unicore/file.h>

struct descriptor {
	struct uc_file *file; /* NULL: free */
	bool close_on_exec;
};

/** The entry of an open descriptor, valid until the table grows; NULL: EBADF. */
struct descriptor *descriptor_entry(int descriptor);
/** Every open descriptor is below. */
int descriptor_count(void);
/** RLIMIT_NOFILE: every new descriptor is below. */
int descriptor_limit(void);
/** Makes room for this descriptor. Returns 0, -EMFILE or -ENOMEM. */
int descriptor_reserve(int descriptor);
/** Fills an entry for which there is room, in use or not. The caller deals with the file that was there. */
void descriptor_set(int descriptor, struct uc_file *file, bool close_on_exec);

#endif
