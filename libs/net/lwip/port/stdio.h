/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP asks for the libc's header; nothing of it is called. */
