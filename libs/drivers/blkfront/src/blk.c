/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Disks are found, connected, and, when the domain was restored elsewhere, connected again, with what was on its way
 * asked for once more: io/blkif.h, "State diagrams".
 */
#include "blk.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/printk.h>

#define MOST_DEVICES 16

static void on_event(void *argument)
{
	blk_reap(argument);
}

void blk_broken(struct blk_device *blk, const char *what)
{
	unsigned long state = uc_plat_irq_save();
	if (!blk->broken) {
		blk->broken = true;
		uc_printk("blkfront: %s is given up: %s\n", blk->xenbus.front, what);
	}
	blk_reap(blk);
	uc_plat_irq_restore(state);
}

static void on_back(struct uc_xenbus_device *xenbus)
{
	if (xenbus->back_state != UC_XENBUS_CLOSING && xenbus->back_state != UC_XENBUS_CLOSED)
		return;
	blk_broken(xenbus->driver_data, "its back end closes");
	(void)uc_xenbus_set_state(xenbus, UC_XENBUS_CLOSED);
}

static int make_shared(struct blk_device *blk)
{
	int result = uc_xenring_make(&blk->ring, blk->xenbus.remote, sizeof(struct blk_direct));
	for (unsigned n = 0; n < CONFIG_BLKFRONT_PAGES && result == 0; n++) {
		result = uc_xenpage_make(&blk->pages[n], blk->xenbus.remote, false);
		if (result == 0)
			blk->free_page[blk->free_pages++] = (uint16_t)n;
	}
	for (unsigned n = 0; n < RING_ENTRIES; n++) {
		blk->slots[n].next_free = blk->free_slot;
		blk->free_slot = (uint8_t)n;
	}
	return result < 0 ? result : uc_xen_event_alloc(blk->xenbus.remote, on_event, blk, &blk->port);
}

/** The pages are there, but nobody else knows of them any more. */
static int renew_shared(struct blk_device *blk)
{
	int result = uc_xenring_again(&blk->ring, blk->xenbus.remote);
	for (unsigned n = 0; n < CONFIG_BLKFRONT_PAGES; n++) {
		blk->pages[n].grant = UC_XEN_NO_GRANT;
		if (result == 0)
			result = uc_xenpage_again(&blk->pages[n], blk->xenbus.remote, false);
	}
	return result < 0 ? result : uc_xen_event_alloc(blk->xenbus.remote, on_event, blk, &blk->port);
}

static int publish(uc_xenbus_transaction transaction, void *argument)
{
	const struct blk_device *blk = argument;
	const struct {
		const char *name;
		uint64_t number;
	} nodes[] = {{"ring-ref", blk->ring.page.grant}, {"event-channel", blk->port}, {"feature-persistent", 1}};
	char path[64];
	int result = uc_xenbus_join(path, sizeof(path), blk->xenbus.front, "protocol");
	if (result == 0)
		result = uc_xenbus_write(transaction, path, CONFIG_BLKFRONT_ABI);
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(nodes) && result == 0; n++)
		result = uc_xenbus_front_number(transaction, &blk->xenbus, nodes[n].name, nodes[n].number);
	return result;
}

static int connect(struct blk_device *blk, unsigned number)
{
	const unsigned ready = 1u << UC_XENBUS_INIT_WAIT | 1u << UC_XENBUS_INITIALISED;
	int result = uc_xenbus_open(&blk->xenbus, "vbd", number);
	if (result == 0)
		result = uc_xenbus_wait(&blk->xenbus, ready);
	if (result == 0)
		result = blk->ring.page.memory ? renew_shared(blk) : make_shared(blk);
	if (result == 0)
		result = uc_xenbus_transact(publish, blk);
	if (result == 0)
		result = uc_xenbus_set_state(&blk->xenbus, UC_XENBUS_INITIALISED);
	if (result == 0)
		result = uc_xenbus_wait(&blk->xenbus, 1u << UC_XENBUS_CONNECTED);
	if (result == 0)
		result = blk_read_properties(blk);
	return result < 0 ? result : uc_xenbus_set_state(&blk->xenbus, UC_XENBUS_CONNECTED);
}

static void suspend(struct uc_xen_suspend_hook *hook)
{
	(void)hook;
}

static void resume(struct uc_xen_suspend_hook *hook, bool cancelled)
{
	struct blk_device *blk = UC_CONTAINER_OF(hook, struct blk_device, hook);
	if (cancelled || blk->broken)
		return;
	/* What is submitted while it connects waits with what was on its way. */
	blk->connected = false;
	blk->port = 0;
	uc_xenbus_forget(&blk->xenbus);
	if (connect(blk, blk->handle) < 0) {
		blk_broken(blk, "it does not come back");
		return;
	}
	unsigned long state = uc_plat_irq_save();
	blk->connected = true;
	blk_ask_again(blk);
	blk_reap(blk);
	uc_plat_irq_restore(state);
}

int blk_create(unsigned number, struct blk_device **created)
{
	struct blk_device *blk = uc_heap_alloc_zeroed(1, sizeof(*blk));
	if (!blk)
		return -ENOMEM;
	uc_list_init(&blk->xenbus.watch.node);
	uc_list_init(&blk->hook.node);
	blk->xenbus.driver_data = blk;
	blk->free_slot = NO_SLOT;
	/* The number is the toolstack's (docs/misc/vbd-interface.txt); of it a request holds 16 bits. */
	blk->handle = (uint16_t)number;
	int result = number > UINT16_MAX ? -EINVAL : connect(blk, number);
	if (result < 0) {
		blk_destroy(blk);
		return result;
	}
	blk->blkdev.operations = &uc_blkfront_operations;
	blk->xenbus.changed = on_back;
	blk->connected = true;
	(void)uc_xenring_ask(&blk->ring, 1);
	*created = blk;
	return 0;
}

void blk_destroy(struct blk_device *blk)
{
	blk->xenbus.changed = NULL;
	blk->connected = false;
	uc_list_remove(&blk->hook.node);
	uc_xen_event_close(blk->port);
	if (blk->xenbus.front[0])
		uc_xenbus_close(&blk->xenbus);
	for (unsigned n = 0; n < CONFIG_BLKFRONT_PAGES; n++)
		(void)uc_xenpage_free(&blk->pages[n]);
	(void)uc_xenring_free(&blk->ring);
	uc_heap_free(blk);
}

int uc_blkfront_init(void);
int uc_blkfront_init(void)
{
	unsigned numbers[MOST_DEVICES];
	int count = uc_xenbus_find("vbd", numbers, MOST_DEVICES);
	for (int n = 0; n < count; n++) {
		struct blk_device *blk;
		int result = blk_create(numbers[n], &blk);
		if (result < 0) {
			uc_printk("blkfront: device/vbd/%u does not start: error %d\n", numbers[n], -result);
			continue;
		}
		blk->hook.suspend = suspend;
		blk->hook.resume = resume;
		uc_xen_on_suspend(&blk->hook);
		uc_device_add(&blk->blkdev.device, UC_DEVICE_BLOCK);
	}
	return 0;
}
