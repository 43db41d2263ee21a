/* SPDX-License-Identifier: BSD-3-Clause */
/* Files in memory: private copies, and shared pages of files that have them. */
#include "support.h"
#include <unicore/compiler.h>
#include <unicore/file.h>
#include <unicore/string.h>

#define SIZE (PAGE + 100)

static struct {
	struct uc_file file;
	struct uc_file_data data;
	char *bytes;
	bool released;
} made;

static long file_read(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)file, (void)count;
	size_t left = *position < (int64_t)SIZE ? SIZE - (size_t)*position : 0;
	size_t part = vector[0].bytes < left ? vector[0].bytes : left;
	if (part > 1000)
		part = 1000; /* short reads are allowed */
	memcpy(vector[0].base, made.bytes + *position, part);
	*position += (int64_t)part;
	return (long)part;
}

static int64_t file_seek(struct uc_file *file, int64_t offset, int whence)
{
	return uc_file_seek(file, offset, whence, SIZE);
}

static int file_map(struct uc_file *file, int64_t offset, size_t bytes, bool shared, struct uc_file_piece *piece)
{
	(void)file, (void)shared;
	size_t left = 2 * PAGE - (size_t)offset;
	uc_file_data_get(&made.data);
	*piece = (struct uc_file_piece){made.bytes + offset, bytes < left ? bytes : left, &made.data};
	return 0;
}

static void file_release(struct uc_file *file)
{
	(void)file;
	made.released = true;
}

static void data_release(struct uc_file_data *data)
{
	(void)data;
}

static const struct uc_file_operations operations = {
	.read = file_read,
	.seek = file_seek,
	.map = file_map,
	.release = file_release,
};

static int open_file(unsigned flags)
{
	uc_file_init(&made.file, &operations, flags);
	made.data = (struct uc_file_data){1, data_release};
	made.released = false;
	if (!made.bytes)
		made.bytes = uc_pages_alloc(2);
	memset(made.bytes, 0, 2 * PAGE);
	for (size_t i = 0; i < SIZE; i++)
		made.bytes[i] = (char)(i % 100 + 1);
	return uc_descriptor_install(&made.file, 0, false);
}

UC_TEST(a_private_mapping_is_a_copy)
{
	int d = open_file(UC_O_RDONLY);
	long start = UC_CALL(mmap, 0, SIZE, READ | WRITE, PRIVATE, d, 0);
	UC_REQUIRE(start > 0);
	char *memory = (char *)start;
	UC_CHECK_EQUAL(UC_CALL(close, d), 0);
	UC_CHECK(memcmp(memory, made.bytes, 2 * PAGE) == 0); /* and zeros behind the end */
	memory[0] = 'x';
	UC_CHECK_EQUAL(made.bytes[0], 1);
	UC_CHECK_EQUAL(unmap(memory, SIZE), 0);
	UC_CHECK(made.released);
}

UC_TEST(a_private_mapping_from_the_middle)
{
	int d = open_file(UC_O_RDONLY);
	long start = UC_CALL(mmap, 0, PAGE, READ, PRIVATE, d, PAGE);
	UC_REQUIRE(start > 0);
	UC_CHECK(memcmp((char *)start, made.bytes + PAGE, PAGE) == 0);
	UC_CHECK(faults((char *)start, true));
	UC_CHECK_EQUAL(made.file.position, 0);
	unmap((void *)start, PAGE);
	UC_CALL(close, d);
}

UC_TEST(a_shared_mapping_is_the_file)
{
	int d = open_file(UC_O_RDWR);
	long start = UC_CALL(mmap, 0, SIZE, READ | WRITE, SHARED, d, 0);
	UC_REQUIRE(start > 0);
	*(char *)start = 'x';
	UC_CHECK_EQUAL(made.bytes[0], 'x');
	UC_CALL(close, d);
	UC_CHECK(!made.released);
	UC_CHECK_EQUAL(UC_CALL(msync, start, SIZE, 4), 0);
	UC_CHECK_EQUAL(unmap((void *)start, SIZE), 0);
	UC_CHECK(made.released);
	UC_CHECK_EQUAL(made.data.references, 1);
}

UC_TEST(mappings_of_files_obey_their_rights)
{
	int d = open_file(UC_O_RDONLY);
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, SIZE, READ | WRITE, SHARED, d, 0), -EACCES);
	UC_CALL(close, d);
	d = open_file(UC_O_WRONLY);
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, SIZE, READ, PRIVATE, d, 0), -EACCES);
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, SIZE, READ, PRIVATE, d, 100), -EINVAL);
	UC_CALL(close, d);
}
