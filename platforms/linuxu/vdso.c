/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions of the shared object that the host maps into each process. Layouts: System V ABI, chapters 4 and 5. */
#include "linuxu.h"

enum { PT_LOAD = 1, PT_DYNAMIC = 2 };
enum { DT_NULL = 0, DT_HASH = 4, DT_STRTAB = 5, DT_SYMTAB = 6, DT_GNU_HASH = 0x6ffffef5 };

struct header {
	unsigned char identity[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, segments_offset, sections_offset;
	uint32_t flags;
	uint16_t bytes, segment_bytes, segment_count, section_bytes, section_count, section_names;
};

struct segment {
	uint32_t type, flags;
	uint64_t offset, address, physical, file_bytes, memory_bytes, alignment;
};

struct dynamic {
	uint64_t tag, value;
};

struct symbol {
	uint32_t name;
	uint8_t information, other;
	uint16_t section; /* 0: undefined */
	uint64_t value, bytes;
};

struct tables {
	uintptr_t bias;
	const struct symbol *symbols;
	const char *names;
	size_t symbol_count;
};

/* The newer hash table tells no count: it is where the longest chain ends. */
static size_t count_by_gnu_hash(const uint32_t *table)
{
	uint32_t buckets = table[0], first = table[1], bloom_words = table[2];
	const uint32_t *bucket = table + 4 + bloom_words * 2;
	const uint32_t *chains = bucket + buckets;
	uint32_t last = 0;
	for (uint32_t n = 0; n < buckets; n++)
		last = bucket[n] > last ? bucket[n] : last;
	if (last < first)
		return 0;
	while ((chains[last - first] & 1) == 0)
		last++;
	return last + 1;
}

static void read_dynamic(const struct dynamic *entry, struct tables *tables)
{
	for (; entry->tag != DT_NULL; entry++) {
		const void *place = (const void *)(tables->bias + entry->value);
		if (entry->tag == DT_SYMTAB)
			tables->symbols = place;
		else if (entry->tag == DT_STRTAB)
			tables->names = place;
		else if (entry->tag == DT_HASH)
			tables->symbol_count = ((const uint32_t *)place)[1];
		else if (entry->tag == DT_GNU_HASH && tables->symbol_count == 0)
			tables->symbol_count = count_by_gnu_hash(place);
	}
}

static bool same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b)
		a++, b++;
	return *a == *b;
}

void *uc_linuxu_vdso_find(const char *name)
{
	const struct header *header = uc_linuxu_vdso;
	if (header == NULL)
		return NULL;
	const struct segment *segment = (const struct segment *)((uintptr_t)header + header->segments_offset);
	const struct segment *end = segment + header->segment_count;
	const struct segment *load = NULL, *dynamic = NULL;
	for (; segment < end; segment++) {
		if (segment->type == PT_LOAD && load == NULL)
			load = segment;
		else if (segment->type == PT_DYNAMIC)
			dynamic = segment;
	}
	if (load == NULL || dynamic == NULL)
		return NULL;
	struct tables tables = {.bias = (uintptr_t)header + load->offset - load->address};
	read_dynamic((const struct dynamic *)(tables.bias + dynamic->address), &tables);
	for (size_t n = 0; n < tables.symbol_count; n++) {
		const struct symbol *symbol = &tables.symbols[n];
		if (symbol->section != 0 && same(tables.names + symbol->name, name))
			return (void *)(tables.bias + symbol->value);
	}
	return NULL;
}
