/* SPDX-License-Identifier: BSD-3-Clause */
/* The limits that libfdt compares with. */
#ifndef FDT_SHIM_LIMITS_H
#define FDT_SHIM_LIMITS_H

#define INT_MAX __INT_MAX__
#define UINT_MAX (INT_MAX * 2U + 1U)

#endif
