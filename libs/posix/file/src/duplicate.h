/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: F_DUPFD. */
#ifndef DUPLICATE_H
#define DUPLICATE_H

#include <stdbool.h>

/** Another descriptor >= `lowest` for the same file. Returns it, -EBADF, -EINVAL, -EMFILE or -ENOMEM. */
long duplicate_from(int descriptor, int lowest, bool close_on_exec);

#endif
