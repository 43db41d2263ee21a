/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What only a PV domain has: start_info, traps by hypercall, and upcalls that are held back by a byte that Xen looks at
 * (xen.h: evtchn_upcall_mask). Without stack protector.
 */
#include "pv/pv.h"
#include "pv/tables.h"
#include <unicore/string.h>

#define MASKED_INSIDE 4 /* xen.h, TI_SET_IF */

struct xen_start_info *uc_xen_start_info;
uintptr_t uc_xen_start_end;

/** The loader's words in the form of PVH, for lib-metal's memory.c. */
struct uc_metal_loader uc_metal_loader;

extern const char uc_xen_pv_trap_stubs[] METAL_LINKED;
extern const char uc_xen_pv_upcall[] METAL_LINKED;
extern const char uc_xen_pv_failsafe[] METAL_LINKED;

/* Pages over which others are mapped. */
extern char uc_xen_pv_shared_window[] METAL_LINKED;

void uc_xen_pv_traps_init(void)
{
	/* xen.h: struct trap_info. */
	struct {
		uint8_t vector, flags;
		uint16_t selector;
		uint64_t address;
	} table[XEN_TRAPS + 1];
	for (unsigned n = 0; n < XEN_TRAPS; n++) {
		table[n].vector = (uint8_t)n;
		table[n].flags = MASKED_INSIDE;
		table[n].selector = XEN_KERNEL_CODE;
		table[n].address = (uintptr_t)uc_xen_pv_trap_stubs + 16 * n;
	}
	table[XEN_TRAPS].address = 0;
	xen_call1(XEN_SET_TRAP_TABLE, (uintptr_t)table);
	uc_xen_hypercall((uintptr_t)uc_xen_pv_upcall, (uintptr_t)uc_xen_pv_failsafe, 0, 0, 0, XEN_SET_CALLBACKS);
}

/** Address and number of the module, the command line: they stay where they are. */
static void keep_loader(void)
{
	const struct xen_start_info *info = uc_xen_start_info;
	uc_metal_loader.protocol = METAL_PROTOCOL_PVH;
	uc_metal_loader.command = (uint32_t)(uintptr_t)info->command;
	uc_metal_loader.command_bytes = sizeof(info->command);
	if (info->module_bytes == 0)
		return;
	uint64_t module[4] = {info->module, info->module_bytes};
	if (info->flags & XEN_MODULE_IS_FRAME)
		module[0] *= UC_PAGE_BYTES;
	memcpy(uc_metal_loader.modules, module, sizeof(module));
	uc_metal_loader.module_bytes = sizeof(module);
}

void uc_xen_arch_init(void)
{
	bool first = uc_xen_shared == NULL;
	if (first)
		uc_xen_pv_rights_init();
	uc_xen_pv_window(uc_xen_pv_shared_window, uc_xen_start_info->shared_info / UC_PAGE_BYTES);
	uc_xen_shared = (struct xen_shared_info *)(void *)uc_xen_pv_shared_window;
	/* Where the list of our frames is, for who saves the domain: he looks before he asks. */
	uc_xen_shared->max_frame = uc_xen_start_info->pages;
	uc_xen_shared->p2m_root = uc_xen_pv_machine((void *)uc_xen_start_info->tables);
	uc_xen_shared->p2m_address = uc_xen_start_info->frame_list;
	if (first) {
		uc_xen_pv_traps_init();
		keep_loader();
	}
	uc_xen_events_init();
	xen_call3(XEN_VCPU_OP, XEN_VCPU_STOP_PERIODIC_TIMER, 0, NULL);
}

/** The pages of store and console are among the loader's, which are mapped. */
static struct uc_xen_channel channel(uint64_t frame, uint32_t port)
{
	return (struct uc_xen_channel){.page = (void *)uc_xen_pv_address(frame), .port = port};
}

void uc_xen_arch_channels(struct uc_xen_channel *console, struct uc_xen_channel *store)
{
	const struct xen_start_info *info = uc_xen_start_info;
	if (info->flags & XEN_IS_DOM0)
		return;
	*console = channel(info->console_frame, info->console_port);
	*store = channel(info->store_frame, info->store_port);
}

/** What the loader left, and what page tables will take, is no memory. */
size_t uc_metal_areas(struct uc_metal_area *areas, size_t most)
{
	(void)most;
	areas[0] = (struct uc_metal_area){
		.start = 0, .bytes = (uc_xen_pv_pages - uc_xen_pv_table_pages()) * UC_PAGE_BYTES, .ram = true};
	areas[1] = (struct uc_metal_area){.start = (uintptr_t)uc_image_end,
					  .bytes = uc_xen_start_end - (uintptr_t)uc_image_end};
	return 2;
}

unsigned long uc_plat_irq_save(void)
{
	uint8_t masked = xen_vcpu()->upcall_mask;
	xen_vcpu()->upcall_mask = 1;
	__asm__ volatile("" : : : "memory");
	return !masked;
}

void uc_plat_irq_enable(void)
{
	__asm__ volatile("" : : : "memory");
	xen_vcpu()->upcall_mask = 0;
	__asm__ volatile("" : : : "memory");
	/* What came while they were held back: any hypercall lets it in. */
	if (xen_vcpu()->upcall_pending)
		xen_call2(XEN_VERSION, 0, NULL);
}

void uc_plat_irq_restore(unsigned long state)
{
	if (state != 0)
		uc_plat_irq_enable();
	else
		uc_plat_irq_save();
}

void uc_xen_arch_wait(void)
{
	/* Lets upcalls in, and waits unless one is pending. */
	xen_call2(XEN_SCHED_OP, XEN_SCHED_BLOCK, NULL);
	uc_plat_irq_save();
}

void uc_xen_arch_serve(void)
{
	uc_plat_irq_enable();
	uc_plat_irq_save();
}

void uc_plat_set_thread_pointer(void *thread_pointer)
{
	xen_call2(XEN_SET_SEGMENT_BASE, XEN_SEGMENT_FS, thread_pointer);
}

bool uc_xen_is_translated(void)
{
	return false;
}
