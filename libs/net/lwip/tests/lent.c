/* SPDX-License-Identifier: BSD-3-Clause */
/* sendfile: pages go to the device from where they lie, and are held until the peer has acknowledged them. */
#include "net.h"
#include <unicore/compiler.h>
#include <unicore/file.h>
#include <unicore/string.h>

#define PAGE 4096
/* All of them have room in a send buffer. */
#define PAGES (CONFIG_LWIP_TCP_SEND_BYTES / PAGE < 24 ? CONFIG_LWIP_TCP_SEND_BYTES / PAGE : 24)

static uint8_t pages[PAGES][PAGE] __attribute__((aligned(PAGE)));
static struct uc_file_data data[PAGES];
static unsigned freed;

static void freed_one(struct uc_file_data *page)
{
	(void)page;
	freed++;
}

static int map(struct uc_file *file, int64_t offset, size_t bytes, bool shared, struct uc_file_piece *piece)
{
	(void)file;
	(void)shared;
	*piece = (struct uc_file_piece){0};
	if (offset >= PAGES * PAGE)
		return 0;
	size_t left = PAGE - (size_t)offset % PAGE;
	*piece = (struct uc_file_piece){&pages[offset / PAGE][offset % PAGE], left < bytes ? left : bytes,
					&data[offset / PAGE]};
	uc_file_data_get(piece->data);
	return 0;
}

static int64_t seek(struct uc_file *file, int64_t offset, int whence)
{
	return uc_file_seek(file, offset, whence, PAGES * PAGE);
}

static long read(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)file, (void)vector, (void)count, (void)position;
	return -EIO; /* it has `map` */
}

static void release(struct uc_file *file)
{
	(void)file;
}

static unsigned held(void)
{
	unsigned sum = 0;
	for (unsigned i = 0; i < PAGES; i++)
		sum += data[i].references - 1;
	return sum;
}

static int open_pages(void)
{
	static const struct uc_file_operations operations = {
		.read = read, .seek = seek, .map = map, .release = release};
	static struct uc_file file;
	for (unsigned i = 0; i < PAGES; i++) {
		data[i] = (struct uc_file_data){1, freed_one};
		for (unsigned k = 0; k < PAGE; k++)
			pages[i][k] = byte_at((size_t)i * PAGE + k);
	}
	uc_file_init(&file, &operations, 0);
	return uc_descriptor_install(&file, 0, false);
}

/* What is received, against the file from `from` on. */
static void compare(int descriptor, size_t from, size_t bytes)
{
	static uint8_t block[8192];
	size_t done = 0;
	long got;
	bool right = true;
	while (done < bytes && (got = UC_CALL(recvfrom, descriptor, block, sizeof block, 0, 0, 0)) > 0)
		for (long i = 0; i < got; i++)
			right &= block[i] == byte_at(from + done++);
	UC_CHECK_EQUAL(done, bytes);
	UC_CHECK(right);
}

static void lend_over(struct model *model, uint16_t port)
{
	int listener = listen4(port), client = connect4(port), file = open_pages();
	int server = patient((int)UC_CALL(accept, listener, 0, 0), 20000);
	int64_t offset = 100;
	model->lost = 1000; /* nothing arrives, so nothing is acknowledged */
	long sent = UC_CALL(sendfile, client, file, &offset, PAGES * PAGE - 100);
	UC_CHECK_EQUAL(sent, PAGES * PAGE - 100);
	sleep_ms(50);
	UC_CHECK(held() >= PAGES);
	model->lost = 0;
	compare(server, 100, PAGES * PAGE - 100);
	uint64_t start = now_ns();
	while (held() && now_ns() - start < PATIENCE_NS)
		sleep_ms(10);
	UC_CHECK_EQUAL(held(), 0);
	UC_CHECK_EQUAL(freed, 0);
	UC_CHECK_EQUAL(model->wrong, 0);
	UC_CALL(close, file);
	UC_CALL(close, client);
	UC_CALL(close, server);
	UC_CALL(close, listener);
}

UC_TEST(lent_pages_are_held_until_acknowledged)
{
	lend_over(model_first(0), 5001);
}

UC_TEST(lent_pages_go_out_in_long_segments)
{
	struct model *model = model_first(UC_NETDEV_SEGMENT_TCP4);
	unsigned segmented = model->segmented;
	lend_over(model, 5002);
	UC_CHECK(model->segmented > segmented);
}

/* A connection that is reset lets go of what it had borrowed. */
UC_TEST(lent_pages_come_back_after_a_reset)
{
	struct model *model = model_first(UC_NETDEV_SEGMENT_TCP4);
	int listener = listen4(5003), client = connect4(5003), file = open_pages(), linger[2] = {1, 0};
	model->mute = true;
	UC_CHECK_EQUAL(UC_CALL(sendfile, client, file, 0, PAGES * PAGE), PAGES * PAGE);
	sleep_ms(20);
	UC_CHECK(held() > 0);
	UC_CALL(setsockopt, client, UC_SOL_SOCKET, UC_SO_LINGER, linger, sizeof linger);
	UC_CALL(close, client);
	sleep_ms(50);
	UC_CHECK_EQUAL(held(), 0);
	UC_CALL(close, file);
	UC_CALL(close, listener);
}
