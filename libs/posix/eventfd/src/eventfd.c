/* SPDX-License-Identifier: BSD-3-Clause */
/* eventfd(2): a write adds to the counter, a read takes it, or 1 of it when it is a semaphore. */
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/heap.h>
#include <unicore/syscall.h>

#define EFD_SEMAPHORE 1u

/* The highest value that the counter has. */
#define MOST (UINT64_MAX - 1)

struct event {
	struct uc_file file;
	uint64_t count;
	bool is_semaphore;
};

static struct event *event_of(struct uc_file *file)
{
	return UC_CONTAINER_OF(file, struct event, file);
}

static unsigned event_poll(struct uc_file *file)
{
	uint64_t count = event_of(file)->count;
	return (count > 0 ? UC_POLL_READABLE : 0) | (count < MOST ? UC_POLL_WRITABLE : 0);
}

static void tell(struct event *event)
{
	uc_waitq_wake_all(&event->file.waiters, event_poll(&event->file));
}

static long event_read(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	struct event *event = event_of(file);
	(void)position;
	if (uc_iovec_bytes(vector, count) < sizeof event->count)
		return -EINVAL;
	if (event->count == 0) {
		if (file->flags & UC_O_NONBLOCK)
			return -EAGAIN;
		int error = UC_WAIT_EVENT(&file->waiters, event->count > 0, UC_FOREVER, true);
		if (error)
			return error;
	}
	uint64_t taken = event->is_semaphore ? 1 : event->count;
	event->count -= taken;
	tell(event);
	uc_iovec_put(vector, 0, &taken, sizeof taken);
	return sizeof taken;
}

static long event_write(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	struct event *event = event_of(file);
	uint64_t added;
	(void)position;
	if (uc_iovec_bytes(vector, count) < sizeof added)
		return -EINVAL;
	uc_iovec_get(vector, 0, &added, sizeof added);
	if (added > MOST)
		return -EINVAL;
	if (added > MOST - event->count) {
		if (file->flags & UC_O_NONBLOCK)
			return -EAGAIN;
		int error = UC_WAIT_EVENT(&file->waiters, added <= MOST - event->count, UC_FOREVER, true);
		if (error)
			return error;
	}
	event->count += added;
	tell(event);
	return sizeof added;
}

static void event_release(struct uc_file *file)
{
	uc_heap_free(event_of(file));
}

static const struct uc_file_operations operations = {
	.read = event_read,
	.write = event_write,
	.poll = event_poll,
	.release = event_release,
};

static long make(unsigned count, unsigned flags)
{
	if (flags & ~(EFD_SEMAPHORE | UC_O_CLOEXEC | UC_O_NONBLOCK))
		return -EINVAL;
	struct event *event = uc_heap_alloc(sizeof *event);
	if (!event)
		return -ENOMEM;
	uc_file_init(&event->file, &operations, UC_O_RDWR | (flags & UC_O_NONBLOCK));
	event->count = count;
	event->is_semaphore = flags & EFD_SEMAPHORE;
	int descriptor = uc_descriptor_install(&event->file, 0, flags & UC_O_CLOEXEC);
	if (descriptor < 0)
		uc_file_put(&event->file);
	return descriptor;
}

UC_SYSCALL1(eventfd, unsigned, count)
{
	return make(count, 0);
}

UC_SYSCALL2(eventfd2, unsigned, count, unsigned, flags)
{
	return make(count, flags);
}
