/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to the platform: what its files share. */
#ifndef XEN_PRIVATE_H
#define XEN_PRIVATE_H

#include "abi.h"
#include "layout.h"
#include <metal/cpu.h>
#include <metal/metal.h>
#include <metal/scale.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/xen.h>

/* ---- hypercalls ---- */

/** Calls Xen. Returns 0 or more, or a negative errno of Linux's numbers (xen.h: errno.h). Early, any context. */
long uc_xen_hypercall(uintptr_t first, uintptr_t second, uintptr_t third, uintptr_t fourth, uintptr_t fifth,
		      unsigned number);

static inline long xen_call1(unsigned number, uintptr_t first)
{
	return uc_xen_hypercall(first, 0, 0, 0, 0, number);
}

static inline long xen_call2(unsigned number, uintptr_t first, const volatile void *second)
{
	return uc_xen_hypercall(first, (uintptr_t)second, 0, 0, 0, number);
}

static inline long xen_call3(unsigned number, uintptr_t first, uintptr_t second, const volatile void *third)
{
	return uc_xen_hypercall(first, second, (uintptr_t)third, 0, 0, number);
}

/* ---- what differs between PV and PVH: x86_64/pv, x86_64/pvh ---- */

/** Shared info and the upcall. Early; again after a suspension. */
void uc_xen_arch_init(void);

/** The pages and ports of console and store; frame 0: there is none. Early; again after a suspension. */
void uc_xen_arch_channels(struct uc_xen_channel *console, struct uc_xen_channel *store);

/** Mapped grant table frame `index`, which is the domain's from now on; NULL: the table does not grow. */
struct xen_grant_entry *uc_xen_arch_grant_frame(unsigned index);

/** The frame of a page that is about to go; the page is not mapped then. */
uint64_t uc_xen_arch_leave(void *page);
/** Puts a frame behind such a page. */
void uc_xen_arch_arrive(void *page, uint64_t frame);

/** Stops the domain. Returns 0 in another machine, 1 when it went on here, or a negative errno. Upcalls held back. */
long uc_xen_arch_suspend(void);

/** Waits for an event, with the upcall held back until then; it is held back again on return. */
void uc_xen_arch_wait(void);

/** Lets what has come be served. Upcalls are held back before and after. */
void uc_xen_arch_serve(void);

/* ---- shared info ---- */

extern struct xen_shared_info *uc_xen_shared METAL_LINKED;
#define xen_vcpu() ((volatile struct xen_vcpu_info *)&uc_xen_shared->vcpus[0])

/* ---- events ---- */

/** Ports that a domain may have here; more are not given. */
#define XEN_PORTS 256u

/** The upcall: serves all events that are pending. On a stack of its own, interrupts off. */
void uc_xen_upcall(void);

/** Binds the timer's event. Early; again after a suspension. */
void uc_xen_timer_init(void);
/** Binds a virtual interrupt to a port without a handler, unmasked: it only ends a wait. */
uc_xen_port uc_xen_bind_virq(unsigned virq);
/** Masks all ports. Early; again after a suspension. */
void uc_xen_events_init(void);

/** A moment of the monotonic clock by Xen's clock. Any context. */
uint64_t uc_xen_time_of(uint64_t monotonic_ns);
/** After a suspension: the monotonic clock goes on. */
void uc_xen_time_resume(void);
/** Lets an event come at `deadline_ns` of the monotonic clock; false: it has passed. Interrupts off. */
bool uc_xen_timer_arm(uint64_t deadline_ns);

/** The timer's event, in images whose scheduler preempts. */
void uc_xen_tick(void);
/** The timer was armed for something else than uc_plat_interrupt_by. Interrupts off. */
void uc_xen_interrupt_is_lost(void);
/** The port of the timer's event. */
extern uc_xen_port uc_xen_timer_port METAL_LINKED;

/* ---- suspension ---- */

/** The table is new and empty. */
void uc_xen_grants_resume(void);
/** All ports but the console's are gone. */
void uc_xen_events_resume(void);
/** The console's port has its handler again. */
void uc_xen_console_resume(void);

/* ---- console ---- */

/** Finds the ring, or that there is none. Early; again after a suspension. */
void uc_xen_console_init(void);
/** Waits until the other side has taken all, unless it takes nothing for ten seconds. Any context. */
void uc_xen_console_drain(void);
/** The store's page and port, as uc_xen_console_init found them. */
extern struct uc_xen_channel uc_xen_store_channel METAL_LINKED, uc_xen_console_channel METAL_LINKED;

/* ---- the end ---- */

/** SCHEDOP_shutdown. Any context. */
_Noreturn void uc_xen_shutdown(unsigned reason);

#endif
