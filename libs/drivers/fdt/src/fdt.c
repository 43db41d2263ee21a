/* SPDX-License-Identifier: BSD-3-Clause */
/* unicore/fdt.h on libfdt. */
#include <libfdt.h>
#include <unicore/fdt.h>

bool uc_fdt_is_tree(const void *tree, size_t most)
{
	return fdt_check_header(tree) == 0 && fdt_totalsize(tree) <= most;
}

size_t uc_fdt_bytes(const void *tree)
{
	return fdt_totalsize(tree);
}

int uc_fdt_compatible(const void *tree, int node, const char *compatible)
{
	return fdt_node_offset_by_compatible(tree, node, compatible);
}

int uc_fdt_device_type(const void *tree, int node, const char *type)
{
	return fdt_node_offset_by_prop_value(tree, node, "device_type", type, (int)strlen(type) + 1);
}

int uc_fdt_path(const void *tree, const char *path)
{
	return fdt_path_offset(tree, path);
}

const void *uc_fdt_property(const void *tree, int node, const char *name, size_t *bytes)
{
	int length;
	const void *value = fdt_getprop(tree, node, name, &length);
	*bytes = value != NULL ? (size_t)length : 0;
	return value;
}

bool uc_fdt_cell(const void *tree, int node, const char *name, unsigned index, uint32_t *value)
{
	size_t bytes;
	const fdt32_t *cells = uc_fdt_property(tree, node, name, &bytes);
	if (cells == NULL || bytes / sizeof(*cells) <= index)
		return false;
	*value = fdt32_ld(cells + index);
	return true;
}

static uint64_t number(const fdt32_t *cells, int count)
{
	uint64_t value = 0;
	while (count-- > 0)
		value = value << 32 | fdt32_ld(cells++);
	return value;
}

bool uc_fdt_reg(const void *tree, int node, unsigned index, uint64_t *start, uint64_t *bytes)
{
	int parent = fdt_parent_offset(tree, node);
	int address_cells = parent < 0 ? parent : fdt_address_cells(tree, parent);
	int size_cells = parent < 0 ? parent : fdt_size_cells(tree, parent);
	if (address_cells < 1 || address_cells > 2 || size_cells < 0 || size_cells > 2)
		return false;
	size_t length, each = (size_t)(address_cells + size_cells) * sizeof(fdt32_t);
	const fdt32_t *cells = uc_fdt_property(tree, node, "reg", &length);
	if (cells == NULL || length / each <= index)
		return false;
	cells += index * each / sizeof(fdt32_t);
	*start = number(cells, address_cells);
	*bytes = number(cells + address_cells, size_cells);
	return true;
}
