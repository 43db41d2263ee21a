/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP asks for the libc's header; memory comes from the heap by the names in lwipopts.h. */
