/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the ABI puts thread-local data: below the thread pointer (variant II of Drepper, ELF Handling For Thread-Local
 * Storage, section 3.4.6); the compiler reads the canary at fs:0x28. Each architecture's folder has a file of this
 * name.
 */
#ifndef UNICORE_TLS_LAYOUT_H
#define UNICORE_TLS_LAYOUT_H

#define UC_TLS_DATA_ABOVE 0
/** Bytes from the thread pointer to the canary. */
#define UC_TLS_CANARY 0x28

#endif
