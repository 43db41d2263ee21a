/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random operations on files against a shadow of what they must hold. One file begins as content of the image, which
 * must never change.
 */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/pagealloc.h>
#include <unicore/ramfs.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define MOST 40000

static unsigned char content[MOST], shadow[MOST], buffer[MOST];
static long size;

static void fill(unsigned char *bytes, long length)
{
	for (long i = 0; i < length; i++)
		bytes[i] = (unsigned char)uc_test_random();
}

static long random_below(long most)
{
	return most > 0 ? (long)(uc_test_random() % (uint64_t)most) : 0;
}

static bool write_some(int file)
{
	long offset = random_below(MOST), length = random_below(uc_test_random() % 4 ? 300 : MOST - offset);
	if (length > MOST - offset)
		length = MOST - offset;
	fill(buffer, length);
	if (UC_CALL(pwrite64, file, buffer, length, offset) != length)
		return false;
	if (length == 0)
		return true;
	if (offset > size)
		memset(shadow + size, 0, (size_t)(offset - size));
	memcpy(shadow + offset, buffer, (size_t)length);
	if (offset + length > size)
		size = offset + length;
	return true;
}

static bool read_some(int file)
{
	long offset = random_below(MOST), length = random_below(MOST), expected = size - offset;
	if (expected < 0)
		expected = 0;
	if (expected > length)
		expected = length;
	long got = UC_CALL(pread64, file, buffer, length, offset);
	return got == expected && memcmp(buffer, shadow + offset, (size_t)expected) == 0;
}

static bool resize(int file)
{
	long wanted = random_below(MOST);
	if (UC_CALL(ftruncate, file, wanted))
		return false;
	if (wanted > size)
		memset(shadow + size, 0, (size_t)(wanted - size));
	size = wanted;
	return true;
}

/* What sendfile and mappings see. */
static bool map_some(struct uc_file *file)
{
	long offset = random_below(MOST), length = random_below(MOST) + 1;
	bool shared = uc_test_random() % 8 == 0;
	struct uc_file_piece piece;
	if (shared)
		offset -= offset % (long)UC_PAGE_BYTES;
	if (file->operations->map(file, offset, (size_t)length, shared, &piece))
		return false;
	long there = size - offset > 0 ? size - offset : 0,
	     seen = (long)piece.bytes < there ? (long)piece.bytes : there;
	bool good = (piece.bytes > 0) == (there > 0);
	good = good && (seen == 0 || memcmp(piece.address, shadow + offset, (size_t)seen) == 0);
	for (long i = seen; i < (long)piece.bytes; i++)
		good = good && ((const char *)piece.address)[i] == 0;
	if (shared && there > 0) {
		/* Written there, it is in the file. */
		((unsigned char *)piece.address)[0] ^= 0x55;
		shadow[offset] ^= 0x55;
		good = good && (uintptr_t)piece.address % UC_PAGE_BYTES == 0 && piece.bytes % UC_PAGE_BYTES == 0;
	} else {
		good = good && (long)piece.bytes <= length;
	}
	uc_file_data_put(piece.data);
	return good;
}

static bool run(int descriptor, int rounds)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	bool good = true;
	for (int i = 0; i < rounds && good; i++) {
		unsigned what = (unsigned)(uc_test_random() % 16);
		good = what < 6    ? write_some(descriptor)
		       : what < 11 ? read_some(descriptor)
		       : what < 13 ? resize(descriptor)
				   : map_some(file);
		struct uc_linux_stat stat;
		UC_CALL(fstat, descriptor, &stat);
		good = good && stat.size == size && stat.blocks >= 0 && stat.blocks <= (size + 8191) / 4096 * 8 + 8;
		if (!good)
			uc_test_fail(__FILE__, __LINE__, "round %d, operation %u", i, what);
	}
	uc_file_put(file);
	return good;
}

