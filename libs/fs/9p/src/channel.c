/* SPDX-License-Identifier: BSD-3-Clause */
/* virtio-9p devices are found and brought up, each with the tag that the host gave it. */
#include "channel.h"
#include "9p.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/printk.h>
#include <unicore/string.h>

static struct uc_list channels = UC_LIST_INIT(channels);

static void on_queue(struct uc_virtq *queue)
{
	struct channel *channel = queue->owner;
	uc_waitq_wake_all(&channel->wake, 0);
}

static void on_broke(struct uc_virtio_device *virtio)
{
	struct channel *channel = virtio->driver_data;
	uc_waitq_wake_all(&channel->wake, 0);
}

/** tag_len[2] tag[tag_len] of the configuration. */
static int read_tag(struct channel *channel)
{
	uint64_t bytes = uc_virtio_config_number(channel->virtio, 0, 2, 0);
	if (bytes == 0 || bytes > MOST_TAG_BYTES)
		return -EIO;
	int result = uc_virtio_config(channel->virtio, 2, channel->tag, (size_t)bytes, 1);
	channel->tag[bytes] = 0;
	return result;
}

static int bring_up(struct channel *channel)
{
	struct uc_virtio_device *virtio = channel->virtio;
	int result = uc_virtio_negotiate(virtio, MOUNT_TAG);
	if (result == 0 && !uc_virtio_has(virtio, MOUNT_TAG))
		result = -ENODEV;
	if (result == 0)
		result = virtio->transport->interrupts(virtio, 1);
	if (result == 0)
		result = uc_virtq_start(&channel->queue, virtio, 0, 32);
	/* Header and data each way, in one chain. */
	if (result == 0 && channel->queue.entries < MOST_DATA_PIECES + 2)
		result = -ENODEV;
	return result < 0 ? result : read_tag(channel);
}

static int make_buffers(struct channel *channel)
{
	uint8_t *pages = uc_pages_alloc(2 * MESSAGE_PAGES);
	if (!pages)
		return -ENOMEM;
	memset(pages, 0, 2 * MESSAGE_BYTES);
	channel->request = pages;
	channel->answer = pages + MESSAGE_BYTES;
	return 0;
}

int channel_create(struct uc_virtio_device *virtio, struct channel **created)
{
	struct channel *channel = uc_heap_alloc_zeroed(1, sizeof(*channel));
	if (!channel)
		return -ENOMEM;
	uc_waitq_init(&channel->wake);
	uc_list_init(&channel->node);
	channel->virtio = virtio;
	channel->queue.owner = channel;
	channel->queue.interrupt = on_queue;
	virtio->driver_data = channel;
	virtio->broke = on_broke;
	int result = make_buffers(channel);
	if (result == 0)
		result = bring_up(channel);
	if (result < 0) {
		channel_destroy(channel);
		return result;
	}
	uc_virtq_hush(&channel->queue);
	uc_virtio_start(virtio);
	uc_list_add_before(&channels, &channel->node);
	*created = channel;
	return 0;
}

void channel_destroy(struct channel *channel)
{
	channel->virtio->broke = NULL;
	uc_virtio_give_up(channel->virtio);
	uc_virtq_free(&channel->queue);
	uc_list_remove(&channel->node);
	if (channel->request)
		uc_pages_free(channel->request, 2 * MESSAGE_PAGES);
	uc_heap_free(channel);
}

struct channel *channel_find(const char *tag)
{
	uc_list_for_each(node, &channels)
	{
		struct channel *channel = UC_CONTAINER_OF(node, struct channel, node);
		if (!tag || (strlen(tag) == strlen(channel->tag) && memcmp(tag, channel->tag, strlen(tag)) == 0))
			return channel;
	}
	return NULL;
}

int uc_9p_init(void);
int uc_9p_init(void)
{
	static const char driver[] = "virtio-9p";
	for (struct uc_virtio_device *virtio; (virtio = uc_virtio_claim(UC_VIRTIO_9P, driver)) != NULL;) {
		struct channel *channel;
		int result = channel_create(virtio, &channel);
		if (result < 0)
			uc_printk("virtio-9p: %s does not start: error %d\n", virtio->place, -result);
	}
	p9_register();
	return 0;
}
