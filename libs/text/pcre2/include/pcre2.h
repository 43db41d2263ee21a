/* SPDX-License-Identifier: BSD-3-Clause */
/* The release carries its header under another name, for builds without configure. */
#include "pcre2.h.generic"
