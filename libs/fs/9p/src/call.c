/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One call at a time: its arguments are written into the channel's request, its answer is read with every length
 * checked. Data go between the host and the caller's memory without a copy.
 */
#include "9p.h"
#include "channel.h"
#include <unicore/byteorder.h>
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/string.h>

#define TAG 0u
#define NO_TAG 0xffffu
#define MOST_ERRNO 4095u

/** Whether it is the caller's turn now. Threads may be preempted here. */
static bool take_turn(struct channel *channel)
{
	unsigned long state = uc_plat_irq_save();
	bool was_busy = channel->busy;
	channel->busy = true;
	uc_plat_irq_restore(state);
	return !was_busy;
}

void call_begin(struct call *call, struct channel *channel, uint8_t type)
{
	(void)UC_WAIT_EVENT(&channel->wake, take_turn(channel), UC_FOREVER, false);
	call->channel = channel;
	call->type = type;
	call->bad = call->is_read = false;
	call->at = 4; /* the size, when it is known */
	call->pieces = 0;
	call->data_bytes = 0;
	put8(call, type);
	put16(call, type == P9_VERSION ? NO_TAG : TAG);
}

static void put(struct call *call, const void *from, size_t bytes)
{
	if (bytes > MESSAGE_BYTES - call->at) {
		call->bad = true;
		return;
	}
	memcpy(call->channel->request + call->at, from, bytes);
	call->at += (uint32_t)bytes;
}

void put8(struct call *call, uint8_t number)
{
	put(call, &number, 1);
}

void put16(struct call *call, uint16_t number)
{
	number = uc_little16(number);
	put(call, &number, 2);
}

void put32(struct call *call, uint32_t number)
{
	number = uc_little32(number);
	put(call, &number, 4);
}

void put64(struct call *call, uint64_t number)
{
	number = uc_little64(number);
	put(call, &number, 8);
}

void put_text(struct call *call, const char *text, size_t bytes)
{
	call->bad |= bytes > UINT16_MAX;
	put16(call, (uint16_t)bytes);
	put(call, text, bytes);
}

uint32_t call_data(struct call *call, const struct uc_iovec *vector, int count, size_t skip, bool is_read)
{
	call->is_read = is_read;
	for (int n = 0; n < count && call->pieces < MOST_DATA_PIECES && call->data_bytes < MOST_DATA_BYTES; n++) {
		size_t bytes = vector[n].bytes;
		if (skip >= bytes) {
			skip -= bytes;
			continue;
		}
		size_t part = bytes - skip, room = MOST_DATA_BYTES - call->data_bytes;
		part = part < room ? part : room;
		call->data[call->pieces++] = (struct uc_virtq_piece){(uint8_t *)vector[n].base + skip, (uint32_t)part};
		call->data_bytes += (uint32_t)part;
		skip = 0;
	}
	return call->data_bytes;
}

/** The pieces of a call as the device sees them. Returns how many it reads; `*in`: it writes. */
static unsigned describe(const struct call *call, struct uc_virtq_piece *pieces, unsigned *in)
{
	unsigned count = 0, out;
	pieces[count++] = (struct uc_virtq_piece){call->channel->request, call->at};
	for (unsigned n = 0; !call->is_read && n < call->pieces; n++)
		pieces[count++] = call->data[n];
	out = count;
	pieces[count++] =
		(struct uc_virtq_piece){call->channel->answer, call->is_read ? DATA_HEADER_BYTES : MESSAGE_BYTES};
	for (unsigned n = 0; call->is_read && n < call->pieces; n++)
		pieces[count++] = call->data[n];
	*in = count - out;
	return out;
}

static bool is_answered(struct channel *channel)
{
	return channel->virtio->broken || !uc_virtq_ask(&channel->queue, 1);
}

static int ask(struct call *call, uint32_t *written)
{
	struct uc_virtq_piece pieces[MOST_DATA_PIECES + 2];
	struct channel *channel = call->channel;
	unsigned in, out = describe(call, pieces, &in);
	uint32_t size = uc_little32(call->at + (call->is_read ? 0 : call->data_bytes));
	memcpy(channel->request, &size, 4);
	if (uc_virtq_put(&channel->queue, pieces, out, in, NULL, channel) < 0)
		return -EIO;
	uc_virtq_kick(&channel->queue);
	/* Not to be interrupted: the host has the caller's memory until it answers. */
	(void)UC_WAIT_EVENT(&channel->wake, is_answered(channel), UC_FOREVER, false);
	return uc_virtq_take(&channel->queue, written) ? 0 : -EIO;
}

static int broken(struct call *call, const char *what)
{
	uc_virtio_broken(call->channel->virtio, what);
	return -EIO;
}

/** size[4] type[1] tag[2] of the answer. `call->bytes` is then what it holds in the channel's own memory. */
static int read_header(struct call *call, uint32_t written)
{
	uint32_t room = call->is_read ? DATA_HEADER_BYTES : MESSAGE_BYTES;
	call->at = 0;
	call->bytes = written < room ? written : room;
	uint32_t size = get32(call);
	uint8_t type = get8(call);
	uint16_t tag = get16(call);
	if (call->bad || size < HEADER_BYTES || size > written)
		return broken(call, "an answer of the wrong length");
	if (tag != (call->type == P9_VERSION ? NO_TAG : TAG))
		return broken(call, "an answer to nothing that was asked");
	call->size = size;
	if (size < call->bytes)
		call->bytes = size;
	if (type == P9_ERROR + 1) {
		uint32_t error = get32(call);
		return call->bad || error == 0 || error > MOST_ERRNO ? broken(call, "no error") : -(int)error;
	}
	return type == call->type + 1 ? 0 : broken(call, "an answer of another sort");
}

int call_go(struct call *call)
{
	uint32_t written;
	if (call->bad)
		return -ENAMETOOLONG;
	int result = ask(call, &written);
	return result < 0 ? result : read_header(call, written);
}

const uint8_t *get_bytes(struct call *call, uint32_t bytes)
{
	if (call->bad || bytes > call->bytes - call->at) {
		call->bad = true;
		return NULL;
	}
	call->at += bytes;
	return call->channel->answer + call->at - bytes;
}

static uint64_t get(struct call *call, uint32_t bytes)
{
	const uint8_t *from = get_bytes(call, bytes);
	uint64_t number = 0;
	for (uint32_t n = bytes; from && n-- > 0;)
		number = number << 8 | from[n];
	return number;
}

uint8_t get8(struct call *call)
{
	return (uint8_t)get(call, 1);
}

uint16_t get16(struct call *call)
{
	return (uint16_t)get(call, 2);
}

uint32_t get32(struct call *call)
{
	return (uint32_t)get(call, 4);
}

uint64_t get64(struct call *call)
{
	return get(call, 8);
}

int call_end(struct call *call, int result)
{
	struct channel *channel = call->channel;
	if (result >= 0 && call->bad)
		result = broken(call, "an answer that ends too early");
	channel->busy = false;
	uc_waitq_wake_all(&channel->wake, 0);
	return result;
}
