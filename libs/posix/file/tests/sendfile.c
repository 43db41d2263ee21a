/* SPDX-License-Identifier: BSD-3-Clause */
/* sendfile from files in memory: nothing is copied, holds are given back, partial writes count. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define BYTES 200000
#define PIECE 3000

static char source[BYTES];
static struct uc_file_data held;
static int reads, writes, out_limit;
static bool can_map;
static long written;
static bool in_place;

static void held_release(struct uc_file_data *data)
{
	(void)data;
	uc_test_fail(__FILE__, __LINE__, "data were released");
}

static int in_map(struct uc_file *file, int64_t offset, size_t bytes, bool shared, struct uc_file_piece *piece)
{
	(void)file;
	if (!can_map || shared)
		return -ENODEV;
	size_t left = offset < BYTES ? (size_t)(BYTES - offset) : 0, most = PIECE - (size_t)offset % PIECE;
	if (left > most)
		left = most;
	if (left > bytes)
		left = bytes;
	*piece = (struct uc_file_piece){source + offset, left, left ? &held : NULL};
	uc_file_data_get(piece->data);
	return 0;
}

static long in_read(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)file;
	size_t bytes = uc_iovec_bytes(vector, count), left = *position < BYTES ? (size_t)(BYTES - *position) : 0;
	reads++;
	if (bytes > left)
		bytes = left;
	uc_iovec_put(vector, 0, source + *position, bytes);
	*position += (int64_t)bytes;
	return (long)bytes;
}

static int64_t in_seek(struct uc_file *file, int64_t offset, int whence)
{
	return uc_file_seek(file, offset, whence, BYTES);
}

static long out_write(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)file, (void)position;
	long done = 0;
	writes++;
	for (int i = 0; i < count && out_limit > 0; i++) {
		size_t part = vector[i].bytes < (size_t)out_limit ? vector[i].bytes : (size_t)out_limit;
		const char *from = vector[i].base;
		in_place = in_place && from == source + written + done;
		UC_CHECK(memcmp(from, source + written + done, part) == 0);
		done += (long)part;
		out_limit -= (int)part;
	}
	written += done;
	return done > 0 ? done : -EAGAIN;
}

static const struct uc_file_operations in_operations = {.read = in_read, .seek = in_seek, .map = in_map};
static const struct uc_file_operations out_operations = {.write = out_write};
static struct uc_file in, out;
static int in_descriptor, out_descriptor;

static void start(bool map, int limit)
{
	for (int i = 0; i < BYTES; i++)
		source[i] = (char)(i * 31 >> 4);
	held = (struct uc_file_data){1, held_release};
	reads = writes = 0;
	written = 0;
	can_map = map;
	out_limit = limit;
	in_place = true;
	uc_file_init(&in, &in_operations, UC_O_RDONLY);
	uc_file_init(&out, &out_operations, UC_O_WRONLY);
	in_descriptor = uc_descriptor_install(&in, 0, false);
	out_descriptor = uc_descriptor_install(&out, 0, false);
}

static void finish(void)
{
	UC_CALL(close, in_descriptor);
	UC_CALL(close, out_descriptor);
	UC_CHECK_EQUAL(held.references, 1);
}

UC_TEST(sendfile_writes_from_where_the_data_lie)
{
	start(true, BYTES);
	UC_CHECK_EQUAL(UC_CALL(sendfile, out_descriptor, in_descriptor, 0, BYTES * 2), BYTES);
	UC_CHECK_EQUAL(in.position, BYTES);
	UC_CHECK_EQUAL(reads, 0);
	UC_CHECK(in_place);
	/* Pieces are gathered: one write for 16 of them. */
	UC_CHECK_EQUAL(writes, (BYTES / PIECE + 16) / 16);
	finish();
}

UC_TEST(sendfile_copies_what_does_not_lie_in_memory)
{
	start(false, BYTES);
	UC_CHECK_EQUAL(UC_CALL(sendfile, out_descriptor, in_descriptor, 0, BYTES), BYTES);
	UC_CHECK(reads > 1 && !in_place);
	finish();
}

UC_TEST(sendfile_counts_what_was_taken)
{
	for (int map = 0; map < 2; map++) {
		int64_t offset = 0;
		start(map, 50001);
		UC_CHECK_EQUAL(UC_CALL(sendfile, out_descriptor, in_descriptor, &offset, BYTES), 50001);
		UC_CHECK_EQUAL(offset, 50001);
		UC_CHECK_EQUAL(in.position, 0);
		UC_CHECK_EQUAL(UC_CALL(sendfile, out_descriptor, in_descriptor, &offset, BYTES), -EAGAIN);
		UC_CHECK_EQUAL(offset, 50001);
		finish();
	}
}

UC_TEST(sendfile_refuses)
{
	int64_t offset = 0;
	start(true, BYTES);
	out.flags |= UC_O_APPEND;
	UC_CHECK_EQUAL(UC_CALL(sendfile, out_descriptor, in_descriptor, 0, 1), -EINVAL);
	out.flags &= ~UC_O_APPEND;
	UC_CHECK_EQUAL(UC_CALL(sendfile, in_descriptor, in_descriptor, 0, 1), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(sendfile, out_descriptor, out_descriptor, 0, 1), -EBADF);
	int event = (int)UC_CALL(eventfd2, 0, 0);
	UC_CHECK_EQUAL(UC_CALL(sendfile, out_descriptor, event, &offset, 1), -ESPIPE);
	UC_CHECK_EQUAL(UC_CALL(sendfile, out_descriptor, in_descriptor, 0, 0), 0);
	UC_CALL(close, event);
	finish();
}
