/* SPDX-License-Identifier: BSD-3-Clause */
/* The one tie between cancellation points and pthread_cancel, so that who never cancels links none of it. */
#ifndef UC_MUSL_CANCEL_H
#define UC_MUSL_CANCEL_H

#include <features.h>

/** Ends the thread, or returns -ECANCELED when the request is masked. Set before the first request. */
extern hidden long (*uc_cancel_act)(void);

#endif
