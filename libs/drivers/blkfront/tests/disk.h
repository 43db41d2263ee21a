/* SPDX-License-Identifier: BSD-3-Clause */
/* A disk whose back end is played by the test and keeps its sectors in memory. */
#ifndef DISK_H
#define DISK_H

#include "../src/blk.h"
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/xen-model.h>

#define NUMBER 51712 /* xvda */
#define SECTORS 1024u

static struct blk_device *blk;
static uint8_t medium[SECTORS * 512];

static struct back {
	char front[64], back[64];
	struct uc_xen_model_ring ring;
	unsigned flushes, discards, indirect, connections;
} back;

static inline void back_hears(const char *path, const char *value)
{
	size_t bytes = strlen(back.front);
	if (strlen(path) != bytes + 6 || memcmp(path, back.front, bytes) != 0 || memcmp(path + bytes, "/state", 6) != 0)
		return;
	if (value && value[0] == '3') {
		/* A front end that names no layout is taken for one of 32 bits. */
		const char *abi = uc_xen_model_read(UC_XEN_MODEL_HOME "device/vbd/51712/protocol");
		uc_xen_model.wrong += !abi || strlen(abi) != strlen(CONFIG_BLKFRONT_ABI) ||
				      memcmp(abi, CONFIG_BLKFRONT_ABI, strlen(abi)) != 0;
		uc_xen_model.wrong += !uc_xen_model_ring_map(&back.ring, back.front, "ring-ref", "event-channel", 112);
		back.connections++;
		uc_xen_model_write_at(back.back, "state", "4");
	}
	if (value && value[0] == '6') {
		uc_xen_model_ring_unmap(&back.ring);
		uc_xen_model_write_at(back.back, "state", "6");
	}
}

static const struct {
	const char *name, *value;
} properties[] = {{"sectors", "1024"},
		  {"sector-size", "512"},
		  {"info", "0"},
		  {"feature-flush-cache", "1"},
		  {"feature-discard", "1"},
		  {"feature-persistent", "1"},
		  {"feature-max-indirect-segments", "256"}};

static inline void back_says(const char *name, const char *value)
{
	uc_xen_model_write_at(back.back, name, value);
}

/** A device in xenstore whose back end waits and can do everything. */
static inline void make_back(void)
{
	uc_xen_model_front(back.front, "vbd", NUMBER);
	uc_xen_model_back(back.back, "vbd", NUMBER);
	uc_xen_model_device("vbd", NUMBER, "1");
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(properties); n++)
		back_says(properties[n].name, properties[n].value);
	back_says("state", "2");
	uc_xen_model.written = back_hears;
}

static inline bool create(void)
{
	uc_xen_model_restart();
	make_back();
	return blk_create(NUMBER, &blk) == 0;
}

/** A request as the back end sees it. */
struct asked {
	uint64_t id;
	uint8_t operation; /* of an indirect one: what it does */
	int16_t status;
};

static inline bool move(uint8_t operation, uint64_t sector, const struct blk_segment *segments, unsigned count)
{
	for (unsigned n = 0; n < count; n++) {
		uint8_t *page = uc_xen_model_page(segments[n].grant, operation == OP_READ);
		uint64_t sectors = (uint64_t)segments[n].last - segments[n].first + 1;
		if (!page || segments[n].first > segments[n].last || segments[n].last > 7 || sector >= SECTORS ||
		    sectors > SECTORS - sector)
			return false;
		uint8_t *data = page + segments[n].first * 512, *place = medium + sector * 512;
		memcpy(operation == OP_READ ? data : place, operation == OP_READ ? place : data, sectors * 512);
		sector += sectors;
	}
	return true;
}

static inline bool serve_transfer(const void *entry, struct asked *asked)
{
	struct blk_direct direct;
	struct blk_indirect indirect;
	memcpy(&direct, entry, sizeof(direct));
	memcpy(&indirect, entry, sizeof(indirect));
	if (direct.operation != OP_INDIRECT)
		return direct.segments > 0 && direct.segments <= DIRECT_SEGMENTS &&
		       move(direct.operation, direct.sector, direct.segment, direct.segments);
	back.indirect++;
	asked->operation = indirect.indirect_operation;
	const struct blk_segment *table = uc_xen_model_page(indirect.grants[0], false);
	return table && indirect.segments <= 512 && move(asked->operation, indirect.sector, table, indirect.segments);
}

/** Takes and does one request, without answering it. False: there is none. */
static inline bool serve(struct asked *asked)
{
	uint8_t entry[112];
	struct blk_direct direct;
	if (!uc_xen_model_ring_take(&back.ring, entry))
		return false;
	memcpy(&direct, entry, sizeof(direct));
	*asked = (struct asked){.id = direct.id, .operation = direct.operation};
	uc_xen_model.wrong += direct.operation != OP_INDIRECT && direct.handle != NUMBER;
	back.flushes += direct.operation == OP_FLUSH;
	back.discards += direct.operation == OP_DISCARD;
	if (direct.operation != OP_FLUSH && direct.operation != OP_DISCARD && !serve_transfer(entry, asked)) {
		uc_xen_model.wrong++;
		asked->status = -1;
	}
	return true;
}

static inline void answer(const struct asked *asked)
{
	const struct blk_response response = {.id = asked->id, .operation = asked->operation, .status = asked->status};
	uc_xen_model_ring_answer(&back.ring, &response, sizeof(response));
}

/** Does and answers all that there is. Returns the number. */
static inline unsigned serve_all(void)
{
	struct asked asked;
	unsigned count = 0;
	for (; serve(&asked); count++)
		answer(&asked);
	(void)uc_xen_model_ring_push(&back.ring);
	return count;
}

#endif
