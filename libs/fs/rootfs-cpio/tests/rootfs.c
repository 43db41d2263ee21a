/* SPDX-License-Identifier: BSD-3-Clause */
/* The folder tests/rootfs as the build has put it into this image. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/vfs.h>

extern const char uc_rootfs_start[] __attribute__((visibility("hidden")));
extern const char uc_rootfs_end[] __attribute__((visibility("hidden")));

UC_TEST(rootfs_is_mounted_before_main)
{
	struct uc_linux_stat stat;
	char text[32];
	long file = UC_CALL(open, "/etc/conf", UC_O_RDONLY, 0);
	UC_REQUIRE(file >= 0);
	UC_CHECK_EQUAL(UC_CALL(read, file, text, sizeof text), 13);
	UC_CHECK(memcmp(text, "name = value\n", 13) == 0);
	UC_CALL(close, file);
	UC_CHECK_EQUAL(UC_CALL(stat, "/etc/conf", &stat), 0);
	UC_CHECK_EQUAL(stat.mode, UC_S_IFREG | 0644);
	UC_CHECK(stat.uid == 0 && stat.gid == 0 && stat.nlink == 1);
	UC_CHECK_EQUAL(UC_CALL(stat, "/run", &stat), 0);
	UC_CHECK_EQUAL(stat.mode, UC_S_IFREG | 0755);
	UC_CHECK_EQUAL(UC_CALL(stat, "/deep/er/empty", &stat), 0);
	UC_CHECK_EQUAL(stat.size, 0);
	UC_CHECK_EQUAL(UC_CALL(stat, "/deep", &stat), 0);
	UC_CHECK_EQUAL(stat.mode & UC_S_IFMT, UC_S_IFDIR);
	UC_CHECK_EQUAL(stat.nlink, 3);
	UC_CHECK_EQUAL(UC_CALL(readlink, "/deep/link", text, sizeof text), 11);
	UC_CHECK_EQUAL(UC_CALL(stat, "/deep/link", &stat), 0);
	UC_CHECK_EQUAL(stat.size, 13);
}

UC_TEST(rootfs_contents_lie_in_the_image_until_written)
{
	struct uc_inode *inode;
	struct uc_file_piece piece;
	UC_REQUIRE(uc_vfs_lookup("/etc/conf", &inode) == 0);
	UC_CHECK_EQUAL(inode->operations->map(inode, 0, 13, false, &piece), 0);
	UC_CHECK((const char *)piece.address > uc_rootfs_start && (const char *)piece.address < uc_rootfs_end);
	long file = UC_CALL(open, "/etc/conf", UC_O_WRONLY | UC_O_APPEND, 0);
	UC_CHECK_EQUAL(UC_CALL(write, file, "more", 4), 4);
	UC_CALL(close, file);
	UC_CHECK_EQUAL(inode->operations->map(inode, 0, 17, false, &piece), 0);
	UC_CHECK((const char *)piece.address < uc_rootfs_start || (const char *)piece.address >= uc_rootfs_end);
	UC_CHECK(memcmp(piece.address, "name = value\nmore", 17) == 0);
	uc_file_data_put(piece.data);
	UC_CHECK_EQUAL(UC_CALL(truncate, "/etc/conf", 13), 0);
	uc_inode_put(inode);
}
