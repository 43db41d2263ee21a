/* SPDX-License-Identifier: BSD-3-Clause */
/* One device that gives random bytes. */
#ifndef UNICORE_RNG_H
#define UNICORE_RNG_H

#include <stddef.h>
#include <stdint.h>
#include <unicore/device.h>

struct uc_rng {
	struct uc_device device; /* UC_DEVICE_RNG */
	/**
	 * Fills `buffer`; blocks until it has. Returns 0, -EIO (the device is broken, or gives nothing before the
	 * deadline of the monotonic clock). Thread context.
	 */
	int (*read)(struct uc_rng *rng, void *buffer, size_t bytes, uint64_t deadline_ns);
};

#endif