UC_TEST(ramfs_file_is_its_shadow)
{
	size_t before = uc_pages_free_count();
	size = 0;
	int file = UC_CALL(open, "/shadow", UC_O_CREAT | UC_O_RDWR, 0644);
	UC_REQUIRE(file >= 0);
	UC_CHECK(run(file, 5000));
	UC_CHECK_EQUAL(UC_CALL(ftruncate, file, 0), 0);
	struct uc_linux_stat stat;
	UC_CALL(fstat, file, &stat);
	UC_CHECK_EQUAL(stat.blocks, 0);
	UC_CALL(close, file);
	UC_CALL(unlink, "/shadow");
	/* The heap may hold on to a region for the tables. */
	UC_CHECK(uc_pages_free_count() + 64 >= before);
}

UC_TEST(ramfs_content_of_the_image_is_copied_where_it_is_written)
{
	for (int turn = 0; turn < 5; turn++) {
		size = MOST - turn * 3000;
		fill(content, MOST);
		memcpy(shadow, content, MOST);
		static unsigned char kept[MOST];
		memcpy(kept, content, MOST);
		int file = UC_CALL(open, "/content", UC_O_CREAT | UC_O_RDWR, 0644);
		struct uc_inode *inode;
		UC_REQUIRE(file >= 0 && uc_vfs_lookup("/content", &inode) == 0);
		uc_ramfs_set_content(inode, content, (size_t)size);
		uc_inode_put(inode);
		UC_CHECK(run(file, 1000));
		UC_CHECK(memcmp(content, kept, MOST) == 0);
		UC_CALL(close, file);
		UC_CALL(unlink, "/content");
	}
}

UC_TEST(ramfs_gives_content_where_it_lies)
{
	struct uc_inode *inode;
	struct uc_file_piece piece;
	int file = UC_CALL(open, "/where", UC_O_CREAT | UC_O_RDWR, 0644);
	UC_REQUIRE(file >= 0 && uc_vfs_lookup("/where", &inode) == 0);
	uc_ramfs_set_content(inode, content, MOST);
	UC_CHECK_EQUAL(inode->operations->map(inode, 100, MOST, false, &piece), 0);
	UC_CHECK(piece.address == content + 100 && piece.bytes == MOST - 100 && !piece.data);
	/* Another page is written: what comes before it still lies there. */
	UC_CHECK_EQUAL(UC_CALL(pwrite64, file, "x", 1, 3 * UC_PAGE_BYTES), 1);
	UC_CHECK_EQUAL(inode->operations->map(inode, 100, MOST, false, &piece), 0);
	UC_CHECK(piece.address == content + 100 && piece.bytes == 3 * UC_PAGE_BYTES - 100);
	uc_inode_put(inode);
	UC_CALL(close, file);
	UC_CALL(unlink, "/where");
}

UC_TEST(ramfs_data_outlive_the_file)
{
	struct uc_inode *inode;
	struct uc_file_piece piece;
	int file = UC_CALL(open, "/held", UC_O_CREAT | UC_O_RDWR, 0644);
	UC_CHECK_EQUAL(UC_CALL(write, file, "held", 4), 4);
	UC_REQUIRE(uc_vfs_lookup("/held", &inode) == 0);
	UC_CHECK_EQUAL(inode->operations->map(inode, 0, 4, false, &piece), 0);
	UC_CALL(ftruncate, file, 0);
	uc_inode_put(inode);
	UC_CALL(close, file);
	UC_CALL(unlink, "/held");
	UC_CHECK(memcmp(piece.address, "held", 4) == 0);
	UC_CHECK_EQUAL(piece.data->references, 1);
	uc_file_data_put(piece.data);
}

UC_TEST(ramfs_files_have_a_largest_size)
{
	int file = UC_CALL(open, "/large", UC_O_CREAT | UC_O_RDWR, 0644);
	UC_CHECK_EQUAL(UC_CALL(ftruncate, file, (1LL << 40) + 1), -EFBIG);
	UC_CHECK_EQUAL(UC_CALL(ftruncate, file, 1LL << 40), 0);
	UC_CHECK_EQUAL(UC_CALL(pwrite64, file, "x", 1, 1LL << 40), -EFBIG);
	UC_CHECK_EQUAL(UC_CALL(pread64, file, buffer, 10, (1LL << 40) - 4), 4);
	UC_CALL(close, file);
	UC_CALL(unlink, "/large");
}
