/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: locks end with their file. */
#ifndef LOCK_H
#define LOCK_H

#include <unicore/file.h>

/** Gives up what flock(2) locked through this file. */
void lock_release(struct uc_file *file);

#endif
