/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the ABI puts thread-local data: above the thread pointer (variant I of Drepper, ELF Handling For Thread-Local
 * Storage, section 3.4), behind two words that are rounded up to the data's alignment; the compiler reads the canary
 * where project.json tells it to. Each architecture's folder has a file of this name.
 */
#ifndef UNICORE_TLS_LAYOUT_H
#define UNICORE_TLS_LAYOUT_H

#define UC_TLS_DATA_ABOVE 1
/** Bytes from the thread pointer to the canary. */
#define UC_TLS_CANARY (-16)

#endif
