/* SPDX-License-Identifier: BSD-3-Clause */
/* sendfile: what lies in memory is written from where it lies, or lent; other files go through a buffer. */
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/heap.h>
#include <unicore/syscall.h>

/* Pieces that one write takes: 64 KiB of single pages. */
#define PIECES 16
#define BUFFER_BYTES 16384UL

struct batch {
	struct uc_iovec vector[PIECES];
	struct uc_file_data *data[PIECES];
	int count;
	size_t bytes;
};

/* Gathers pieces from `offset` on. Returns 0 (perhaps with none: the end of the file) or why there is not even one. */
static int gather(struct uc_file *in, int64_t offset, size_t bytes, struct batch *batch)
{
	batch->count = 0;
	batch->bytes = 0;
	while (batch->count < PIECES && batch->bytes < bytes) {
		struct uc_file_piece piece;
		int error =
			in->operations->map(in, offset + (int64_t)batch->bytes, bytes - batch->bytes, false, &piece);
		if (error)
			return batch->count > 0 ? 0 : error;
		if (piece.bytes == 0)
			break;
		batch->vector[batch->count] = (struct uc_iovec){piece.address, piece.bytes};
		batch->data[batch->count++] = piece.data;
		batch->bytes += piece.bytes;
	}
	return 0;
}

static long send_mapped(struct uc_file *out, struct uc_file *in, int64_t *offset, size_t bytes)
{
	struct batch batch;
	int64_t *position = out->operations->seek ? &out->position : NULL;
	long sent = gather(in, *offset, bytes, &batch);
	if (batch.count > 0 && out->operations->lend)
		sent = out->operations->lend(out, batch.vector, batch.data, batch.count);
	else if (batch.count > 0)
		sent = out->operations->write(out, batch.vector, batch.count, position);
	for (int i = 0; i < batch.count; i++)
		uc_file_data_put(batch.data[i]);
	if (sent > 0)
		*offset += sent;
	return sent;
}

/* A part that was read and could not be written stays unread: the offset moves by what was written. */
static long send_copied(struct uc_file *out, struct uc_file *in, int64_t *offset, size_t bytes)
{
	struct uc_iovec part = {NULL, bytes < BUFFER_BYTES ? bytes : BUFFER_BYTES};
	part.base = uc_heap_alloc(part.bytes);
	if (!part.base)
		return -ENOMEM;
	void *buffer = part.base;
	int64_t from = *offset;
	long result = in->operations->read(in, &part, 1, &from);
	if (result > 0) {
		part.bytes = (size_t)result;
		result = out->operations->write(out, &part, 1, out->operations->seek ? &out->position : NULL);
	}
	uc_heap_free(buffer);
	if (result > 0)
		*offset += result;
	return result;
}

static long send(struct uc_file *out, struct uc_file *in, int64_t *offset, size_t bytes)
{
	size_t sent = 0;
	while (sent < bytes) {
		long result = in->operations->map ? send_mapped(out, in, offset, bytes - sent) : -ENODEV;
		if (result == -ENODEV)
			result = send_copied(out, in, offset, bytes - sent);
		if (result < 0 && sent == 0)
			return result;
		if (result <= 0)
			break;
		sent += (size_t)result;
	}
	return (long)sent;
}

static long check(const struct uc_file *out, const struct uc_file *in, const int64_t *offset)
{
	if (!out || !in || !uc_file_readable(in) || !uc_file_writable(out))
		return -EBADF;
	if (!in->operations->seek)
		return offset ? -ESPIPE : -EINVAL;
	if (!in->operations->read || !out->operations->write || out->flags & UC_O_APPEND || (offset && *offset < 0))
		return -EINVAL;
	return 0;
}

UC_SYSCALL4(sendfile, int, out_descriptor, int, in_descriptor, int64_t *, offset, size_t, bytes)
{
	struct uc_file *out = uc_descriptor_file(out_descriptor), *in = uc_descriptor_file(in_descriptor);
	long result = check(out, in, offset);
	if (!result)
		result = send(out, in, offset ? offset : &in->position,
			      bytes < UC_TRANSFER_MOST ? bytes : UC_TRANSFER_MOST);
	if (in)
		uc_file_put(in);
	if (out)
		uc_file_put(out);
	return result;
}
