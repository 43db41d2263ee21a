/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Xen, the toolstack and the other domains, played inside the image of a test. Events are handled where they are sent.
 * Thread context, interrupts on; everything that is random comes from uc_test_random.
 */
#ifndef UNICORE_XEN_MODEL_H
#define UNICORE_XEN_MODEL_H

#include <unicore/xen.h>

/* The domain that the image is, in xenstore's paths. */
#define UC_XEN_MODEL_HOME "/local/domain/7/"

/* ---- faults ---- */

extern struct uc_xen_model {
	unsigned wrong;       /* rules that the image broke */
	unsigned most_grants; /* entries of the table */
	unsigned most_ports;
	bool without_store;
	bool cancels;         /* suspensions go on here */
	unsigned bad_replies; /* one of so many messages of xenstore is nonsense; 0: none */
	unsigned exits;       /* calls of uc_xen_ask_shutdown */
	bool reboots;
	size_t given_pages; /* that the image gave back */
	/** The image has written (NULL: removed) a node, as far as it was committed. NULL: nobody looks. */
	void (*written)(const char *path, const char *value);
	/** The image has sent an event. NULL: nobody looks. */
	void (*notified)(uc_xen_port port);
} uc_xen_model;

/** All as at the beginning but hooks: the domain was restored on another machine, where xenstore is empty. */
void uc_xen_model_restart(void);

/** Runs a case `count` times, after a first time that may keep something, and checks that no page and no byte of the
 * heap is lost. */
void uc_xen_model_cases(void (*one_case)(void), unsigned count);

/** A random number below `bound`. Any context. */
uint32_t uc_xen_model_below(uint32_t bound);

/* ---- events and grants, from the other side ---- */

/** The other side sends an event. A port that is not open is none. */
void uc_xen_model_event(uc_xen_port port);
/** How often the image has sent one. */
unsigned uc_xen_model_sent(uc_xen_port port);
/** Ports and grants that are in use. */
unsigned uc_xen_model_ports(void);
unsigned uc_xen_model_grants(void);

/** The page behind a grant; NULL: it may not be read, or (`write`) written. */
void *uc_xen_model_page(uc_xen_grant grant, bool write);
/** The same, and it cannot be taken back until it is unmapped. */
void *uc_xen_model_map(uc_xen_grant grant, bool write);
void uc_xen_model_unmap(uc_xen_grant grant);

/* ---- xenstore, from the other side ---- */

/** A domain with rights to all writes a node; NULL removes it and all below. Absolute paths. */
void uc_xen_model_write(const char *path, const char *value);
/** A node's value, until the next change; NULL: it is not there. */
const char *uc_xen_model_read(const char *path);
/** A number; UINT64_MAX: it is none. */
uint64_t uc_xen_model_read_number(const char *path);
/** Writes `directory`, a slash, `name`. */
void uc_xen_model_write_at(const char *directory, const char *name, const char *value);

/** Makes the two folders of a device as the toolstack does; the back end is in state `state`. */
void uc_xen_model_device(const char *type, unsigned number, const char *state);
/** The folders of such a device. `to` holds at least 64 bytes. */
void uc_xen_model_front(char *to, const char *type, unsigned number);
void uc_xen_model_back(char *to, const char *type, unsigned number);

/* ---- a ring, from the other side (io/ring.h) ---- */

struct uc_xen_model_ring {
	uint8_t *page; /* NULL: not mapped */
	uc_xen_grant grant;
	unsigned entries, entry_bytes;
	uint32_t taken, answered; /* requests, responses, as the counters count */
	uc_xen_port port;
};

/** Maps a ring by the nodes that the front end has written. Returns false when they are not there, or wrong. */
bool uc_xen_model_ring_map(struct uc_xen_model_ring *ring, const char *front, const char *reference, const char *port,
			   unsigned entry_bytes);
void uc_xen_model_ring_unmap(struct uc_xen_model_ring *ring);
/** The next request is copied. False: there is none. */
bool uc_xen_model_ring_take(struct uc_xen_model_ring *ring, void *request);
/** Looks at the request after the last one without taking it. */
bool uc_xen_model_ring_has(const struct uc_xen_model_ring *ring);
/** Puts a response, without telling of it. */
void uc_xen_model_ring_answer(struct uc_xen_model_ring *ring, const void *response, unsigned bytes);
/** Tells of the responses, by an event if the front end asked for one. Returns whether it did. */
bool uc_xen_model_ring_push(struct uc_xen_model_ring *ring);
/** Writes anything into counters or entries. */
void uc_xen_model_ring_scribble(struct uc_xen_model_ring *ring);

#endif
