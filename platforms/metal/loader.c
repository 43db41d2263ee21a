/* SPDX-License-Identifier: BSD-3-Clause */
/* The loader's words, as loader.S kept them, in one form for both protocols. Without stack protector. */
#include <metal/metal.h>
#include <unicore/string.h>

/* Xen's include/public/arch-x86/hvm/start_info.h: struct hvm_memmap_table_entry, struct hvm_modlist_entry. */
struct pvh_entry {
	uint64_t start, bytes;
	uint32_t type, reserved;
};
struct pvh_module {
	uint64_t start, bytes, command_line, reserved;
};

/* Multiboot specification 0.6.96, section 3.3. `size` does not count itself. */
struct __attribute__((packed)) multiboot_entry {
	uint32_t size;
	uint64_t start, bytes;
	uint32_t type;
};
struct multiboot_module {
	uint32_t start, end, command_line, reserved;
};

#define TYPE_RAM 1             /* of both, as in ACPI's E820 */
#define LOADER_QEMU 0x756d6571 /* "qemu" */

size_t uc_metal_loader_areas(const struct uc_metal_loader *loader, struct uc_metal_area *areas, size_t most)
{
	size_t count = 0;
	for (size_t at = 0; count < most;) {
		size_t left = loader->map_bytes - at;
		uint64_t start, bytes;
		uint32_t type;
		if (loader->protocol == METAL_PROTOCOL_PVH) {
			struct pvh_entry entry;
			if (left < sizeof(entry))
				break;
			memcpy(&entry, loader->map + at, sizeof(entry));
			start = entry.start, bytes = entry.bytes, type = entry.type;
			at += sizeof(entry);
		} else {
			struct multiboot_entry entry;
			if (left < sizeof(entry))
				break;
			memcpy(&entry, loader->map + at, sizeof(entry));
			if (entry.size < sizeof(entry) - sizeof(entry.size) || entry.size > left - sizeof(entry.size))
				break;
			start = entry.start, bytes = entry.bytes, type = entry.type;
			at += sizeof(entry.size) + entry.size;
		}
		areas[count++] = (struct uc_metal_area){.start = start, .bytes = bytes, .ram = type == TYPE_RAM};
	}
	return count;
}

int uc_metal_loader_module(const struct uc_metal_loader *loader, unsigned index, uint64_t *start, uint64_t *bytes)
{
	bool pvh = loader->protocol == METAL_PROTOCOL_PVH;
	if (index >= loader->module_bytes / (pvh ? sizeof(struct pvh_module) : sizeof(struct multiboot_module)) ||
	    index >= UC_METAL_MOST_MODULES)
		return -ENOENT;
	if (pvh) {
		const struct pvh_module *module = (const struct pvh_module *)loader->modules + index;
		*start = module->start;
		*bytes = module->bytes;
	} else {
		const struct multiboot_module *module = (const struct multiboot_module *)loader->modules + index;
		*start = module->start;
		*bytes = module->end > module->start ? module->end - module->start : 0;
	}
	return 0;
}

const char *uc_metal_loader_arguments(const struct uc_metal_loader *loader, const char *line)
{
	if (loader->protocol != METAL_PROTOCOL_MULTIBOOT || loader->name != LOADER_QEMU)
		return line;
	while (*line != '\0' && *line != ' ')
		line++;
	return *line == ' ' ? line + 1 : line;
}
