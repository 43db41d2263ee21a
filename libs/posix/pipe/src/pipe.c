/* SPDX-License-Identifier: BSD-3-Clause */
/* pipe and pipe2 (pipe(7)): two files over one queue. Up to PIPE_BUF bytes are written as one. */
#include <unicore/attention.h>
#include <unicore/byte-queue.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/syscall.h>

#define PIPE_BUF 4096UL
#define SIGPIPE 13

struct pipe {
	struct uc_file reader, writer;
	bool has_reader, has_writer;
	uint64_t ino;
	struct uc_byte_queue queue;
};

static struct pipe *of_reader(struct uc_file *file)
{
	return UC_CONTAINER_OF(file, struct pipe, reader);
}

static struct pipe *of_writer(struct uc_file *file)
{
	return UC_CONTAINER_OF(file, struct pipe, writer);
}

static unsigned reader_poll(struct uc_file *file)
{
	const struct pipe *pipe = of_reader(file);
	return (pipe->queue.length > 0 ? UC_POLL_READABLE : 0) | (pipe->has_writer ? 0 : UC_POLLHUP);
}

/* Writable means that PIPE_BUF bytes would not wait. */
static unsigned writer_poll(struct uc_file *file)
{
	const struct pipe *pipe = of_writer(file);
	bool has_room = pipe->queue.most - pipe->queue.length >= PIPE_BUF;
	return (has_room ? UC_POLL_WRITABLE : 0) | (pipe->has_reader ? 0 : UC_POLLERR);
}

static void tell_reader(struct pipe *pipe)
{
	uc_waitq_wake_all(&pipe->reader.waiters, reader_poll(&pipe->reader));
}

static void tell_writer(struct pipe *pipe)
{
	uc_waitq_wake_all(&pipe->writer.waiters, writer_poll(&pipe->writer));
}

static long pipe_read(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	struct pipe *pipe = of_reader(file);
	size_t bytes = uc_iovec_bytes(vector, count);
	(void)position;
	if (bytes == 0)
		return 0;
	if (pipe->queue.length == 0 && pipe->has_writer) {
		if (file->flags & UC_O_NONBLOCK)
			return -EAGAIN;
		int error =
			UC_WAIT_EVENT(&file->waiters, pipe->queue.length > 0 || !pipe->has_writer, UC_FOREVER, true);
		if (error)
			return error;
	}
	if (bytes > pipe->queue.length)
		bytes = pipe->queue.length;
	if (bytes == 0)
		return 0;
	uc_byte_queue_peek(&pipe->queue, vector, 0, bytes);
	uc_byte_queue_drop(&pipe->queue, bytes);
	tell_writer(pipe);
	return (long)bytes;
}

static long pipe_write(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	struct pipe *pipe = of_writer(file);
	size_t bytes = uc_iovec_bytes(vector, count), done = 0;
	size_t least = bytes <= PIPE_BUF ? bytes : 1;
	(void)position;
	while (done < bytes) {
		if (!pipe->has_reader) {
			uc_raise_signal(SIGPIPE);
			return done > 0 ? (long)done : -EPIPE;
		}
		size_t room = uc_byte_queue_reserve(&pipe->queue, bytes - done);
		if (room >= least) {
			size_t part = room < bytes - done ? room : bytes - done;
			uc_byte_queue_put(&pipe->queue, vector, done, part);
			done += part;
			tell_reader(pipe);
			continue;
		}
		int error = 0;
		if (pipe->queue.length == 0)
			error = -ENOMEM; /* nobody would make room */
		else if (file->flags & UC_O_NONBLOCK)
			error = -EAGAIN;
		else
			error = UC_WAIT_EVENT(&file->waiters,
					      !pipe->has_reader || pipe->queue.length == 0 ||
						      uc_byte_queue_reserve(&pipe->queue, least) >= least,
					      UC_FOREVER, true);
		if (error)
			return done > 0 ? (long)done : error;
	}
	return (long)done;
}

static long pipe_control(const struct pipe *pipe, unsigned request, int *argument)
{
	if (request != UC_FIONREAD)
		return -ENOTTY;
	if (!argument)
		return -EFAULT;
	*argument = (int)pipe->queue.length;
	return 0;
}

static long reader_control(struct uc_file *file, unsigned request, void *argument)
{
	return pipe_control(of_reader(file), request, argument);
}

static long writer_control(struct uc_file *file, unsigned request, void *argument)
{
	return pipe_control(of_writer(file), request, argument);
}

static int pipe_stat(const struct pipe *pipe, struct uc_stat *stat)
{
	stat->mode = UC_S_IFIFO | 0600;
	stat->nlink = 1;
	stat->ino = pipe->ino;
	stat->blksize = PIPE_BUF;
	return 0;
}

static int reader_stat(struct uc_file *file, struct uc_stat *stat)
{
	return pipe_stat(of_reader(file), stat);
}

static int writer_stat(struct uc_file *file, struct uc_stat *stat)
{
	return pipe_stat(of_writer(file), stat);
}

static void free_if_closed(struct pipe *pipe)
{
	if (pipe->has_reader || pipe->has_writer)
		return;
	uc_byte_queue_free(&pipe->queue);
	uc_heap_free(pipe);
}

static void reader_release(struct uc_file *file)
{
	struct pipe *pipe = of_reader(file);
	pipe->has_reader = false;
	if (pipe->has_writer)
		tell_writer(pipe);
	free_if_closed(pipe);
}

static void writer_release(struct uc_file *file)
{
	struct pipe *pipe = of_writer(file);
	pipe->has_writer = false;
	if (pipe->has_reader)
		tell_reader(pipe);
	free_if_closed(pipe);
}

static const struct uc_file_operations reader_operations = {
	.read = pipe_read,
	.stat = reader_stat,
	.control = reader_control,
	.poll = reader_poll,
	.release = reader_release,
};

static const struct uc_file_operations writer_operations = {
	.write = pipe_write,
	.stat = writer_stat,
	.control = writer_control,
	.poll = writer_poll,
	.release = writer_release,
};

static long make(int *descriptors, unsigned flags)
{
	static uint64_t last_ino = 1; /* 1 of device 0 is the console */
	if (flags & ~(UC_O_CLOEXEC | UC_O_NONBLOCK))
		return -EINVAL;
	if (!descriptors)
		return -EFAULT;
	struct pipe *pipe = uc_heap_alloc(sizeof *pipe);
	if (!pipe)
		return -ENOMEM;
	uc_file_init(&pipe->reader, &reader_operations, UC_O_RDONLY | (flags & UC_O_NONBLOCK));
	uc_file_init(&pipe->writer, &writer_operations, UC_O_WRONLY | (flags & UC_O_NONBLOCK));
	uc_byte_queue_init(&pipe->queue, CONFIG_POSIX_PIPE_BYTES);
	pipe->has_reader = pipe->has_writer = true;
	pipe->ino = ++last_ino;
	int error = uc_descriptor_install_pair(&pipe->reader, &pipe->writer, flags & UC_O_CLOEXEC, descriptors);
	if (error) {
		uc_file_put(&pipe->writer);
		uc_file_put(&pipe->reader);
	}
	return error;
}

UC_SYSCALL1(pipe, int *, descriptors)
{
	return make(descriptors, 0);
}

UC_SYSCALL2(pipe2, int *, descriptors, unsigned, flags)
{
	return make(descriptors, flags);
}
