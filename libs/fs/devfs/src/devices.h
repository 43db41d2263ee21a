/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library. */
#ifndef DEVICES_H
#define DEVICES_H

#include <unicore/devfs.h>

extern const struct uc_file_operations null_operations, zero_operations, full_operations, random_operations;

/** Puts the devices of every image into the list. */
void devices_register(void);

#endif
