/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests and their answers, one at a time; whoever waits takes in what comes. An answer is believed when it has the
 * request's number and type, and fits.
 */
#include "wire.h"
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/printk.h>
#include <unicore/string.h>

struct store store = {.wake = UC_WAITQ_INIT(store.wake), .turn = UC_WAITQ_INIT(store.turn)};

void store_broken(const char *what)
{
	if (!store.broken)
		uc_printk("xenbus: xenstore is not listened to any more: %s\n", what);
	store.broken = true;
	uc_waitq_wake_all(&store.wake, 0);
}

static void on_event(void *argument)
{
	(void)argument;
	uc_waitq_wake_all(&store.wake, 0);
}

/** A whole message has come. */
static void finish(void)
{
	store.body[store.header.bytes] = 0;
	store.header_bytes = store.body_bytes = 0;
	if (store.header.type == XS_WATCH_EVENT)
		store_watch_event((const char *)store.body, store.header.bytes);
	else if (store.awaited != 0 && store.header.id == store.awaited)
		store.answered = true;
}

void store_pump(void)
{
	while (store.page && !store.broken && !store.answered) {
		size_t missing = sizeof(store.header) - store.header_bytes, part;
		if (missing > 0) {
			part = store_take((uint8_t *)&store.header + store.header_bytes, missing);
			store.header_bytes += (uint32_t)part;
			if (part < missing)
				return;
			if (store.header.bytes > UC_XENBUS_MOST_BYTES) {
				store_broken("a message too long");
				return;
			}
		}
		missing = store.header.bytes - store.body_bytes;
		part = store_take(store.body + store.body_bytes, missing);
		store.body_bytes += (uint32_t)part;
		if (part < missing || store.broken)
			return;
		finish();
	}
}

void store_enter(void)
{
	UC_WAIT_EVENT(&store.turn, !store.busy, UC_FOREVER, false);
	store.busy = true;
}

void store_leave(void)
{
	store.busy = false;
	uc_waitq_wake(&store.turn, 0, 1);
}

static int put_all(const void *data, size_t bytes, uint64_t deadline_ns)
{
	const uint8_t *rest = data;
	while (bytes > 0) {
		size_t part = 0;
		int result = UC_WAIT_EVENT(&store.wake, store.broken || (part = store_put(rest, bytes)) > 0,
					   deadline_ns, false);
		if (store.broken)
			return -EIO;
		if (result < 0) {
			/* Half a message cannot be taken back. */
			store_broken("it takes no requests");
			return -ETIMEDOUT;
		}
		rest += part;
		bytes -= part;
		if (bytes > 0)
			uc_xen_event_send(store.port);
	}
	return 0;
}

static int put_message(uint32_t type, uc_xenbus_transaction transaction, const struct store_piece *pieces,
		       unsigned count, uint64_t deadline_ns)
{
	struct store_header header = {.type = type, .id = store.awaited, .transaction = transaction};
	for (unsigned n = 0; n < count; n++)
		header.bytes += (uint32_t)pieces[n].bytes;
	int result = put_all(&header, sizeof(header), deadline_ns);
	for (unsigned n = 0; n < count && result == 0; n++)
		result = put_all(pieces[n].data, pieces[n].bytes, deadline_ns);
	if (result == 0)
		uc_xen_event_send(store.port);
	return result;
}

/** What xenstore calls an error: xsd_errors of io/xs_wire.h. */
static int read_error(const char *text)
{
	static const struct {
		const char name[12];
		int number;
	} errors[] = {{"EINVAL", EINVAL}, {"EACCES", EACCES}, {"EEXIST", EEXIST},       {"EISDIR", EISDIR},
		      {"ENOENT", ENOENT}, {"ENOMEM", ENOMEM}, {"ENOSPC", ENOSPC},       {"EIO", EIO},
		      {"EROFS", EROFS},   {"ENOSYS", ENOSYS}, {"ENOTEMPTY", ENOTEMPTY}, {"EBUSY", EBUSY},
		      {"EAGAIN", EAGAIN}, {"E2BIG", E2BIG},   {"EISCONN", EISCONN},     {"EPERM", EPERM}};
	size_t bytes = strlen(text) + 1;
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(errors); n++)
		if (bytes <= sizeof(errors[n].name) && memcmp(text, errors[n].name, bytes) == 0)
			return -errors[n].number;
	return -EIO;
}

static long take_answer(uint32_t type, char *reply, size_t bytes)
{
	uint32_t length = store.header.bytes;
	if (store.header.type == XS_ERROR)
		return read_error((const char *)store.body);
	if (store.header.type != type) {
		store_broken("an answer of another kind");
		return -EIO;
	}
	if (bytes == 0)
		return 0;
	if (length >= bytes)
		return -E2BIG;
	memcpy(reply, store.body, length + 1);
	return length;
}

long store_request(uint32_t type, uc_xenbus_transaction transaction, const struct store_piece *pieces, unsigned count,
		   char *reply, size_t bytes)
{
	uint64_t deadline_ns = uc_clock_monotonic_ns() + CONFIG_XENBUS_ANSWER_MS * UC_NS_PER_MS;
	size_t whole = 0;
	for (unsigned n = 0; n < count; n++)
		whole += pieces[n].bytes;
	if (!store.page)
		return -ENODEV;
	if (whole > UC_XENBUS_MOST_BYTES)
		return -E2BIG;
	store_enter();
	store.last_id = store.last_id == UINT32_MAX ? 1 : store.last_id + 1;
	store.awaited = store.last_id;
	long result = store.broken ? -EIO : put_message(type, transaction, pieces, count, deadline_ns);
	if (result == 0)
		result = UC_WAIT_EVENT(&store.wake, (store_pump(), store.answered || store.broken), deadline_ns, false);
	if (result == 0)
		result = store.answered ? take_answer(type, reply, bytes) : -EIO;
	store.awaited = 0;
	store.answered = false;
	store_leave();
	/* Behind the answer there may be events of watches. */
	uc_waitq_wake_all(&store.wake, 0);
	return result;
}

/** Connects to the page as it is now. */
static int connect(void)
{
	struct uc_xen_channel channel;
	int result = uc_xen_store(&channel);
	if (result < 0)
		return result;
	store.page = channel.page;
	store.port = channel.port;
	store.header_bytes = store.body_bytes = 0;
	store.broken = false;
	return uc_xen_event_attach(store.port, on_event, NULL);
}

static void suspend(struct uc_xen_suspend_hook *hook)
{
	(void)hook;
	store_enter();
}

static void resume(struct uc_xen_suspend_hook *hook, bool cancelled)
{
	(void)hook;
	if (!cancelled && connect() < 0)
		store_broken("it is gone");
	store_leave();
	if (!cancelled)
		store_watch_again();
}

int uc_xenbus_init(void);
int uc_xenbus_init(void)
{
	static struct uc_xen_suspend_hook hook = {.suspend = suspend, .resume = resume};
	store.body = uc_heap_alloc(UC_XENBUS_MOST_BYTES + 1);
	if (!store.body)
		return -ENOMEM;
	if (connect() == 0)
		uc_xen_on_suspend(&hook);
	/* A domain without xenstore (dom0 itself, dom0less) has no devices either. */
	return 0;
}
