/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Xen 4.17 and a domain agree on: numbers and structures of xen/include/public, each with the header that it is
 * from. Own definitions, of what is used here only. Everything stays as it is in every Xen since 4.0 unless it says so.
 */
#ifndef XEN_ABI_H
#define XEN_ABI_H

/* ---- xen.h: hypercalls ---- */
#define XEN_SET_TRAP_TABLE 0
#define XEN_MMU_UPDATE 1
#define XEN_STACK_SWITCH 3
#define XEN_SET_CALLBACKS 4
#define XEN_MEMORY_OP 12
#define XEN_UPDATE_VA_MAPPING 14
#define XEN_VERSION 17
#define XEN_CONSOLE_IO 18
#define XEN_GRANT_TABLE_OP 20
#define XEN_IRET 23
#define XEN_VCPU_OP 24
#define XEN_SET_SEGMENT_BASE 25
#define XEN_MMUEXT_OP 26
#define XEN_SCHED_OP 29
#define XEN_EVENT_CHANNEL_OP 32
#define XEN_HVM_OP 34

#define XEN_DOMAIN_SELF 0x7ff0u /* DOMID_SELF */
#define XEN_VIRQ_TIMER 0
#define XEN_SEGMENT_FS 0 /* SEGBASE_FS */

/* xen.h, CONSOLEIO_*. */
#define XEN_CONSOLEIO_WRITE 0
#define XEN_CONSOLEIO_READ 1

/* ---- sched.h ---- */
#define XEN_SCHED_YIELD 0
#define XEN_SCHED_BLOCK 1
#define XEN_SCHED_SHUTDOWN 2
#define XEN_SHUTDOWN_POWEROFF 0
#define XEN_SHUTDOWN_REBOOT 1
#define XEN_SHUTDOWN_SUSPEND 2
#define XEN_SHUTDOWN_CRASH 3

/* ---- vcpu.h ---- */
#define XEN_VCPU_STOP_PERIODIC_TIMER 7
#define XEN_VCPU_SET_SINGLESHOT_TIMER 8
#define XEN_SINGLESHOT_FUTURE 1 /* VCPU_SSHOTTMR_future: -ETIME when the time has passed */

/* ---- event_channel.h ---- */
#define XEN_EVENT_BIND_INTERDOMAIN 0
#define XEN_EVENT_BIND_VIRQ 1
#define XEN_EVENT_CLOSE 3
#define XEN_EVENT_SEND 4
#define XEN_EVENT_ALLOC_UNBOUND 6
#define XEN_EVENT_UNMASK 9

/* ---- memory.h ---- */
#define XEN_MEMORY_DECREASE_RESERVATION 1
#define XEN_MEMORY_POPULATE_PHYSMAP 6
#define XEN_MEMORY_ADD_TO_PHYSMAP 7
#define XEN_MEMORY_MAP 9
#define XEN_MEMORY_REMOVE_FROM_PHYSMAP 15
#define XEN_MAP_SPACE_SHARED_INFO 0
#define XEN_MAP_SPACE_GRANT_TABLE 1

/* ---- hvm/hvm_op.h, hvm/params.h ---- */
#define XEN_HVM_SET_PARAM 0
#define XEN_HVM_GET_PARAM 1
#define XEN_PARAM_CALLBACK 0
#define XEN_PARAM_STORE_FRAME 1
#define XEN_PARAM_STORE_PORT 2
#define XEN_PARAM_CONSOLE_FRAME 17
#define XEN_PARAM_CONSOLE_PORT 18
#define XEN_CALLBACK_VECTOR(vector) (2ull << 56 | (vector)) /* HVM_PARAM_CALLBACK_TYPE_VECTOR */

/* ---- grant_table.h ---- */
#define XEN_GRANT_SETUP_TABLE 2
#define XEN_GRANT_QUERY_SIZE 6
#define XEN_GRANT_SET_VERSION 8
#define XEN_GRANT_PERMIT_ACCESS 1u
#define XEN_GRANT_READ_ONLY (1u << 2)
#define XEN_GRANT_READING (1u << 3)
#define XEN_GRANT_WRITING (1u << 4)
#define XEN_GRANT_RESERVED 8u /* GNTTAB_NR_RESERVED_ENTRIES: those that the toolstack fills in */

#ifndef __ASSEMBLER__

#include <metal/scale.h>
#include <stdint.h>

/* xen.h: struct vcpu_info; arch-x86/xen-x86_64.h: struct arch_vcpu_info. Its time is KVM's clock page. */
struct xen_vcpu_info {
	uint8_t upcall_pending, upcall_mask, padding[6];
	uint64_t pending_words;
	uint64_t cr2, reserved;
	struct uc_metal_pvclock time;
};

#define XEN_WORDS 64
#define XEN_MOST_PORTS (XEN_WORDS * 64u) /* of the two-level table */

/* xen.h: struct shared_info; arch-x86/xen.h: struct arch_shared_info. */
struct xen_shared_info {
	struct xen_vcpu_info vcpus[32];
	uint64_t pending[XEN_WORDS], mask[XEN_WORDS];
	uint32_t wall_version, wall_seconds, wall_nanoseconds, wall_seconds_high;
	uint64_t max_frame, frame_list_list, nmi_reason, p2m_root, p2m_address, p2m_generation;
};

/* hvm/hvm_op.h: struct xen_hvm_param. */
struct xen_hvm_param {
	uint16_t domain;
	uint32_t index;
	uint64_t value;
};

/* memory.h: struct xen_add_to_physmap, xen_remove_from_physmap, xen_memory_reservation. */
struct xen_add_to_physmap {
	uint16_t domain, size;
	uint32_t space;
	uint64_t index, frame;
};
struct xen_remove_from_physmap {
	uint16_t domain;
	uint64_t frame;
};
struct xen_reservation {
	uint64_t *frames;
	uint64_t count;
	uint32_t order, flags;
	uint16_t domain;
};

/* vcpu.h: struct vcpu_set_singleshot_timer. */
struct xen_singleshot {
	uint64_t deadline_ns;
	uint32_t flags;
};

/* io/console.h: struct xencons_interface. */
struct xen_console {
	char in[1024];
	char out[2048];
	uint32_t in_consumer, in_producer;
	uint32_t out_consumer, out_producer;
};

/* grant_table.h: struct grant_entry_v1. */
struct xen_grant_entry {
	uint16_t flags, domain;
	uint32_t frame;
};

_Static_assert(sizeof(struct xen_vcpu_info) == 64, "xen.h: vcpu_info is 64 bytes");
_Static_assert(__builtin_offsetof(struct xen_shared_info, wall_version) == 3072, "xen.h: 32 CPUs, 4096 ports");

#endif

#endif
