/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to the platform: what its files share. */
#ifndef STUB_PRIVATE_H
#define STUB_PRIVATE_H

#include <stdint.h>
#include <unicore/platform.h>

/** From entry.S. Early. */
_Noreturn void uc_stub_start(uintptr_t base, const void *dynamic);

/** From the entry code of an exception. */
void uc_stub_on_exception(struct uc_trap *trap);

#endif
