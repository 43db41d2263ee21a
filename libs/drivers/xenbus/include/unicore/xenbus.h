/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * xenstore as a domain sees it, and the devices in it. Xen's docs/misc/xenstore.txt and xenstore-paths.pandoc, and of
 * its public headers io/xs_wire.h and io/xenbus.h. Thread context; any of it may block, but never longer than
 * CONFIG_XENBUS_ANSWER_MS milliseconds. A path without a slash in front is below the domain's own.
 *
 * Errors of all calls: what xenstore says (-ENOENT, -EACCES, -EINVAL, -ENOSPC, …), -ENODEV (there is no xenstore),
 * -ETIMEDOUT, and -EIO (it broke the protocol, and is not listened to again).
 */
#ifndef UNICORE_XENBUS_H
#define UNICORE_XENBUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/list.h>
#include <unicore/xen.h>

/* io/xs_wire.h: XENSTORE_PAYLOAD_MAX. */
#define UC_XENBUS_MOST_BYTES 4096u

/* A transaction; 0: none. */
typedef uint32_t uc_xenbus_transaction;

/** Reads a node as text. Returns its length, without the 0 that is put behind it; -E2BIG: it does not fit. */
long uc_xenbus_read(uc_xenbus_transaction transaction, const char *path, char *text, size_t bytes);

/** Reads a node that holds a decimal number. Returns 0, or -EINVAL: it is no number below 2^64. */
int uc_xenbus_read_number(uc_xenbus_transaction transaction, const char *path, uint64_t *number);

/** Writes a node, which is made with those above it when it is not there. */
int uc_xenbus_write(uc_xenbus_transaction transaction, const char *path, const char *text);

/** Writes a decimal number. */
int uc_xenbus_write_number(uc_xenbus_transaction transaction, const char *path, uint64_t number);

/** Removes a node and all below. */
int uc_xenbus_remove(uc_xenbus_transaction transaction, const char *path);

/** The names below a node, each with a 0 behind it. Returns how many bytes they are; -E2BIG. */
long uc_xenbus_list(uc_xenbus_transaction transaction, const char *path, char *names, size_t bytes);

/**
 * Does in one transaction what `fill` does, again when somebody else was in between; `fill` returns 0, or an error that
 * takes all back. Returns that, or 0, or -EAGAIN: it was tried often.
 */
int uc_xenbus_transact(int (*fill)(uc_xenbus_transaction transaction, void *argument), void *argument);

/** `to` = directory, a slash, name. Returns 0 or -ENAMETOOLONG. Any context. */
int uc_xenbus_join(char *to, size_t bytes, const char *directory, const char *name);

/* ---- watches ---- */

/** Belongs to the caller until uc_xenbus_unwatch. */
struct uc_xenbus_watch {
	struct uc_list node;
	const char *path;
	/** The node or one below has changed; once at the beginning, too. In the thread "xenbus"; may block. */
	void (*changed)(struct uc_xenbus_watch *watch);
	uint32_t token;
	bool pending;
};

/** Begins to watch. `path` and `changed` are filled in. -ENOMEM, or as all. */
int uc_xenbus_watch(struct uc_xenbus_watch *watch);

/** Ends it: `changed` is not called any more, nor running, unless this is called in it. */
void uc_xenbus_unwatch(struct uc_xenbus_watch *watch);

/* ---- devices ---- */

/* io/xenbus.h: enum xenbus_state. */
enum uc_xenbus_state {
	UC_XENBUS_UNKNOWN,
	UC_XENBUS_INITIALISING,
	UC_XENBUS_INIT_WAIT,
	UC_XENBUS_INITIALISED,
	UC_XENBUS_CONNECTED,
	UC_XENBUS_CLOSING,
	UC_XENBUS_CLOSED,
	UC_XENBUS_RECONFIGURING,
	UC_XENBUS_RECONFIGURED
};

#define UC_XENBUS_MOST_PATH 128u

/** A device of this domain: the front end's part of it. */
struct uc_xenbus_device {
	char front[48];                  /* "device/vif/0" */
	char back[UC_XENBUS_MOST_PATH];  /* "/local/domain/0/backend/vif/7/0" */
	char state[UC_XENBUS_MOST_PATH]; /* the back end's */
	uc_xen_domain remote;            /* where the back end is */
	enum uc_xenbus_state back_state; /* as last heard of; CLOSED when it has vanished */
	struct uc_xenbus_watch watch;
	/** back_state has changed. In the thread "xenbus". NULL: nobody listens. */
	void (*changed)(struct uc_xenbus_device *device);
	void *driver_data;
};

/** The numbers of the devices of a type ("vif", "vbd"), in rising order. Returns how many, at most `most`. */
int uc_xenbus_find(const char *type, unsigned *numbers, unsigned most);

/** Makes the front of a device and looks for its back. All but `changed` and `driver_data` is filled in here. Returns
 * 0, -EINVAL (what the toolstack wrote cannot be), or as all. */
int uc_xenbus_open(struct uc_xenbus_device *device, const char *type, unsigned number);

/** Says that the front is closed, and listens to the back no more. */
void uc_xenbus_close(struct uc_xenbus_device *device);

/** Listens to the back no more, and writes nothing: the domain was restored, the device is opened anew. */
void uc_xenbus_forget(struct uc_xenbus_device *device);

/** Tells the back end in which state the front is. */
int uc_xenbus_set_state(struct uc_xenbus_device *device, enum uc_xenbus_state state);

/** Waits until the back is in one of the states (bits 1 << state). Returns 0, -EIO (it closes or has vanished) or
 * -ETIMEDOUT. */
int uc_xenbus_wait(struct uc_xenbus_device *device, unsigned states);

/** A number that the back end says; `otherwise` when it says none. */
uint64_t uc_xenbus_back_number(struct uc_xenbus_device *device, const char *name, uint64_t otherwise);

/** Writes a number below the front end's node. */
int uc_xenbus_front_number(uc_xenbus_transaction transaction, const struct uc_xenbus_device *device, const char *name,
			   uint64_t number);

#endif
