/* SPDX-License-Identifier: BSD-3-Clause */
/* Random bytes. Without stack protector: the canary is made of them. */
#include <unicore/errno.h>
#include <unicore/platform.h>

/*
 * MUST: give bytes that nobody can guess, of the CPU (RDRAND, RDSEED) or the host; retry as the source's manual says.
 * MUST NOT: give a constant, or the clock: where there is no source, return -EIO, and the image does not start.
 */
int uc_plat_entropy(void *buffer, size_t bytes)
{
	(void)buffer, (void)bytes;
	return -EIO;
}
