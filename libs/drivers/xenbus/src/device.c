/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices: two folders that name each other, and a state in each (io/xenbus.h; docs/misc/xenstore-paths.pandoc,
 * "Paravirtual device"). What stands there was written by others and is checked.
 */
#include "wire.h"
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/string.h>

static void read_state(struct uc_xenbus_device *device)
{
	uint64_t state;
	int result = uc_xenbus_read_number(0, device->state, &state);
	enum uc_xenbus_state before = device->back_state;
	if (result == -ENOENT)
		state = UC_XENBUS_CLOSED;
	else if (result < 0 || state > UC_XENBUS_RECONFIGURED)
		state = UC_XENBUS_UNKNOWN;
	device->back_state = (enum uc_xenbus_state)state;
	if (device->back_state == before)
		return;
	if (device->changed)
		device->changed(device);
}

static void on_change(struct uc_xenbus_watch *watch)
{
	read_state(UC_CONTAINER_OF(watch, struct uc_xenbus_device, watch));
}

static void sort(unsigned *numbers, unsigned count)
{
	for (unsigned n = 1; n < count; n++)
		for (unsigned at = n; at > 0 && numbers[at - 1] > numbers[at]; at--) {
			unsigned larger = numbers[at - 1];
			numbers[at - 1] = numbers[at];
			numbers[at] = larger;
		}
}

int uc_xenbus_find(const char *type, unsigned *numbers, unsigned most)
{
	char path[48];
	unsigned count = 0;
	char *names = uc_heap_alloc(UC_XENBUS_MOST_BYTES + 1);
	if (!names)
		return -ENOMEM;
	long bytes = uc_xenbus_join(path, sizeof(path), "device", type);
	if (bytes == 0)
		bytes = uc_xenbus_list(0, path, names, UC_XENBUS_MOST_BYTES + 1);
	for (long at = 0; at < bytes && count < most; at += (long)strlen(names + at) + 1) {
		uint64_t number;
		if (store_parse(names + at, &number) && number <= INT32_MAX)
			numbers[count++] = (unsigned)number;
	}
	uc_heap_free(names);
	sort(numbers, count);
	if (bytes == -ENOENT || bytes == -ENODEV)
		return 0;
	return bytes < 0 ? (int)bytes : (int)count;
}

static int name_front(struct uc_xenbus_device *device, const char *type, unsigned number)
{
	char text[24], folder[40];
	store_print(text, number);
	int result = uc_xenbus_join(folder, sizeof(folder), "device", type);
	return result < 0 ? result : uc_xenbus_join(device->front, sizeof(device->front), folder, text);
}

/** Where the back end is: its folder, its domain. */
static int read_back(struct uc_xenbus_device *device)
{
	char path[64];
	uint64_t remote;
	int result = uc_xenbus_join(path, sizeof(path), device->front, "backend");
	long length = result < 0 ? result : uc_xenbus_read(0, path, device->back, sizeof(device->back));
	if (length == 0 || length == -E2BIG)
		return -EINVAL;
	if (length < 0)
		return (int)length;
	result = uc_xenbus_join(path, sizeof(path), device->front, "backend-id");
	if (result == 0)
		result = uc_xenbus_read_number(0, path, &remote);
	if (result == 0 && remote >= UC_XEN_FIRST_RESERVED_DOMAIN)
		return -EINVAL;
	if (result < 0)
		return result;
	device->remote = (uc_xen_domain)remote;
	return uc_xenbus_join(device->state, sizeof(device->state), device->back, "state");
}

int uc_xenbus_open(struct uc_xenbus_device *device, const char *type, unsigned number)
{
	uc_list_init(&device->watch.node);
	device->back_state = UC_XENBUS_UNKNOWN;
	int result = name_front(device, type, number);
	if (result == 0)
		result = read_back(device);
	if (result < 0)
		return result;
	device->watch.path = device->state;
	device->watch.changed = on_change;
	return uc_xenbus_watch(&device->watch);
}

void uc_xenbus_forget(struct uc_xenbus_device *device)
{
	uc_xenbus_unwatch(&device->watch);
}

void uc_xenbus_close(struct uc_xenbus_device *device)
{
	uc_xenbus_forget(device);
	(void)uc_xenbus_set_state(device, UC_XENBUS_CLOSED);
}

int uc_xenbus_set_state(struct uc_xenbus_device *device, enum uc_xenbus_state state)
{
	return uc_xenbus_front_number(0, device, "state", state);
}

static bool is_in(const struct uc_xenbus_device *device, unsigned states)
{
	return (states >> device->back_state & 1u) != 0;
}

int uc_xenbus_wait(struct uc_xenbus_device *device, unsigned states)
{
	const unsigned ends = 1u << UC_XENBUS_CLOSING | 1u << UC_XENBUS_CLOSED;
	uint64_t deadline_ns = uc_clock_monotonic_ns() + CONFIG_XENBUS_ANSWER_MS * UC_NS_PER_MS;
	/* Who waits looks itself, as the thread of watches may be the one that waits; else that may be first. */
	while (!is_in(device, states | ends)) {
		int result = UC_WAIT_EVENT(
			&store.wake,
			(store_pump(), device->watch.pending || store.broken || is_in(device, states | ends)),
			deadline_ns, false);
		if (result < 0 || store.broken)
			return result < 0 ? result : -EIO;
		if (!device->watch.pending)
			continue;
		device->watch.pending = false;
		read_state(device);
	}
	return is_in(device, states) ? 0 : -EIO;
}

uint64_t uc_xenbus_back_number(struct uc_xenbus_device *device, const char *name, uint64_t otherwise)
{
	char path[UC_XENBUS_MOST_PATH + 32];
	uint64_t number;
	if (uc_xenbus_join(path, sizeof(path), device->back, name) < 0 || uc_xenbus_read_number(0, path, &number) < 0)
		return otherwise;
	return number;
}

int uc_xenbus_front_number(uc_xenbus_transaction transaction, const struct uc_xenbus_device *device, const char *name,
			   uint64_t number)
{
	char path[96];
	int result = uc_xenbus_join(path, sizeof(path), device->front, name);
	return result < 0 ? result : uc_xenbus_write_number(transaction, path, number);
}
