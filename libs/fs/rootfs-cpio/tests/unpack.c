/* SPDX-License-Identifier: BSD-3-Clause */
/* Archives as they should be, as they should not be, and as nobody would make them. */
#include "archive.h"
#include <unicore/cpio.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/heapfault.h>
#include <unicore/ramfs.h>

static struct archive archive;

static struct uc_filesystem *make_empty(void)
{
	struct uc_filesystem *filesystem;
	return uc_ramfs_make(&filesystem) ? NULL : filesystem;
}

/* Unpacks into a new file system. */
static struct uc_filesystem *unpack(int expected)
{
	struct uc_filesystem *filesystem = make_empty();
	if (filesystem)
		UC_CHECK_EQUAL(uc_cpio_unpack(filesystem->root, archive.data, archive.bytes), expected);
	archive.bytes = 0;
	return filesystem;
}

static void end(struct uc_filesystem *filesystem)
{
	if (filesystem)
		UC_CHECK_EQUAL(filesystem->unmount(filesystem), 0);
}

/* The inode below the root by its path; NULL when it is not there. */
static struct uc_inode *find(struct uc_filesystem *filesystem, const char *path)
{
	struct uc_inode *inode = filesystem->root;
	uc_inode_get(inode);
	while (*path && inode) {
		size_t bytes = 0;
		while (path[bytes] && path[bytes] != '/')
			bytes++;
		struct uc_inode *inner;
		int error = inode->operations->lookup
				    ? inode->operations->lookup(inode, (struct uc_name){path, bytes}, &inner)
				    : -ENOTDIR;
		uc_inode_put(inode);
		inode = error ? NULL : inner;
		path += bytes + (path[bytes] == '/');
	}
	return inode;
}

static bool holds(struct uc_filesystem *filesystem, const char *path, const char *text)
{
	char buffer[64];
	struct uc_inode *inode = find(filesystem, path);
	struct uc_iovec part = {buffer, sizeof buffer};
	if (!inode)
		return false;
	long got = inode->operations->read ? inode->operations->read(inode, &part, 1, 0) : -1;
	uc_inode_put(inode);
	return got == (long)strlen(text) && memcmp(buffer, text, strlen(text)) == 0;
}

UC_TEST(cpio_names_in_every_form)
{
	archive_file(&archive, "/a//b/./c", "abc");
	archive_file(&archive, "./d", "d");
	archive_member(&archive, ".", (struct member_fields){.mode = 040700}, "");
	archive_end(&archive);
	struct uc_filesystem *filesystem = unpack(0);
	UC_REQUIRE(filesystem);
	UC_CHECK(holds(filesystem, "a/b/c", "abc"));
	UC_CHECK(holds(filesystem, "d", "d"));
	UC_CHECK_EQUAL(filesystem->root->mode, 040700);
	struct uc_inode *inode = find(filesystem, "d");
	UC_CHECK(inode->uid == 7 && inode->gid == 8 && inode->mtime.seconds == 1234567);
	uc_inode_put(inode);
	end(filesystem);
}

UC_TEST(cpio_later_archives_replace)
{
	archive_file(&archive, "f", "old");
	archive_file(&archive, "kept/x", "x");
	archive_end(&archive);
	memset(archive.data + archive.bytes, 0, 512);
	archive.bytes += 512;
	archive_file(&archive, "f", "new");
	archive_member(&archive, "kept", (struct member_fields){.mode = 040711}, "");
	archive_end(&archive);
	struct uc_filesystem *filesystem = unpack(0);
	UC_CHECK(holds(filesystem, "f", "new"));
	UC_CHECK(holds(filesystem, "kept/x", "x"));
	struct uc_inode *kept = find(filesystem, "kept");
	UC_CHECK_EQUAL(kept->mode, 040711);
	uc_inode_put(kept);
	end(filesystem);
}

