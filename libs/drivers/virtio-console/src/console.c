/* SPDX-License-Identifier: BSD-3-Clause */
/* Bytes to the device and from it: VIRTIO 1.2, section 5.3. */
#include "console.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/printk.h>
#include <unicore/string.h>

static struct console_device *console_of(struct uc_consoledev *device)
{
	return (struct console_device *)device;
}

static void wake(struct console_device *console)
{
	unsigned long state = uc_plat_irq_save();
	if (console->consoledev.ready)
		console->consoledev.ready(&console->consoledev);
	uc_plat_irq_restore(state);
}

static void on_queue(struct uc_virtq *queue)
{
	if (!queue->event_index)
		uc_virtq_hush(queue);
	wake(queue->owner);
}

static void on_broke(struct uc_virtio_device *virtio)
{
	wake(virtio->driver_data);
}

/** Buffers that were sent are free again. */
static void reap(struct console_device *console)
{
	struct console_buffer *buffer;
	uint32_t written;
	while ((buffer = uc_virtq_take(&console->transmit, &written)) != NULL) {
		buffer->next = console->free;
		console->free = buffer;
	}
}

/** Lets an interrupt come when there is room. Returns false when there is some by now. */
static bool wait_for_room(struct console_device *console)
{
	if (uc_virtq_ask(&console->transmit, 1))
		return true;
	reap(console);
	return !console->free;
}

static size_t send(struct console_device *console, const char *text, size_t bytes)
{
	size_t done = 0;
	while (done < bytes && (console->free || !wait_for_room(console))) {
		struct console_buffer *buffer = console->free;
		uint32_t part = bytes - done < BUFFER_BYTES ? (uint32_t)(bytes - done) : BUFFER_BYTES;
		memcpy(buffer->memory, text + done, part);
		const struct uc_virtq_piece piece = {buffer->memory, part};
		if (uc_virtq_put(&console->transmit, &piece, 1, 0, NULL, buffer) < 0)
			break;
		console->free = buffer->next;
		done += part;
	}
	uc_virtq_kick(&console->transmit);
	return done;
}

static long write(struct uc_consoledev *device, const char *text, size_t bytes)
{
	struct console_device *console = console_of(device);
	unsigned long state = uc_plat_irq_save();
	reap(console);
	size_t done = send(console, text, bytes);
	uc_plat_irq_restore(state);
	return console->virtio->broken && done == 0 ? -EIO : (long)done;
}

static bool post(struct console_device *console, struct console_buffer *buffer)
{
	const struct uc_virtq_piece piece = {buffer->memory, BUFFER_BYTES};
	return uc_virtq_put(&console->receive, &piece, 0, 1, NULL, buffer) == 0;
}

/** What the device has written joins what is to be read. */
static void collect(struct console_device *console)
{
	struct console_buffer *buffer;
	uint32_t written;
	do
		while ((buffer = uc_virtq_take(&console->receive, &written)) != NULL) {
			buffer->from = 0;
			buffer->to = written;
			buffer->next = NULL;
			if (console->first)
				console->last->next = buffer;
			else
				console->first = buffer;
			console->last = buffer;
		}
	while (!console->virtio->broken && !uc_virtq_ask(&console->receive, 1));
}

/** Gives the first buffer back to the device when all of it was read. */
static void drop_empty(struct console_device *console)
{
	struct console_buffer *buffer = console->first;
	if (!buffer || buffer->from < buffer->to)
		return;
	console->first = buffer->next;
	post(console, buffer);
}

static size_t take(struct console_device *console, char *to, size_t bytes)
{
	size_t done = 0;
	while (done < bytes && console->first) {
		struct console_buffer *buffer = console->first;
		size_t part = buffer->to - buffer->from;
		if (part > bytes - done)
			part = bytes - done;
		memcpy(to + done, buffer->memory + buffer->from, part);
		buffer->from += (uint32_t)part;
		done += part;
		drop_empty(console);
	}
	uc_virtq_kick(&console->receive);
	return done;
}

static long read(struct uc_consoledev *device, char *buffer, size_t bytes)
{
	struct console_device *console = console_of(device);
	unsigned long state = uc_plat_irq_save();
	collect(console);
	size_t done = take(console, buffer, bytes);
	uc_plat_irq_restore(state);
	return console->virtio->broken && done == 0 ? -EIO : (long)done;
}

static int make_buffers(struct console_device *console)
{
	console->page = uc_pages_alloc(1);
	if (!console->page)
		return -ENOMEM;
	memset(console->page, 0, UC_PAGE_BYTES);
	for (unsigned n = 0; n < 2 * BUFFERS; n++)
		console->buffers[n].memory = console->page + n * BUFFER_BYTES;
	for (unsigned n = 0; n < BUFFERS; n++) {
		console->buffers[n].next = console->free;
		console->free = &console->buffers[n];
	}
	return 0;
}

static int start_queue(struct console_device *console, struct uc_virtq *queue, unsigned index)
{
	queue->owner = console;
	queue->interrupt = on_queue;
	int result = uc_virtq_start(queue, console->virtio, index, BUFFERS);
	if (result == 0)
		uc_virtq_hush(queue);
	return result;
}

static int bring_up(struct console_device *console)
{
	struct uc_virtio_device *virtio = console->virtio;
	int result = make_buffers(console);
	if (result == 0)
		result = uc_virtio_negotiate(virtio, 0);
	if (result == 0)
		result = virtio->transport->interrupts(virtio, 2);
	if (result == 0)
		result = start_queue(console, &console->receive, QUEUE_RECEIVE);
	if (result == 0)
		result = start_queue(console, &console->transmit, QUEUE_TRANSMIT);
	if (result < 0)
		return result;
	uc_virtio_start(virtio);
	/* A device with a shorter queue gets fewer. */
	for (unsigned n = 0; n < BUFFERS; n++)
		post(console, &console->buffers[BUFFERS + n]);
	uc_virtq_kick(&console->receive);
	collect(console);
	return 0;
}

int console_create(struct uc_virtio_device *virtio, struct console_device **created)
{
	struct console_device *console = uc_heap_alloc_zeroed(1, sizeof(*console));
	if (!console)
		return -ENOMEM;
	console->virtio = virtio;
	console->consoledev.write = write;
	console->consoledev.read = read;
	virtio->driver_data = console;
	virtio->broke = on_broke;
	int result = bring_up(console);
	if (result < 0) {
		console_destroy(console);
		return result;
	}
	*created = console;
	return 0;
}

void console_destroy(struct console_device *console)
{
	console->virtio->broke = NULL;
	uc_virtio_give_up(console->virtio);
	uc_virtq_free(&console->receive);
	uc_virtq_free(&console->transmit);
	if (console->page)
		uc_pages_free(console->page, 1);
	uc_heap_free(console);
}

int uc_virtio_console_init(void);
int uc_virtio_console_init(void)
{
	static const char driver[] = "virtio-console";
	for (struct uc_virtio_device *virtio; (virtio = uc_virtio_claim(UC_VIRTIO_CONSOLE, driver)) != NULL;) {
		struct console_device *console;
		int result = console_create(virtio, &console);
		if (result < 0)
			uc_printk("virtio-console: %s does not start: error %d\n", virtio->place, -result);
		else
			uc_device_add(&console->consoledev.device, UC_DEVICE_CONSOLE);
	}
	return 0;
}
