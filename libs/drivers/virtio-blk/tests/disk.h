/* SPDX-License-Identifier: BSD-3-Clause */
/* A disk whose device is a model that keeps its sectors in memory. */
#ifndef DISK_H
#define DISK_H

#include "../src/blk.h"
#include <unicore/byteorder.h>
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/virtio-model.h>

#define ALL                                                                                                 \
	(UC_VIRTIO_VERSION_1 | UC_VIRTIO_EVENT_INDEX | UC_VIRTIO_INDIRECT | BLK_SEG_MAX | BLK_BLOCK_BYTES | \
	 BLK_FLUSH | BLK_DISCARD)

#define SECTORS 128u

static struct uc_model model;
static struct blk_device *blk;
static uint8_t medium[SECTORS * 512];
static unsigned flushes, discards;

static inline void put_number(unsigned offset, uint64_t number, unsigned bytes)
{
	for (unsigned n = 0; n < bytes; n++)
		model.config[offset + n] = (uint8_t)(number >> (8 * n));
}

static inline void make_disk(uint64_t offered)
{
	uc_model_init(&model, UC_VIRTIO_BLOCK, offered);
	put_number(AT_SECTORS, SECTORS, 8);
	put_number(AT_SEG_MAX, 126, 4);
	put_number(AT_BLOCK_BYTES, 512, 4);
	put_number(AT_DISCARD_SECTORS, 64, 4);
}

static inline bool create(uint64_t offered)
{
	make_disk(offered);
	return blk_create(&model.device, &blk) == 0;
}

/** Does what one request asks for. Returns how much was written. */
static inline uint32_t serve(const struct uc_model_request *request)
{
	struct blk_header header;
	uint8_t status = 0;
	uint32_t in_bytes = request->in_bytes - 1;
	model.wrong += uc_model_read(request, 0, &header, sizeof(header)) != sizeof(header) || request->in == 0;
	uint8_t *place = medium + uc_little64(header.sector) % SECTORS * 512;
	switch (uc_little32(header.type)) {
	case TYPE_IN:
		uc_model_write(request, 0, place, in_bytes);
		break;
	case TYPE_OUT:
		uc_model_read(request, sizeof(header), place, request->out_bytes - (uint32_t)sizeof(header));
		break;
	case TYPE_FLUSH:
		flushes++;
		break;
	case TYPE_DISCARD:
		discards++;
		break;
	default:
		status = STATUS_UNSUPPORTED;
	}
	uc_model_write(request, in_bytes, &status, 1);
	return request->in_bytes;
}

/** Answers all that there is. Returns the number. */
static inline unsigned serve_all(void)
{
	static struct uc_model_request request;
	unsigned count = 0;
	for (; uc_model_next(&model, 0, &request); count++)
		uc_model_answer(&model, 0, request.head, serve(&request));
	(void)uc_model_interrupt(&model, 0);
	return count;
}

#endif
