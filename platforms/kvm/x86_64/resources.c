/* SPDX-License-Identifier: BSD-3-Clause */
/* Resource descriptors: ACPI 6.4, section 6.4. */
#include "acpi.h"

#define LARGE 0x80
#define SMALL_END 0x79
#define MEMORY_32_FIXED 0x86
#define ADDRESS_DWORD 0x87
#define INTERRUPT_EXTENDED 0x89
#define ADDRESS_QWORD 0x8a

#define ADDRESS_IS_MEMORY 0
#define INTERRUPT_IS_EDGE 2

/** Address spaces: three bytes, then granularity, least, greatest, translation, length. */
static bool window(const uint8_t *data, size_t bytes, unsigned width, struct uc_kvm_resource *resource)
{
	if (bytes < 3 + 5 * width || data[0] != ADDRESS_IS_MEMORY)
		return false;
	const uint8_t *least = data + 3 + width, *length = data + 3 + 4 * width;
	resource->kind = UC_KVM_RESOURCE_WINDOW;
	resource->start = width == 8 ? uc_kvm_get64(least) : uc_kvm_get32(least);
	resource->bytes = width == 8 ? uc_kvm_get64(length) : uc_kvm_get32(length);
	return true;
}

static bool large(uint8_t type, const uint8_t *data, size_t bytes, struct uc_kvm_resource *resource)
{
	switch (type) {
	case MEMORY_32_FIXED:
		if (bytes < 9)
			return false;
		resource->kind = UC_KVM_RESOURCE_MEMORY;
		resource->start = uc_kvm_get32(data + 1);
		resource->bytes = uc_kvm_get32(data + 5);
		return true;
	case INTERRUPT_EXTENDED:
		if (bytes < 6 || data[1] < 1)
			return false;
		resource->kind = UC_KVM_RESOURCE_INTERRUPT;
		resource->start = uc_kvm_get32(data + 2);
		resource->level = (data[0] & INTERRUPT_IS_EDGE) == 0;
		return true;
	case ADDRESS_DWORD:
		return window(data, bytes, 4, resource);
	case ADDRESS_QWORD:
		return window(data, bytes, 8, resource);
	default:
		return false;
	}
}

bool uc_kvm_resource_next(const struct uc_kvm_bytes *resources, size_t *at, struct uc_kvm_resource *resource)
{
	*resource = (struct uc_kvm_resource){.level = false};
	while (*at < resources->count) {
		const uint8_t *item = resources->start + *at;
		size_t left = resources->count - *at;
		if (item[0] == SMALL_END)
			break;
		bool is_large = (item[0] & LARGE) != 0;
		size_t header = is_large ? 3 : 1;
		if (left < header)
			break;
		size_t bytes = is_large ? uc_kvm_get16(item + 1) : item[0] & 7;
		if (bytes > left - header)
			break;
		*at += header + bytes;
		if (is_large && large(item[0], item + header, bytes, resource))
			return true;
	}
	*at = resources->count;
	return false;
}
