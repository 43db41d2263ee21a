/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices and their data in AML, without an interpreter: ACPI 6.4, section 20.2. A device is looked for by its opcode
 * and a length that fits; what is no data, as methods are, is passed over byte by byte.
 */
#include "acpi.h"
#include <unicore/string.h>

#define OP_NAME 0x08
#define OP_BYTE 0x0a
#define OP_WORD 0x0b
#define OP_DWORD 0x0c
#define OP_TEXT 0x0d
#define OP_QWORD 0x0e
#define OP_BUFFER 0x11
#define OP_PACKAGE 0x12
#define OP_METHOD 0x14
#define OP_RETURN 0xa4
#define OP_EXTENDED 0x5b
#define OP_EXTENDED_DEVICE 0x82

#define NAME_BYTES 4

/** A package's length, at `at`: it counts itself. Sets where its contents begin and end; false: that is beyond `end`.
 */
static bool package(const uint8_t *at, const uint8_t *end, const uint8_t **first, const uint8_t **last)
{
	if (at == end)
		return false;
	unsigned more = at[0] >> 6;
	if ((size_t)(end - at) < 1 + more)
		return false;
	size_t bytes = more == 0 ? at[0] & 0x3f : at[0] & 0xf;
	for (unsigned n = 0; n < more; n++)
		bytes |= (size_t)at[1 + n] << (4 + 8 * n);
	if (bytes < 1 + more || bytes > (size_t)(end - at))
		return false;
	*first = at + 1 + more;
	*last = at + bytes;
	return true;
}

/** Whether a device begins at `at`; sets what it holds, its name included. */
static bool device_at(const uint8_t *at, const uint8_t *end, struct uc_kvm_bytes *device)
{
	const uint8_t *first, *last;
	if (end - at < 2 || at[0] != OP_EXTENDED || at[1] != OP_EXTENDED_DEVICE || !package(at + 2, end, &first, &last))
		return false;
	*device = (struct uc_kvm_bytes){.start = first, .count = (size_t)(last - first)};
	return true;
}

/** What follows a name, of the device itself. */
static const uint8_t *find_name(const struct uc_kvm_bytes *device, const char *name)
{
	const uint8_t *end = device->start + device->count;
	struct uc_kvm_bytes inner;
	for (const uint8_t *at = device->start; end - at > NAME_BYTES; at++) {
		if (device_at(at, end, &inner))
			at = inner.start + inner.count - 1;
		else if (at[0] == OP_NAME && memcmp(at + 1, name, NAME_BYTES) == 0)
			return at + 1 + NAME_BYTES;
	}
	return NULL;
}

/** What a method of the device returns, when that is all it does. */
static const uint8_t *find_method(const struct uc_kvm_bytes *device, const char *name)
{
	const uint8_t *end = device->start + device->count, *first, *last;
	for (const uint8_t *at = device->start; at < end; at++)
		if (at[0] == OP_METHOD && package(at + 1, end, &first, &last) && last - first >= NAME_BYTES + 2 &&
		    memcmp(first, name, NAME_BYTES) == 0 && first[NAME_BYTES] == 0 &&
		    first[NAME_BYTES + 1] == OP_RETURN)
			return first + NAME_BYTES + 2;
	return NULL;
}

/** Reads a number and tells what follows; NULL when there is none. */
static const uint8_t *number_at(const uint8_t *at, const uint8_t *end, uint64_t *number)
{
	size_t left = (size_t)(end - at);
	if (left >= 1 && at[0] <= 1)
		return *number = at[0], at + 1;
	if (left >= 2 && at[0] == OP_BYTE)
		return *number = at[1], at + 2;
	if (left >= 3 && at[0] == OP_WORD)
		return *number = uc_kvm_get16(at + 1), at + 3;
	if (left >= 5 && at[0] == OP_DWORD)
		return *number = uc_kvm_get32(at + 1), at + 5;
	if (left >= 9 && at[0] == OP_QWORD)
		return *number = uc_kvm_get64(at + 1), at + 9;
	return NULL;
}

bool uc_kvm_aml_number(const struct uc_kvm_bytes *device, const char *name, uint64_t *number)
{
	const uint8_t *at = find_name(device, name), *end = device->start + device->count;
	if (at == NULL)
		at = find_method(device, name);
	return at != NULL && number_at(at, end, number) != NULL;
}

bool uc_kvm_aml_buffer(const struct uc_kvm_bytes *device, const char *name, struct uc_kvm_bytes *buffer)
{
	const uint8_t *at = find_name(device, name), *end = device->start + device->count, *last;
	uint64_t bytes;
	if (at == NULL || at == end || at[0] != OP_BUFFER || !package(at + 1, end, &at, &last))
		return false;
	at = number_at(at, last, &bytes);
	if (at == NULL || bytes > (size_t)(last - at))
		return false;
	*buffer = (struct uc_kvm_bytes){.start = at, .count = (size_t)bytes};
	return true;
}

bool uc_kvm_aml_first(const struct uc_kvm_bytes *device, const char *name, uint64_t *number)
{
	const uint8_t *at = find_name(device, name), *end = device->start + device->count, *last;
	/* The count of elements, a byte, is before the first. */
	return at != NULL && at < end && at[0] == OP_PACKAGE && package(at + 1, end, &at, &last) && at < last &&
	       number_at(at + 1, last, number) != NULL;
}

/** An EISA number as AML has it: section 19.3.4. */
static uint32_t eisa(const char *hid)
{
	uint32_t number = 0;
	for (unsigned n = 0; n < 3; n++)
		number = number << 5 | (hid[n] & 0x1f);
	for (unsigned n = 3; n < 7; n++)
		number = number << 4 | (uint32_t)(hid[n] <= '9' ? hid[n] - '0' : hid[n] - 'A' + 10);
	return __builtin_bswap32(number);
}

static bool has_hid(const struct uc_kvm_bytes *device, const char *hid)
{
	const uint8_t *at = find_name(device, "_HID"), *end = device->start + device->count;
	size_t bytes = strlen(hid) + 1;
	if (at == NULL || at == end)
		return false;
	if (at[0] == OP_TEXT)
		return (size_t)(end - at - 1) >= bytes && memcmp(at + 1, hid, bytes) == 0;
	uint64_t number;
	return bytes == 8 && number_at(at, end, &number) != NULL && number == eisa(hid);
}

bool uc_kvm_aml_device(const struct uc_kvm_bytes *table, const char *hid, size_t *from, struct uc_kvm_bytes *device)
{
	const uint8_t *end = table->start + table->count;
	for (const uint8_t *at = table->start + *from; at < end; at++) {
		if (device_at(at, end, device) && has_hid(device, hid)) {
			*from = (size_t)(at + 1 - table->start);
			return true;
		}
	}
	*from = table->count;
	return false;
}
