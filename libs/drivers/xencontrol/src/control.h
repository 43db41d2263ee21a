/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of lib-xencontrol share. */
#ifndef CONTROL_H
#define CONTROL_H

#include <stdbool.h>
#include <unicore/xenbus.h>

/** Begins to watch how large the domain shall be. */
void control_balloon_init(void);

/** There may be something to do for the thread. */
void control_wake(void);

/** Whether the domain has not the size that it shall have. */
bool control_balloon_is_due(void);

/** Gives or takes pages. False: not all that was wanted; it is worth while to try again in a second. */
bool control_balloon(void);

#endif
