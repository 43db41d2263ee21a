/* SPDX-License-Identifier: BSD-3-Clause */
/* Character tables of the C locale. The release carries them under a name that no compiler takes for a source. */
#include "pcre2_chartables.c.dist"
