/* SPDX-License-Identifier: BSD-3-Clause */
/* The image's console as a file, for the descriptors 0, 1, 2 and for /dev/console. Thread context. */
#ifndef UNICORE_CONSOLE_FILE_H
#define UNICORE_CONSOLE_FILE_H

#include <unicore/file.h>

/** A file on the console with these flags of open(2), with a reference for the caller; NULL: no memory. */
struct uc_file *uc_console_file(unsigned flags);

/** Opens descriptors 0, 1 and 2. The build calls it before main. Returns 0, -ENOMEM or -EMFILE. */
int uc_console_open(void);

#endif
