/* SPDX-License-Identifier: BSD-3-Clause */
/* A folder of the host, empty at first: links are not followed by the host, what is open stays, and nothing is left
 * over. All else is the contract of paths and files, which tests/e2e runs on such a folder. */
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/hostfs.h>
#include <unicore/string.h>
#include <unicore/test.h>

static struct uc_filesystem *filesystem;
static struct uc_inode *root;

static struct uc_name name(const char *text)
{
	return (struct uc_name){text, strlen(text)};
}

static bool mount(void)
{
	int error = uc_hostfs_make(0, &filesystem);
	UC_CHECK_EQUAL(error, 0);
	root = error ? NULL : filesystem->root;
	return error == 0;
}

UC_TEST(links_lead_nowhere_by_themselves)
{
	const struct uc_new_inode what = {.mode = UC_S_IFLNK | 0777, .target = "/etc"};
	struct uc_inode *made, *found;
	const char *target;
	UC_REQUIRE(mount());
	UC_CHECK_EQUAL(root->operations->make(root, name("out"), &what, &made), 0);
	UC_CHECK_EQUAL(root->operations->lookup(root, name("out"), &found), 0);
	UC_CHECK(found == made && uc_inode_is(found, UC_S_IFLNK));
	UC_CHECK(found->operations->target(found, &target) == 0 && memcmp(target, "/etc", 5) == 0);
	uc_inode_put(found);
	UC_CHECK_EQUAL(root->operations->remove(root, name("out")), 0);
	uc_inode_put(made);
	UC_CHECK_EQUAL(filesystem->unmount(filesystem), 0);
}

UC_TEST(contents_stay_while_they_are_used)
{
	const struct uc_new_inode what = {.mode = UC_S_IFREG | 0666};
	char text[] = "contents";
	const struct uc_iovec vector[] = {{text, 3}, {text + 3, 5}};
	struct uc_inode *file;
	UC_REQUIRE(mount());
	UC_REQUIRE(root->operations->make(root, name("file"), &what, &file) == 0);
	/* Whatever the host's umask is. */
	UC_CHECK_EQUAL(file->mode & 07777, 0666);
	UC_CHECK_EQUAL(file->operations->write(file, vector, 2, 0), 8);
	uc_inode_put(file);
	UC_REQUIRE(root->operations->lookup(root, name("file"), &file) == 0);
	UC_CHECK_EQUAL(file->size, 8);
	UC_CHECK_EQUAL(root->operations->remove(root, name("file")), 0);
	memset(text, 0, sizeof(text));
	UC_CHECK_EQUAL(file->operations->read(file, vector, 2, 0), 8);
	UC_CHECK(memcmp(text, "contents", 8) == 0);
	UC_CHECK_EQUAL(filesystem->unmount(filesystem), -EBUSY);
	uc_inode_put(file);
	UC_CHECK_EQUAL(filesystem->unmount(filesystem), 0);
}

UC_TEST(nothing_is_left_over)
{
	const struct uc_new_inode what = {.mode = UC_S_IFDIR | 0755};
	struct uc_heap_statistics before, after;
	struct uc_inode *folder;
	for (unsigned n = 0; n < 50; n++) {
		UC_REQUIRE(mount());
		UC_REQUIRE(root->operations->make(root, name("folder"), &what, &folder) == 0);
		uc_inode_put(folder);
		UC_CHECK_EQUAL(root->operations->remove(root, name("folder")), 0);
		UC_CHECK_EQUAL(filesystem->unmount(filesystem), 0);
		if (n == 0)
			uc_heap_statistics(&before);
	}
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(after.used_bytes, before.used_bytes);
	UC_CHECK_EQUAL(uc_hostfs_make(1, &filesystem), -ENODEV);
}
