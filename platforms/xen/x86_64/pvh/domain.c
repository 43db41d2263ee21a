/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What only a PVH domain has: hvm/params.h for console, store and the upcall, and frames of its own numbering. Without
 * stack protector.
 */
#include "xen.h"
#include <unicore/string.h>

#define LEAF_VENDOR 0

#define MOST_ENTRIES 32
#define TYPE_RAM 1

/** For hypercall.S. Not in .bss: it is set before. */
bool uc_xen_is_amd METAL_LINKED;

/** Pages of the grant table that are mapped. */
static unsigned grant_frames;

static uint64_t directory[512] __attribute__((aligned(4096)));

/** Xen gives the CPU's own vendor: AMD's (and Hygon's) virtual machines call by another instruction than Intel's. */
static bool is_amd(void)
{
	uint32_t middle = cpu_id(LEAF_VENDOR).edx;
	return middle == 0x69746e65 /* "enti" of AuthenticAMD */ || middle == 0x6e65476e /* "nGen" of HygonGenuine */;
}

static int add_to_physmap(unsigned space, uint64_t index, uintptr_t address)
{
	struct xen_add_to_physmap where = {
		.domain = XEN_DOMAIN_SELF, .space = space, .index = index, .frame = address / UC_PAGE_BYTES};
	return (int)xen_call2(XEN_MEMORY_OP, XEN_MEMORY_ADD_TO_PHYSMAP, &where);
}

static uint64_t parameter(uint32_t index)
{
	struct xen_hvm_param parameter = {.domain = XEN_DOMAIN_SELF, .index = index};
	return xen_call2(XEN_HVM_OP, XEN_HVM_GET_PARAM, &parameter) == 0 ? parameter.value : 0;
}

void uc_xen_arch_init(void)
{
	uc_xen_is_amd = is_amd();
	uc_metal_map_large(XEN_SPECIAL, directory);
	add_to_physmap(XEN_MAP_SPACE_SHARED_INFO, 0, XEN_SPECIAL_SHARED_INFO);
	uc_xen_shared = (struct xen_shared_info *)XEN_SPECIAL_SHARED_INFO;
	uc_xen_events_init();
	struct xen_hvm_param upcall = {.domain = XEN_DOMAIN_SELF,
				       .index = XEN_PARAM_CALLBACK,
				       .value = XEN_CALLBACK_VECTOR(XEN_VECTOR_UPCALL)};
	xen_call2(XEN_HVM_OP, XEN_HVM_SET_PARAM, &upcall);
}

/** A page where libxl puts it; another is not mapped. */
static struct uc_xen_channel channel(uint32_t frame, uint32_t port)
{
	uintptr_t address = parameter(frame) * UC_PAGE_BYTES;
	if (address < XEN_SPECIAL || address - XEN_SPECIAL >= 512 * UC_PAGE_BYTES)
		return (struct uc_xen_channel){.page = NULL};
	return (struct uc_xen_channel){.page = (void *)address, .port = (uc_xen_port)parameter(port)};
}

void uc_xen_arch_channels(struct uc_xen_channel *console, struct uc_xen_channel *store)
{
	*console = channel(XEN_PARAM_CONSOLE_FRAME, XEN_PARAM_CONSOLE_PORT);
	*store = channel(XEN_PARAM_STORE_FRAME, XEN_PARAM_STORE_PORT);
}

struct xen_grant_entry *uc_xen_arch_grant_frame(unsigned index)
{
	uintptr_t address = XEN_SPECIAL_GRANTS + index * UC_PAGE_BYTES;
	if (add_to_physmap(XEN_MAP_SPACE_GRANT_TABLE, index, address) != 0)
		return NULL;
	grant_frames = index + 1;
	return (struct xen_grant_entry *)address;
}

uint64_t uc_xen_arch_leave(void *page)
{
	return uc_xen_frame(page);
}

void uc_xen_arch_arrive(void *page, uint64_t frame)
{
	(void)page, (void)frame;
}

/** Takes the frames of Xen out of ours, or puts them in again: the toolstack would save them as memory, which they are
 * not, and the domain would come back with more of it than it may have. */
static void map_all(bool map)
{
	for (unsigned n = 0; n <= grant_frames; n++) {
		uintptr_t address = n == 0 ? XEN_SPECIAL_SHARED_INFO : XEN_SPECIAL_GRANTS + (n - 1) * UC_PAGE_BYTES;
		struct xen_remove_from_physmap page = {.domain = XEN_DOMAIN_SELF, .frame = address / UC_PAGE_BYTES};
		if (!map)
			xen_call2(XEN_MEMORY_OP, XEN_MEMORY_REMOVE_FROM_PHYSMAP, &page);
		else if (n == 0)
			add_to_physmap(XEN_MAP_SPACE_SHARED_INFO, 0, address);
		else
			add_to_physmap(XEN_MAP_SPACE_GRANT_TABLE, n - 1, address);
	}
}

long uc_xen_arch_suspend(void)
{
	uint32_t reason = XEN_SHUTDOWN_SUSPEND;
	map_all(false);
	long result = xen_call2(XEN_SCHED_OP, XEN_SCHED_SHUTDOWN, &reason);
	if (result != 0)
		map_all(true);
	return result;
}

void uc_xen_arch_wait(void)
{
	/* The instruction after sti still runs without interrupts: none comes between the two. */
	__asm__ volatile("sti; hlt; cli" : : : "memory");
}

void uc_xen_arch_serve(void)
{
	__asm__ volatile("sti; nop; cli" : : : "memory");
}

bool uc_xen_is_translated(void)
{
	return true;
}

uint64_t uc_xen_frame(const void *page)
{
	return (uintptr_t)page / UC_PAGE_BYTES;
}

/**
 * The loader's map: hvm/start_info.h has it since version 1 (Xen 4.11; not for dom0). Else Xen's (memory.h:
 * XENMEM_memory_map), in ACPI's E820 form.
 */
size_t uc_metal_areas(struct uc_metal_area *areas, size_t most)
{
	struct __attribute__((packed)) {
		uint64_t start, bytes;
		uint32_t type;
	} entries[MOST_ENTRIES];
	struct {
		uint32_t count;
		void *entries;
	} map = {.count = MOST_ENTRIES, .entries = entries};
	size_t count = uc_metal_loader_areas(&uc_metal_loader, areas, most);
	if (count > 0 || xen_call2(XEN_MEMORY_OP, XEN_MEMORY_MAP, &map) != 0)
		return count;
	for (; count < map.count && count < most; count++)
		areas[count] = (struct uc_metal_area){.start = entries[count].start,
						      .bytes = entries[count].bytes,
						      .ram = entries[count].type == TYPE_RAM};
	return count;
}
