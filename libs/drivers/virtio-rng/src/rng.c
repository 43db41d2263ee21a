/* SPDX-License-Identifier: BSD-3-Clause */
/* The device is asked, waited for, and emptied: VIRTIO 1.2, section 5.4. */
#include "rng.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/string.h>

static void on_queue(struct uc_virtq *queue)
{
	struct rng_device *rng = queue->owner;
	uc_waitq_wake_all(&rng->wake, 0);
}

static void on_broke(struct uc_virtio_device *virtio)
{
	struct rng_device *rng = virtio->driver_data;
	uc_waitq_wake_all(&rng->wake, 0);
}

/** A request from a call that gave up may still be with the device: its answer serves this one. */
static int ask(struct rng_device *rng, size_t bytes)
{
	const struct uc_virtq_piece piece = {rng->shared, bytes < RNG_MOST_BYTES ? (uint32_t)bytes : RNG_MOST_BYTES};
	if (rng->queue.waiting > 0)
		return 0;
	int result = uc_virtq_put(&rng->queue, &piece, 0, 1, NULL, rng);
	uc_virtq_kick(&rng->queue);
	return result;
}

static bool is_answered(struct rng_device *rng)
{
	return rng->virtio->broken || !uc_virtq_ask(&rng->queue, 1);
}

/** Gets some bytes. Returns how many, or -EIO. */
static long get(struct rng_device *rng, uint8_t *to, size_t bytes, uint64_t deadline_ns)
{
	uint32_t written;
	if (ask(rng, bytes) < 0 || UC_WAIT_EVENT(&rng->wake, is_answered(rng), deadline_ns, false) < 0)
		return -EIO;
	if (!uc_virtq_take(&rng->queue, &written))
		return -EIO;
	if (written == 0) {
		uc_virtio_broken(rng->virtio, "an answer without a random byte");
		return -EIO;
	}
	if (written > bytes)
		written = (uint32_t)bytes;
	memcpy(to, rng->shared, written);
	memset(rng->shared, 0, RNG_MOST_BYTES);
	return written;
}

/** Whether it is the caller's turn now. Threads may be preempted here. */
static bool take_turn(struct rng_device *rng)
{
	unsigned long state = uc_plat_irq_save();
	bool was_busy = rng->busy;
	rng->busy = true;
	uc_plat_irq_restore(state);
	return !was_busy;
}

static int read(struct uc_rng *of, void *buffer, size_t bytes, uint64_t deadline_ns)
{
	struct rng_device *rng = (struct rng_device *)of;
	size_t done = 0;
	if (UC_WAIT_EVENT(&rng->wake, take_turn(rng), deadline_ns, false) < 0)
		return -EIO;
	while (done < bytes) {
		long some = get(rng, (uint8_t *)buffer + done, bytes - done, deadline_ns);
		if (some < 0)
			break;
		done += (size_t)some;
	}
	rng->busy = false;
	uc_waitq_wake_all(&rng->wake, 0);
	return done == bytes ? 0 : -EIO;
}

static int bring_up(struct rng_device *rng)
{
	int result = uc_virtio_negotiate(rng->virtio, 0);
	if (result == 0)
		result = rng->virtio->transport->interrupts(rng->virtio, 1);
	if (result == 0)
		result = uc_virtq_start(&rng->queue, rng->virtio, 0, 2);
	return result;
}

int rng_create(struct uc_virtio_device *virtio, struct rng_device **created)
{
	struct rng_device *rng = uc_heap_alloc_zeroed(1, sizeof(*rng));
	if (!rng)
		return -ENOMEM;
	uc_waitq_init(&rng->wake);
	rng->virtio = virtio;
	rng->queue.owner = rng;
	rng->queue.interrupt = on_queue;
	rng->rng.read = read;
	virtio->driver_data = rng;
	virtio->broke = on_broke;
	rng->shared = uc_pages_alloc(1);
	int result = rng->shared ? bring_up(rng) : -ENOMEM;
	if (result < 0) {
		rng_destroy(rng);
		return result;
	}
	memset(rng->shared, 0, UC_PAGE_BYTES);
	uc_virtq_hush(&rng->queue);
	uc_virtio_start(virtio);
	*created = rng;
	return 0;
}

void rng_destroy(struct rng_device *rng)
{
	rng->virtio->broke = NULL;
	uc_virtio_give_up(rng->virtio);
	uc_virtq_free(&rng->queue);
	if (rng->shared)
		uc_pages_free(rng->shared, 1);
	uc_heap_free(rng);
}

int uc_virtio_rng_init(void);
int uc_virtio_rng_init(void)
{
	static const char driver[] = "virtio-rng";
	for (struct uc_virtio_device *virtio; (virtio = uc_virtio_claim(UC_VIRTIO_RNG, driver)) != NULL;) {
		struct rng_device *rng;
		int result = rng_create(virtio, &rng);
		if (result < 0)
			uc_printk("virtio-rng: %s does not start: error %d\n", virtio->place, -result);
		else
			uc_device_add(&rng->rng.device, UC_DEVICE_RNG);
	}
	return 0;
}
