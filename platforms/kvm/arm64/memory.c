/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory, command line and modules, as the device tree tells: Devicetree Specification 0.4, sections 3.4 and 3.6. */
#include "kvm.h"
#include <unicore/crash.h>
#include <unicore/fdt.h>

#define TREE_MOST_BYTES 0x200000ul
/* The tables reach 512 GiB. */
#define MEMORY_LIMIT (1ull << 39)

static struct uc_memory_range memory;
static struct uc_memory_range module;
static const char *command_line = "";

static void read_command_line(void)
{
	size_t bytes;
	int node = uc_fdt_path(KVM_TREE, "/chosen");
	const char *line = node < 0 ? NULL : uc_fdt_property(KVM_TREE, node, "bootargs", &bytes);
	if (line != NULL && bytes > 0 && line[bytes - 1] == '\0')
		command_line = line;
}

static bool begins(const char *text, const char *word)
{
	while (*word != '\0' && *text == *word)
		text++, word++;
	return *word == '\0';
}

static uint64_t read_hex(const char **text)
{
	uint64_t value = 0;
	const char *c = *text;
	if (c[0] == '0' && c[1] == 'x')
		c += 2;
	for (;; c++) {
		unsigned digit = (unsigned)(*c >= 'a' ? *c - 'a' + 10 : *c - '0');
		if (*c < '0' || (*c > '9' && *c < 'a') || digit > 15)
			break;
		value = value << 4 | digit;
	}
	*text = c;
	return value;
}

/* QEMU gives an initrd to what looks like Linux. Here the runner loads one, and the command line tells where. */
static void read_module(uint64_t first, uint64_t end)
{
	static const char word[] = "uc.initrd=";
	for (const char *c = command_line; *c != '\0'; c++) {
		if (!begins(c, word))
			continue;
		c += sizeof(word) - 1;
		uint64_t start = read_hex(&c), bytes = *c == '+' ? (c++, read_hex(&c)) : 0;
		if (bytes == 0 || start < first || start >= end || bytes > end - start || start % UC_PAGE_BYTES != 0)
			uc_crash("boot: uc.initrd is not in memory");
		module = (struct uc_memory_range){.start = start, .bytes = bytes};
		return;
	}
}

void uc_kvm_memory_init(void)
{
	uint64_t start, bytes;
	if (!uc_fdt_is_tree(KVM_TREE, TREE_MOST_BYTES))
		uc_crash("boot: no device tree at the beginning of memory");
	int node = uc_fdt_device_type(KVM_TREE, -1, "memory");
	if (node < 0 || !uc_fdt_reg(KVM_TREE, node, 0, &start, &bytes))
		uc_crash("boot: the device tree tells of no memory");
	uint64_t end = start + bytes < MEMORY_LIMIT ? start + bytes : MEMORY_LIMIT;
	uc_kvm_tables_map(start, end);
	uint64_t first = uc_kvm_tables_end();
	/* What is mapped ends at a multiple of 2 MiB. */
	end = UC_ALIGN_DOWN(end, 2ul << 20);
	if (first >= end)
		uc_crash("boot: there is no free memory");
	read_command_line();
	read_module(first, end);
	/* It lies at the end. */
	if (module.bytes > 0)
		end = module.start;
	memory = (struct uc_memory_range){.start = first, .bytes = end - first};
}

size_t uc_plat_memory(const struct uc_memory_range **ranges)
{
	*ranges = &memory;
	return 1;
}

const char *uc_plat_command_line(void)
{
	return command_line;
}

int uc_plat_module(unsigned index, const void **start, size_t *bytes)
{
	if (index > 0 || module.bytes == 0)
		return -ENOENT;
	*start = (const void *)module.start;
	*bytes = module.bytes;
	return 0;
}
