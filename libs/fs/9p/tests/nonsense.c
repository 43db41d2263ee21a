/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * 10,000 hosts that answer well, nearly well, or nonsense to whatever they are asked: errors come back, no memory is
 * lost, and nothing but the caller's buffer is written.
 */
#include "../src/9p.h"
#include <unicore/9p.h>
#include <unicore/byteorder.h>
#include <unicore/errno.h>
#include <unicore/printk.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/virtio-model.h>

#define CASES 10000
#define GUARD 64
#define FEATURES (UC_VIRTIO_VERSION_1 | UC_VIRTIO_EVENT_INDEX | UC_VIRTIO_INDIRECT | MOUNT_TAG)

static struct uc_model model;
static unsigned trust; /* one answer in so many is bad */

static struct {
	uint8_t before[GUARD], bytes[4096], after[GUARD];
} memory;

/* ---- answers ---- */

static uint8_t answer[2 * 4096];
static uint32_t answer_bytes;

static void say(const void *from, uint32_t bytes)
{
	if (bytes > sizeof(answer) - answer_bytes)
		return;
	memcpy(answer + answer_bytes, from, bytes);
	answer_bytes += bytes;
}

static void say_number(uint64_t number, uint32_t bytes)
{
	number = uc_little64(number);
	say(&number, bytes);
}

static void say_qid(bool folder)
{
	say_number(folder ? QID_FOLDER : 0, 1);
	say_number(0, 4);
	say_number(2 * uc_model_below(8) + folder, 8);
}

static void say_attributes(bool folder)
{
	say_number(GET_BASIC, 8);
	say_qid(folder);
	say_number((folder ? UC_S_IFDIR : UC_S_IFREG) | 0644, 4);
	say_number(0, 8);
	say_number(1, 8);
	for (unsigned n = 0; n < 15; n++)
		say_number(uc_model_below(5000), 8);
}

static void say_entries(void)
{
	uint32_t at = answer_bytes, count = uc_model_below(4);
	say_number(0, 4);
	for (uint32_t n = 0; n < count; n++) {
		say_qid(false);
		say_number(uc_test_random() >> 1, 8);
		say_number(8, 1);
		say_number(4, 2);
		say("name", 4);
	}
	uint32_t bytes = uc_little32(answer_bytes - at - 4);
	memcpy(answer + at, &bytes, 4);
}

/** A folder when its fid is even, as the model has it. */
static void say_results(uint8_t type, bool folder, uint32_t asked)
{
	if (type == P9_VERSION) {
		say_number(MOST_MESSAGE_BYTES, 4);
		say_number(8, 2);
		say("9P2000.L", 8);
	} else if (type == P9_ATTACH) {
		say_qid(true);
	} else if (type == P9_WALK) {
		say_number(1, 2);
		say_qid(folder);
	} else if (type == P9_GETATTR) {
		say_attributes(folder);
	} else if (type == P9_READDIR) {
		say_entries();
	} else if (type == P9_READ) {
		say_number(asked, 4);
		for (uint32_t n = 0; n < asked; n++)
			say_number(0xdd, 1);
	} else if (type == P9_WRITE) {
		say_number(asked, 4);
	} else {
		say_number(4, 2);
		say("text", 4);
		for (unsigned n = 0; n < 8; n++)
			say_number(uc_test_random(), 8);
	}
}

static void spoil(void)
{
	unsigned kind = uc_model_below(6);
	if (kind == 0)
		answer_bytes = uc_model_below(answer_bytes + 1);
	if (kind == 1)
		for (unsigned n = 0; n < 4; n++)
			answer[uc_model_below(answer_bytes)] = (uint8_t)uc_test_random();
	if (kind == 2)
		answer[uc_model_below(7)] = (uint8_t)uc_test_random();
	if (kind == 3)
		for (uint32_t n = 7; n < answer_bytes; n++)
			answer[n] = (uint8_t)uc_test_random();
	if (kind == 4) {
		answer[4] = P9_ERROR + 1;
		answer[7] = (uint8_t)uc_model_below(40);
	}
	if (kind == 5)
		answer_bytes = sizeof(answer);
}

static void answer_one(struct uc_model *of, const struct uc_model_request *request)
{
	uint8_t asked[32] = {0};
	uint32_t count = 0;
	uc_model_read(request, 0, asked, sizeof(asked));
	memcpy(&count, asked + 19, 4);
	count = uc_little32(count) <= 4096 ? uc_little32(count) : 0;
	answer_bytes = 4;
	say_number(asked[4] + 1u, 1);
	say(asked + 5, 2);
	say_results(asked[4], asked[7] % 2 == 0, count);
	uint32_t size = uc_little32(answer_bytes);
	memcpy(answer, &size, 4);
	if (uc_model_below(trust) == 0)
		spoil();
	uint32_t written = uc_model_write(request, 0, answer, answer_bytes);
	uc_model_answer(of, 0, request->head, written);
}

