/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver against a model that listens and talks, and 10,000 that answer anything. */
#include "../src/console.h"
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/virtio-model.h>

#define CASES 10000
#define ALL (UC_VIRTIO_VERSION_1 | UC_VIRTIO_EVENT_INDEX | UC_VIRTIO_INDIRECT)

static struct uc_model model;
static struct console_device *console;
static struct uc_consoledev *device;
static unsigned readies;

static void ready(struct uc_consoledev *of)
{
	(void)of;
	readies++;
}

static bool create(uint64_t offered)
{
	uc_model_init(&model, UC_VIRTIO_CONSOLE, offered);
	readies = 0;
	if (console_create(&model.device, &console) < 0)
		return false;
	device = &console->consoledev;
	device->ready = ready;
	return true;
}

/** The device takes all that was written. Returns the number of bytes. */
static size_t listen(char *text, size_t most)
{
	static struct uc_model_request request;
	size_t done = 0;
	while (uc_model_next(&model, QUEUE_TRANSMIT, &request)) {
		done += uc_model_read(&request, 0, text + done, (uint32_t)(most - done));
		uc_model_answer(&model, QUEUE_TRANSMIT, request.head, 0);
	}
	(void)uc_model_interrupt(&model, QUEUE_TRANSMIT);
	return done;
}

static bool talk(const char *text, uint32_t bytes)
{
	static struct uc_model_request request;
	if (!uc_model_next(&model, QUEUE_RECEIVE, &request))
		return false;
	uc_model_answer(&model, QUEUE_RECEIVE, request.head, uc_model_write(&request, 0, text, bytes));
	(void)uc_model_interrupt(&model, QUEUE_RECEIVE);
	return true;
}

UC_TEST(bytes_in_both_directions)
{
	static char text[8192], heard[8192];
	UC_REQUIRE(create(ALL));
	for (unsigned n = 0; n < sizeof(text); n++)
		text[n] = (char)(n * 5 + n / 256);
	UC_CHECK_EQUAL(device->write(device, text, 0), 0);
	UC_CHECK_EQUAL(device->write(device, text, 700), 700);
	UC_CHECK_EQUAL(listen(heard, sizeof(heard)), 700);
	UC_CHECK(memcmp(text, heard, 700) == 0);
	/* More than there is room for: what was taken, and a call when there is room again. */
	UC_CHECK_EQUAL(device->write(device, text, sizeof(text)), BUFFERS * BUFFER_BYTES);
	UC_CHECK_EQUAL(device->write(device, text, 1), 0);
	UC_CHECK_EQUAL(readies, 0);
	UC_CHECK_EQUAL(listen(heard, sizeof(heard)), BUFFERS * BUFFER_BYTES);
	UC_CHECK_EQUAL(readies, 1);
	UC_CHECK_EQUAL(device->write(device, text, 1), 1);

	UC_CHECK_EQUAL(device->read(device, heard, sizeof(heard)), 0);
	UC_CHECK(talk(text, 100) && talk(text + 100, 50));
	UC_CHECK(readies >= 2);
	UC_CHECK_EQUAL(device->read(device, heard, 30), 30);
	UC_CHECK_EQUAL(device->read(device, heard + 30, sizeof(heard) - 30), 120);
	UC_CHECK(memcmp(text, heard, 150) == 0);
	/* All buffers are with the device again. */
	UC_CHECK_EQUAL(console->receive.waiting, BUFFERS);
	UC_CHECK_EQUAL(model.wrong, 0);
	console_destroy(console);
}

UC_TEST(a_device_that_talks_without_end)
{
	static char text[256], heard[64];
	unsigned talked = 0;
	UC_REQUIRE(create(ALL));
	while (talk(text, sizeof(text)))
		talked++;
	UC_CHECK_EQUAL(talked, BUFFERS);
	for (unsigned n = 0; n < 100; n++) {
		UC_CHECK_EQUAL(device->read(device, heard, sizeof(heard)), sizeof(heard));
		(void)talk(text, sizeof(text));
	}
	/* Answers of nothing are passed over. */
	while (talk(text, 0))
		;
	while (device->read(device, heard, sizeof(heard)) > 0)
		;
	UC_CHECK_EQUAL(console->receive.waiting, BUFFERS);
	console_destroy(console);
}

UC_TEST(the_end)
{
	char byte = 0;
	UC_REQUIRE(create(ALL));
	UC_CHECK(talk("x", 1));
	UC_CHECK_EQUAL(device->read(device, &byte, 0), 0);
	model.device.place = NULL;
	uc_virtio_broken(&model.device, "so says the test");
	UC_CHECK(readies >= 2);
	/* What had come is there still. */
	UC_CHECK(device->read(device, &byte, 1) == 1 && byte == 'x');
	UC_CHECK_EQUAL(device->read(device, &byte, 1), -EIO);
	UC_CHECK_EQUAL(device->write(device, &byte, 1), -EIO);
	console_destroy(console);
}

static unsigned ended, lived;

static void one_case(void)
{
	static struct {
		char before[64], text[3000], after[64];
	} memory;
	memset(&memory, 0xaa, sizeof(memory));
	if (!create(uc_model_below(8) ? ALL : uc_test_random() | UC_VIRTIO_VERSION_1))
		return;
	model.device.place = NULL;
	for (unsigned n = 0; n < 20; n++) {
		unsigned bytes = uc_model_below(sizeof(memory.text));
		long result = uc_model_below(2) ? device->write(device, memory.text, bytes)
						: device->read(device, memory.text, bytes);
		UC_CHECK((result >= 0 && result <= (long)bytes) || result == -EIO);
		if (uc_model_below(2))
			(void)talk(memory.before, uc_model_below(64));
		if (uc_model_below(3) == 0)
			(void)listen(memory.text, sizeof(memory.text));
		if (uc_model_below(12) == 0)
			uc_model_misbehave(&model);
	}
	for (unsigned n = 0; n < 64; n++)
		UC_CHECK(memory.before[n] == (char)0xaa && memory.after[n] == (char)0xaa);
	*(model.device.broken ? &ended : &lived) += 1;
	console_destroy(console);
}

UC_TEST(nonsense_harms_nobody)
{
	uc_model_cases(one_case, CASES);
	UC_CHECK(ended > CASES / 10 && lived > CASES / 10);
}
