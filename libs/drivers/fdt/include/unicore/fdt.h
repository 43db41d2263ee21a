/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a flattened device tree. Early, any context: all functions only look at the tree, which must stay. */
#ifndef UNICORE_FDT_H
#define UNICORE_FDT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Whether a tree begins there that lies within `most` bytes. */
bool uc_fdt_is_tree(const void *tree, size_t most);

/** The tree's own size in bytes. */
size_t uc_fdt_bytes(const void *tree);

/** The next node after `node` (first: -1) that is compatible with the name, or a negative number. */
int uc_fdt_compatible(const void *tree, int node, const char *compatible);

/** The next node after `node` (first: -1) whose device_type is `type`, or a negative number. */
int uc_fdt_device_type(const void *tree, int node, const char *type);

/** The node with that path, or a negative number. */
int uc_fdt_path(const void *tree, const char *path);

/** A property's value and its length; NULL where the node has none of that name. */
const void *uc_fdt_property(const void *tree, int node, const char *name, size_t *bytes);

/** The `index`-th address and size of `reg`, in the cells of the node's parent. False where there is none. */
bool uc_fdt_reg(const void *tree, int node, unsigned index, uint64_t *start, uint64_t *bytes);

/** The `index`-th 32-bit cell of a property. False where there is none. */
bool uc_fdt_cell(const void *tree, int node, const char *name, unsigned index, uint32_t *value);

#endif
