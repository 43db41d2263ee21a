/* SPDX-License-Identifier: BSD-3-Clause */
/* A folder of the host, empty at first. Skipped where the host shares none. */
#include "../src/9p.h"
#include <unicore/9p.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define BYTES 300000u

static struct uc_filesystem *filesystem;
static struct uc_inode *root;

static bool mount(void)
{
	int error = uc_9p_make(NULL, &filesystem);
	if (error == -ENODEV)
		uc_test_skip("the host shares no folder");
	else
		UC_CHECK_EQUAL(error, 0);
	root = error ? NULL : filesystem->root;
	return error == 0;
}

static struct uc_name name(const char *text)
{
	return (struct uc_name){text, strlen(text)};
}

static struct uc_inode *make(struct uc_inode *folder, const char *text, uint32_t mode)
{
	const struct uc_new_inode what = {.mode = mode, .target = "where/it/leads"};
	struct uc_inode *inode = NULL;
	UC_CHECK_EQUAL(folder->operations->make(folder, name(text), &what, &inode), 0);
	return inode;
}

static void take_away(struct uc_inode *folder, const char *text)
{
	UC_CHECK_EQUAL(folder->operations->remove(folder, name(text)), 0);
}

UC_TEST(contents_of_several_pieces)
{
	static uint8_t out[BYTES], in[BYTES];
	const struct uc_iovec outs[] = {{out, 1}, {out + 1, 0}, {out + 1, 200000}, {out + 200001, BYTES - 200001}};
	const struct uc_iovec ins[] = {{in, 150000}, {in + 150000, 7}, {in + 150007, BYTES - 150007}};
	if (!mount())
		return;
	for (unsigned n = 0; n < BYTES; n++)
		out[n] = (uint8_t)(n * 7 + n / 255);
	struct uc_inode *file = make(root, "contents", UC_S_IFREG | 0640);
	UC_REQUIRE(file);
	UC_CHECK_EQUAL(file->operations->write(file, outs, 4, 10), BYTES);
	UC_CHECK_EQUAL(file->size, BYTES + 10);
	UC_CHECK_EQUAL(file->operations->sync(file), 0);
	UC_CHECK_EQUAL(file->operations->read(file, ins, 3, 10), BYTES);
	UC_CHECK(memcmp(in, out, BYTES) == 0);
	/* Before what was written there is a hole, behind it nothing. */
	UC_CHECK_EQUAL(file->operations->read(file, ins, 1, 0), 150000);
	UC_CHECK(in[9] == 0 && in[10] == out[0]);
	UC_CHECK_EQUAL(file->operations->read(file, ins, 3, BYTES), 10);
	UC_CHECK_EQUAL(file->operations->read(file, ins, 3, BYTES + 10), 0);
	UC_CHECK_EQUAL(file->operations->resize(file, 5), 0);
	UC_CHECK(file->operations->refresh(file) == 0 && file->size == 5);
	/* Known, but not opened yet. */
	uc_inode_put(file);
	UC_REQUIRE(root->operations->lookup(root, name("contents"), &file) == 0);
	take_away(root, "contents");
	/* It has lost its name, and is there still. */
	UC_CHECK_EQUAL(file->nlink, 0);
	UC_CHECK_EQUAL(file->operations->read(file, ins, 1, 0), 5);
	UC_CHECK_EQUAL(filesystem->unmount(filesystem), -EBUSY);
	uc_inode_put(file);
	UC_CHECK_EQUAL(filesystem->unmount(filesystem), 0);
}

#define FILES 300u

static void number_name(char text[8], unsigned number)
{
	memcpy(text, "file000", 8);
	for (unsigned at = 6; number > 0; number /= 10)
		text[at--] = (char)('0' + number % 10);
}

/** Counts each name that a folder tells. Returns how many others there are. */
static unsigned list(struct uc_inode *folder, uint8_t *seen)
{
	struct uc_entry entry;
	uint64_t cursor = 0;
	unsigned others = 0;
	while (folder->operations->entry(folder, &cursor, &entry) == 0) {
		unsigned number = 0;
		for (size_t n = 4; n < entry.name.bytes; n++)
			number = number * 10 + (unsigned)(entry.name.text[n] - '0');
		if (entry.name.bytes == 7 && memcmp(entry.name.text, "file", 4) == 0 && number < FILES)
			seen[number]++;
		else
			others++;
	}
	return others;
}

