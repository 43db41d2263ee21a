/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a domain of Xen has beside CPU and memory, PV and PVH alike. Numbers and steps are those of Xen's public headers
 * (xen/include/public of Xen 4.17): event_channel.h, grant_table.h, sched.h, memory.h, xen.h. All of it works from the
 * first init entry on. Thread context unless said otherwise.
 */
#ifndef UNICORE_XEN_H
#define UNICORE_XEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/list.h>

/* A domain; 0 is the one that the toolstack, and mostly the back ends, run in (xen.h: domid_t). */
typedef uint16_t uc_xen_domain;
/* xen.h, DOMID_FIRST_RESERVED: numbers from here on name no other domain. */
#define UC_XEN_FIRST_RESERVED_DOMAIN 0x7ff0u

/* ---- event channels (event_channel.h) ---- */

typedef uint32_t uc_xen_port; /* 0: none */

/**
 * An event has come. Interrupt context, interrupts off; the event's pending bit was cleared before, so that one that
 * comes meanwhile leads to another call. Only acknowledges and wakes.
 */
typedef void uc_xen_handler(void *argument);

/**
 * Makes a port that the domain `remote` may bind to (EVTCHNOP_alloc_unbound), unmasked. Returns 0, -ENOSPC (no port is
 * free) or -EINVAL (no such domain).
 */
int uc_xen_event_alloc(uc_xen_domain remote, uc_xen_handler *handler, void *argument, uc_xen_port *port);

/**
 * Binds to a port that `remote` has made for us (EVTCHNOP_bind_interdomain), unmasked. Returns 0, -ENOSPC, or -EINVAL
 * (there is no such port, or not for us).
 */
int uc_xen_event_bind(uc_xen_domain remote, uc_xen_port remote_port, uc_xen_handler *handler, void *argument,
		      uc_xen_port *port);

/**
 * Sets the handler of a port that exists already (those of store and console) and unmasks it. NULL: masks it. Returns
 * 0, or -EINVAL (not a port that the platform knows).
 */
int uc_xen_event_attach(uc_xen_port port, uc_xen_handler *handler, void *argument);

/** Closes a port (EVTCHNOP_close): its handler is not called again. 0 is allowed. */
void uc_xen_event_close(uc_xen_port port);

/** Tells the other side (EVTCHNOP_send). A port that the other side has closed is none of ours to notice. Any context.
 */
void uc_xen_event_send(uc_xen_port port);

/** Holds back the handler; what comes meanwhile is kept (one event). Any context. */
void uc_xen_event_mask(uc_xen_port port);
/** Lets the handler be called again, for what was kept, too, soon. Any context. */
void uc_xen_event_unmask(uc_xen_port port);

/* ---- grants (grant_table.h, version 1 entries) ---- */

typedef uint32_t uc_xen_grant;
#define UC_XEN_NO_GRANT UINT32_MAX

/**
 * Lets the domain `remote` map or copy a page (GTF_permit_access): all 4096 bytes at `page`, which is page aligned,
 * from uc_pages_alloc, and holds nothing that the other may not see. Returns 0, or -ENOSPC (no entry is free). Any
 * context.
 */
int uc_xen_grant_access(uc_xen_domain remote, const void *page, bool read_only, uc_xen_grant *grant);

/**
 * Takes the right back and frees the entry: from now on nobody reads or writes the page by it. Returns 0, or -EBUSY:
 * the other side has it mapped, or is copying (GTF_reading, GTF_writing). Then nothing has changed: the page MUST NOT
 * be used for anything else, and one may try again. Any context.
 */
int uc_xen_grant_end(uc_xen_grant grant);

/** Whether the other side has the page mapped just now. Any context. */
bool uc_xen_grant_is_busy(uc_xen_grant grant);

/** How many grants could be made now, the table's possible growth included. Any context. */
unsigned uc_xen_grant_free_count(void);

/* ---- what Xen gives a domain ---- */

/** A page shared with a program in another domain, mapped read-write, and the event channel that goes with it. */
struct uc_xen_channel {
	void *page;
	uc_xen_port port;
};

/** The page of xenstore (io/xs_wire.h: struct xenstore_domain_interface). Returns 0 or -ENODEV. After a suspension it
 * is to be asked for again. */
int uc_xen_store(struct uc_xen_channel *store);

/** The console's (io/console.h: struct xencons_interface). As uc_xen_store. */
int uc_xen_console(struct uc_xen_channel *console);

/* ---- memory ---- */

/** Whether the domain has page frames of its own numbering (PVH, XENFEAT_auto_translated_physmap); else (PV) frames are
 * the machine's. Any context. */
bool uc_xen_is_translated(void);

/** The frame of a mapped page as hypercalls and other domains count them (gfn; on PV the mfn). Any context. */
uint64_t uc_xen_frame(const void *page);

/**
 * Gives Xen back the frames behind pages that the caller has from uc_pages_alloc (XENMEM_decrease_reservation). They
 * must not be touched then, nor given to uc_pages_free. Returns how many of them, from the first on, have gone.
 */
size_t uc_xen_memory_give(void *start, size_t pages);

/**
 * Asks Xen for frames behind such pages again (XENMEM_populate_physmap); they are mapped read-write, with any contents.
 * Returns how many of them, from the first on, are there.
 */
size_t uc_xen_memory_take(void *start, size_t pages);

/* ---- suspension and the end ---- */

/** Who has state in other domains. Belongs to the caller, for ever. */
struct uc_xen_suspend_hook {
	struct uc_list node;
	/** Before: stop using ports, grants and frames. Called in the reverse order of uc_xen_on_suspend. */
	void (*suspend)(struct uc_xen_suspend_hook *hook);
	/**
	 * After, in the order of uc_xen_on_suspend. `cancelled`: the domain never stopped, all is as it was. Else this
	 * is another machine: the ports but those of store and console, and all grants, are gone; the other side has
	 * the pages no more; the frames may be others.
	 */
	void (*resume)(struct uc_xen_suspend_hook *hook, bool cancelled);
};

/** Adds a hook. */
void uc_xen_on_suspend(struct uc_xen_suspend_hook *hook);

/**
 * Suspends the domain (SHUTDOWN_suspend, sched.h) between the hooks' two calls: the toolstack saves it, or goes on.
 * Returns 0, or -ECANCELED when it went on here, or -EOPNOTSUPP (nothing was called).
 */
int uc_xen_suspend(void);

/**
 * Asks the application to end, as uc_plat_on_shutdown says: the toolstack wants it. `reboot`: when the image then ends
 * with status 0, the reason is SHUTDOWN_reboot instead of SHUTDOWN_poweroff.
 */
void uc_xen_ask_shutdown(bool reboot);

#endif