UC_TEST(cpio_files_with_several_names)
{
	struct member_fields fields = {.mode = 0100600, .nlink = 2, .ino = 77};
	archive_member(&archive, "first", fields, "");
	fields.filesize = 4;
	archive_member(&archive, "second", fields, "data");
	archive_end(&archive);
	struct uc_filesystem *filesystem = unpack(0);
	UC_CHECK(holds(filesystem, "first", "data"));
	UC_CHECK(holds(filesystem, "second", "data"));
	struct uc_inode *inode = find(filesystem, "first");
	UC_CHECK_EQUAL(inode->nlink, 2);
	uc_inode_put(inode);
	end(filesystem);
}

UC_TEST(cpio_refuses_what_leaves_the_root)
{
	archive_file(&archive, "a/../../b", "x");
	end(unpack(-EINVAL));
	archive_file(&archive, "..", "x");
	end(unpack(-EINVAL));
	/* A link is not followed while unpacking. */
	archive_member(&archive, "l", (struct member_fields){.mode = 0120777, .filesize = 4}, "/etc");
	archive_file(&archive, "l/passwd", "x");
	end(unpack(-ENOTDIR));
	archive_file(&archive, "f", "x");
	archive_file(&archive, "f/g", "x");
	end(unpack(-ENOTDIR));
	archive_file(&archive, "d/x", "x");
	archive_file(&archive, "d", "x");
	end(unpack(-EISDIR));
	archive_member(&archive, "dev", (struct member_fields){.mode = 020600}, "");
	end(unpack(-EPERM));
	archive_member(&archive, "l", (struct member_fields){.mode = 0120777}, "");
	end(unpack(-EINVAL));
}

UC_TEST(cpio_damaged_archives_end_in_an_error)
{
	static struct archive whole;
	whole.bytes = 0;
	archive_file(&whole, "some/file", "with contents");
	archive_member(&whole, "link", (struct member_fields){.mode = 0120777, .filesize = 6}, "target");
	archive_end(&whole);
	/* Cut anywhere but at the end of a member. */
	for (size_t bytes = 1; bytes < whole.bytes; bytes++) {
		struct uc_filesystem *filesystem = make_empty();
		int error = uc_cpio_unpack(filesystem->root, whole.data, bytes);
		UC_CHECK(error == -EINVAL || error == 0);
		end(filesystem);
	}
	/* Any byte may be anything: never more than an error. */
	for (int round = 0; round < 4000; round++) {
		archive = whole;
		for (int n = 0; n < 3; n++)
			archive.data[uc_test_random() % archive.bytes] =
				(char)(uc_test_random() % 4 ? '0' + uc_test_random() % 10 : uc_test_random());
		struct uc_filesystem *filesystem = make_empty();
		int error = uc_cpio_unpack(filesystem->root, archive.data, archive.bytes);
		UC_CHECK(error <= 0);
		end(filesystem);
	}
	archive.bytes = 0;
	memcpy(archive.data, "070702", 6);
	archive.bytes = 200;
	end(unpack(-EINVAL));
	end(unpack(0));
}

UC_TEST(cpio_survives_every_failed_allocation)
{
	static struct archive whole;
	struct uc_heap_statistics before, after;
	whole.bytes = 0;
	archive_file(&whole, "a/b/c", "abc");
	archive_member(&whole, "l", (struct member_fields){.mode = 0120777, .filesize = 6}, "target");
	archive_member(&whole, "h1", (struct member_fields){.mode = 0100600, .nlink = 2, .ino = 9}, "");
	archive_member(&whole, "h2", (struct member_fields){.mode = 0100600, .nlink = 2, .ino = 9}, "");
	archive_end(&whole);
	uc_heap_statistics(&before);
	unsigned long n = 1;
	for (bool fired = true; fired && n < 200; n++) {
		struct uc_filesystem *filesystem = make_empty();
		uc_heapfault_arm(n);
		int error = uc_cpio_unpack(filesystem->root, whole.data, whole.bytes);
		fired = uc_heapfault_fired();
		uc_heapfault_arm(0);
		UC_CHECK_EQUAL(error, fired ? -ENOSPC : 0);
		end(filesystem);
		uc_heap_statistics(&after);
		UC_CHECK_EQUAL(after.blocks, before.blocks);
	}
	UC_CHECK(n > 10 && n < 200);
}