UC_TEST(folders_of_many_names)
{
	static uint8_t seen[FILES];
	char text[8];
	unsigned wrong = 0;
	if (!mount())
		return;
	struct uc_inode *folder = make(root, "many", UC_S_IFDIR | 0755);
	UC_REQUIRE(folder);
	for (unsigned n = 0; n < FILES; n++) {
		number_name(text, n);
		uc_inode_put(make(folder, text, UC_S_IFREG | 0600));
	}
	memset(seen, 0, sizeof(seen));
	UC_CHECK_EQUAL(list(folder, seen), 0);
	for (unsigned n = 0; n < FILES; n++)
		wrong += seen[n] != 1;
	UC_CHECK_EQUAL(wrong, 0);
	for (unsigned n = 0; n < FILES; n++) {
		number_name(text, n);
		take_away(folder, text);
	}
	UC_CHECK_EQUAL(list(folder, seen), 0);
	take_away(root, "many");
	UC_CHECK_EQUAL(folder->nlink, 0);
	uc_inode_put(folder);
	UC_CHECK_EQUAL(filesystem->unmount(filesystem), 0);
}

UC_TEST(names_move)
{
	struct uc_inode *above, *found;
	const char *target;
	char text[256];
	if (!mount())
		return;
	struct uc_inode *first = make(root, "first", UC_S_IFDIR | 0755),
			*second = make(root, "second", UC_S_IFDIR | 0700);
	UC_REQUIRE(first && second);
	struct uc_inode *inner = make(first, "inner", UC_S_IFDIR | 0755),
			*linked = make(first, "link", UC_S_IFLNK | 0777);
	UC_REQUIRE(inner && linked);
	UC_CHECK(linked->operations->target(linked, &target) == 0 && memcmp(target, "where/it/leads", 15) == 0);
	UC_CHECK_EQUAL(first->operations->rename(first, name("inner"), second, name("moved"), false), 0);
	UC_CHECK(inner->operations->parent(inner, &above, text) == 0 && above == second &&
		 memcmp(text, "moved", 6) == 0);
	uc_inode_put(above);
	/* One inode in memory for each at the host, by whatever name. */
	UC_CHECK(second->operations->lookup(second, name("moved"), &found) == 0 && found == inner);
	uc_inode_put(found);
	UC_CHECK_EQUAL(first->operations->lookup(first, name("inner"), &found), -ENOENT);
	UC_CHECK_EQUAL(root->operations->remove(root, name("second")), -ENOTEMPTY);
	take_away(second, "moved");
	take_away(first, "link");
	take_away(root, "first");
	take_away(root, "second");
	uc_inode_put(inner);
	uc_inode_put(linked);
	uc_inode_put(first);
	uc_inode_put(second);
	UC_CHECK_EQUAL(filesystem->unmount(filesystem), 0);
}

UC_TEST(second_names_and_attributes)
{
	struct uc_inode *found;
	if (!mount())
		return;
	struct uc_inode *file = make(root, "one", UC_S_IFREG | 0600);
	UC_REQUIRE(file);
	UC_CHECK_EQUAL(root->operations->link(root, name("two"), file), 0);
	UC_CHECK_EQUAL(file->nlink, 2);
	take_away(root, "one");
	UC_CHECK(root->operations->lookup(root, name("two"), &found) == 0 && found == file);
	UC_CHECK_EQUAL(file->nlink, 1);
	file->mode = UC_S_IFREG | 0444;
	file->mtime = (struct uc_time){1000000000, 123456789};
	UC_CHECK_EQUAL(file->operations->changed(file), 0);
	file->mode = UC_S_IFREG;
	UC_CHECK_EQUAL(file->operations->refresh(file), 0);
	UC_CHECK(file->mode == (UC_S_IFREG | 0444) && file->mtime.seconds == 1000000000);
	uc_inode_put(found);
	take_away(root, "two");
	uc_inode_put(file);
	UC_CHECK_EQUAL(filesystem->unmount(filesystem), 0);
}

UC_TEST(a_folder_is_mounted_once)
{
	struct uc_filesystem *second;
	if (!mount())
		return;
	UC_CHECK_EQUAL(uc_9p_make("folder0", &second), -EBUSY);
	UC_CHECK_EQUAL(uc_9p_make("folder1", &second), -ENODEV);
	UC_CHECK_EQUAL(filesystem->unmount(filesystem), 0);
	size_t pages = uc_pages_free_count();
	for (unsigned n = 0; n < 20; n++) {
		UC_REQUIRE(uc_9p_make("folder0", &second) == 0);
		UC_CHECK_EQUAL(second->unmount(second), 0);
	}
	UC_CHECK_EQUAL(uc_pages_free_count(), pages);
}
