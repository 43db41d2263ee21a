/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending without copying. */
#ifndef LEND_H
#define LEND_H

#include <unicore/file.h>

/** What tcp_write is given from now on, uncopied, belongs to `data` (NULL: lies there for good). */
void lwip_lend(struct uc_file_data *data);

#endif
