/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: how threads come into the registry. */
#ifndef REGISTRY_H
#define REGISTRY_H

#include <stdbool.h>
#include <unicore/posix-thread.h>

void uc_posix_register(struct uc_posix_thread *self, struct uc_thread *thread);
void uc_posix_forget(struct uc_posix_thread *self);

/** The main thread's structure is not on the heap. */
bool uc_posix_is_main(const struct uc_posix_thread *self);

#endif