static void host(struct uc_model *of, unsigned queue)
{
	static struct uc_model_request request;
	if (uc_model_below(50 * trust) == 0)
		uc_model_misbehave(of);
	while (uc_model_next(of, queue, &request))
		answer_one(of, &request);
	/* Nobody waits for ever in a test: a host that does not answer is the end of its device. */
	struct uc_virtq *driver = of->queues[0].driver;
	if (driver && driver->waiting > 0 && !uc_virtq_is_used(driver))
		uc_virtio_broken(&of->device, "it does not answer");
}

/* ---- what is asked ---- */

#define HELD 8

static struct uc_inode *held[HELD];

static void keep(struct uc_inode *inode)
{
	unsigned at = uc_model_below(HELD);
	if (held[at])
		uc_inode_put(held[at]);
	held[at] = inode;
}

static void use_folder(struct uc_inode *folder)
{
	static const struct uc_new_inode file = {.mode = UC_S_IFREG | 0600}, sub = {.mode = UC_S_IFDIR | 0700};
	const struct uc_inode_operations *operations = folder->operations;
	const struct uc_name name = {"name", 4}, other = {"other", 5};
	struct uc_inode *inode;
	struct uc_entry entry;
	uint64_t cursor = 0;
	unsigned kind = uc_model_below(6);
	if (kind < 2 && operations->lookup(folder, name, &inode) == 0)
		keep(inode);
	if (kind == 2 && operations->make(folder, name, uc_model_below(2) ? &file : &sub, &inode) == 0)
		keep(inode);
	if (kind == 3)
		(void)operations->remove(folder, name);
	if (kind == 4)
		(void)operations->rename(folder, name, folder, other, false);
	for (unsigned n = 0; kind == 5 && n < 10 && operations->entry(folder, &cursor, &entry) == 0; n++)
		UC_CHECK(entry.name.bytes > 0 && entry.name.bytes < 256);
}

static void use_file(struct uc_inode *file)
{
	const struct uc_iovec vector[] = {{memory.bytes, uc_model_below(2048)},
					  {memory.bytes + 2048, uc_model_below(2049)}};
	const char *target;
	unsigned kind = uc_model_below(5);
	long result = 0;
	if (kind == 0)
		result = file->operations->read(file, vector, 2, uc_model_below(100));
	if (kind == 1)
		result = file->operations->write(file, vector, 2, uc_model_below(100));
	if (kind == 2 && file->operations->target(file, &target) == 0)
		UC_CHECK(strlen(target) < 65536);
	if (kind == 3)
		(void)file->operations->refresh(file);
	if (kind == 4)
		(void)file->operations->resize(file, 5);
	UC_CHECK(result <= 4097 && result >= -4095);
}

static unsigned refused, broke, lived;

static void one_case(void)
{
	struct uc_filesystem *filesystem;
	struct channel *channel;
	uc_model_init(&model, UC_VIRTIO_9P, FEATURES);
	memcpy(model.config, "\5\0model", 7);
	model.device.place = NULL;
	model.notified = host;
	trust = 4u << uc_model_below(5);
	if (channel_create(&model.device, &channel) < 0) {
		refused++;
		return;
	}
	if (uc_9p_make("model", &filesystem) < 0) {
		refused++;
		channel_destroy(channel);
		return;
	}
	for (unsigned n = 0; n < 12; n++) {
		struct uc_inode *inode = held[uc_model_below(HELD)];
		if (!inode || uc_inode_is(inode, UC_S_IFDIR))
			use_folder(inode ? inode : filesystem->root);
		else
			use_file(inode);
	}
	*(model.device.broken ? &broke : &lived) += 1;
	for (unsigned n = 0; n < HELD; n++) {
		if (held[n])
			uc_inode_put(held[n]);
		held[n] = NULL;
	}
	UC_CHECK_EQUAL(filesystem->unmount(filesystem), 0);
	channel_destroy(channel);
}

UC_TEST(nonsense_harms_nobody)
{
	unsigned changed = 0;
	memset(&memory, 0xaa, sizeof(memory));
	uc_model_cases(one_case, CASES);
	for (unsigned n = 0; n < GUARD; n++)
		changed += memory.before[n] != 0xaa || memory.after[n] != 0xaa;
	UC_CHECK_EQUAL(changed, 0);
	UC_CHECK(refused > CASES / 50 && broke > CASES / 10 && lived > CASES / 10);
	uc_printk("# %u hosts were refused, %u broke, %u lived\n", refused, broke, lived);
}
