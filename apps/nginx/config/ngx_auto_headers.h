/* SPDX-License-Identifier: BSD-3-Clause */
/* What nginx's own configure finds of headers. On Linux's ABI nginx includes the rest without asking. */
#define NGX_LINUX 1
#define NGX_HAVE_SYS_PRCTL_H 1
