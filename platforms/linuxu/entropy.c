/* SPDX-License-Identifier: BSD-3-Clause */
/* Random bytes from the host: getrandom(2), which gives none before its pool is ready. */
#include "linuxu.h"

#define GRND_NONBLOCK 1

int uc_plat_entropy(void *buffer, size_t bytes)
{
	for (size_t done = 0; done < bytes;) {
		long got = HOST_CALL(HOST_GETRANDOM, (char *)buffer + done, bytes - done, GRND_NONBLOCK);
		if (got > 0)
			done += (size_t)got;
		else if (got != -EINTR)
			return -EIO;
	}
	return 0;
}
