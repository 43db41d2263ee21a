/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to lib-boot: the first thread, and the command line as arguments. */
#ifndef BOOT_RUN_H
#define BOOT_RUN_H

#include <stddef.h>

/** The first thread: init table, main, end. */
void uc_boot_run(void *unused);

/**
 * Splits a command line as a shell does, without expansions: blanks separate words; '…' takes all as it is; "…" takes
 * all but '\' before '"' and '\'; outside quotes '\' takes the next character as it is. Words that begin with "uc."
 * (before unquoting) are the runner's and are left out.
 *
 * `buffer` has room for the line with its end, `words` for half as many pointers, rounded up. Returns the number of
 * words, or -EINVAL when a quote is not closed.
 */
int uc_boot_split(const char *line, char *buffer, char **words);

#endif
