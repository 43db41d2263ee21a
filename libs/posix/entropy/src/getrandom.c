/* SPDX-License-Identifier: BSD-3-Clause */
/* getrandom(2): straight from the platform, so nothing is kept that could leak or be forked. */
#include <stdint.h>
#include <unicore/platform.h>
#include <unicore/syscall.h>

#define EIO 5
#define EFAULT 14
#define EINVAL 22

#define GRND_KNOWN 7u /* NONBLOCK, RANDOM, INSECURE */
#define GRND_RANDOM_OR_INSECURE 6u

/* The most that Linux gives in one call. */
#define MOST_BYTES 0x1ffffffUL

UC_SYSCALL3(getrandom, unsigned char *, buffer, size_t, bytes, unsigned, flags)
{
	if (flags & ~GRND_KNOWN || (flags & GRND_RANDOM_OR_INSECURE) == GRND_RANDOM_OR_INSECURE)
		return -EINVAL;
	if (bytes > MOST_BYTES)
		bytes = MOST_BYTES;
	if (bytes == 0)
		return 0;
	if (!buffer)
		return -EFAULT;
	return uc_plat_entropy(buffer, bytes) ? -EIO : (long)bytes;
}
