/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP asks for the libc's header; all that it calls is what every image has. */
#include <unicore/string.h>
