/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio device that lives in the image of a test: a transport whose other side is code of the test. It reads the
 * rings as a device does, and can be told to answer badly. Thread context, interrupts on; everything that is random
 * comes from uc_test_random.
 */
#ifndef UNICORE_VIRTIO_MODEL_H
#define UNICORE_VIRTIO_MODEL_H

#include <unicore/virtq.h>

#define UC_MODEL_QUEUES 10
#define UC_MODEL_MOST_PIECES 64

struct uc_model_queue {
	struct uc_virtq *driver; /* NULL: not started */
	unsigned limit;
	uint16_t seen;                         /* requests that were taken from the ring */
	uint16_t answered;                     /* as the used ring counts */
	uint16_t told;                         /* answers when the last interrupt was sent */
	uint16_t heads[UC_VIRTQ_MOST_ENTRIES]; /* of requests that were taken and not answered */
	uint32_t room[UC_VIRTQ_MOST_ENTRIES];  /* what each of them can be given */
	unsigned held;
};

struct uc_model {
	struct uc_virtio_device device;
	uint64_t offered;      /* features */
	uint64_t driver_wants; /* what the driver has set */
	uint8_t status;
	bool refuses;  /* FEATURES_OK does not stick */
	bool stuck;    /* a reset never ends */
	bool restless; /* the configuration changes all the time */
	bool blind;    /* it reads no more requests: it has scribbled over them */
	bool without_interrupts;
	uint32_t generation;
	uint8_t config[256];
	struct uc_model_queue queues[UC_MODEL_QUEUES];
	unsigned notifications, interrupts;
	unsigned wrong; /* rules that the driver broke */
	/** The driver has told of new requests. NULL: the test looks by itself. */
	void (*notified)(struct uc_model *model, unsigned queue);
};

/** A request as the device sees it. */
struct uc_model_request {
	uint16_t head;
	unsigned out, in; /* pieces: those that are read come first */
	uint32_t out_bytes, in_bytes;
	struct {
		uint8_t *data;
		uint32_t bytes;
	} pieces[UC_MODEL_MOST_PIECES];
};

/** Makes a device that behaves: all queues with 256 entries. */
void uc_model_init(struct uc_model *model, unsigned type, uint64_t offered);

/** Takes the next request from a queue. False: there is none, the device is not running, or (counted in `wrong`) the
 * driver has broken a rule. */
bool uc_model_next(struct uc_model *model, unsigned queue, struct uc_model_request *request);

/** Copies from the pieces that the device reads, at `offset`. Returns what there was of `bytes`. */
uint32_t uc_model_read(const struct uc_model_request *request, uint32_t offset, void *to, uint32_t bytes);
/** Copies into the pieces that the device writes. Returns what there was room for. */
uint32_t uc_model_write(const struct uc_model_request *request, uint32_t offset, const void *from, uint32_t bytes);

/** Answers a request. The driver is not told before uc_model_interrupt. */
void uc_model_answer(struct uc_model *model, unsigned queue, uint16_t head, uint32_t written);

/** Interrupts, if the driver asked to be told of the answers since the last interrupt. Returns whether it did. */
bool uc_model_interrupt(struct uc_model *model, unsigned queue);

/** A new configuration: the generation changes, and the driver is interrupted. */
void uc_model_config_changed(struct uc_model *model);

/** Does one bad thing, of a random kind, to a random queue, or to the configuration. */
void uc_model_misbehave(struct uc_model *model);

/** Runs a case `count` times, after a first time that may keep something, and checks that no page and no byte of the
 * heap is lost. */
void uc_model_cases(void (*one_case)(void), unsigned count);

/** A random number below `bound`. */
uint32_t uc_model_below(uint32_t bound);

#endif
