/* SPDX-License-Identifier: BSD-3-Clause */
/* What the driver and its tests share. VIRTIO 1.2, section 5.4. */
#ifndef RNG_H
#define RNG_H

#include <unicore/rng.h>
#include <unicore/sched.h>
#include <unicore/virtq.h>

/* Asked for at once. */
#define RNG_MOST_BYTES 1024u

struct rng_device {
	struct uc_rng rng; /* first */
	struct uc_virtio_device *virtio;
	struct uc_virtq queue;
	struct uc_waitq wake; /* an answer, or the next caller's turn */
	uint8_t *shared;      /* a page */
	bool busy;            /* a caller is at it */
};

/** Brings a device up. Returns 0, -ENOMEM, -ENODEV, -EIO, or what the transport said. */
int rng_create(struct uc_virtio_device *virtio, struct rng_device **created);
/** Stops a device and frees all that it has. */
void rng_destroy(struct rng_device *rng);

#endif
