/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of devices, in the order in which they were added. */
#include <unicore/device.h>
#include <unicore/string.h>

static struct uc_list devices = UC_LIST_INIT(devices);

static struct uc_device *device_of(struct uc_list *node)
{
	return (struct uc_device *)node;
}

static void set_name(struct uc_device *device)
{
	static const char prefixes[UC_DEVICE_CLASSES][4] = {"net", "blk", "rng", "con"};
	char digits[4], *name = device->name + 3;
	unsigned count = 0;
	memcpy(device->name, prefixes[device->class], 3);
	for (unsigned rest = device->index; count == 0 || (rest > 0 && count < sizeof(digits)); rest /= 10)
		digits[count++] = (char)('0' + rest % 10);
	while (count > 0)
		*name++ = digits[--count];
	*name = 0;
}

void uc_device_add(struct uc_device *device, enum uc_device_class class)
{
	const struct uc_device *last = NULL;
	for (const struct uc_device *next = NULL; (next = uc_device_next(class, next)) != NULL;)
		last = next;
	device->class = class;
	device->index = last ? last->index + 1 : 0;
	set_name(device);
	uc_list_add_before(&devices, &device->node);
}

struct uc_device *uc_device_next(enum uc_device_class class, const struct uc_device *previous)
{
	const struct uc_list *node = previous ? &previous->node : &devices;
	for (struct uc_list *next = node->next; next != &devices; next = next->next)
		if (device_of(next)->class == class)
			return device_of(next);
	return NULL;
}

struct uc_device *uc_device_find(const char *name)
{
	size_t bytes = strlen(name) + 1;
	uc_list_for_each(node, &devices)
	{
		if (bytes <= sizeof(device_of(node)->name) && memcmp(device_of(node)->name, name, bytes) == 0)
			return device_of(node);
	}
	return NULL;
}
