/* SPDX-License-Identifier: BSD-3-Clause */
/* The folders that the command line names, as file systems. */
#include "hostfs.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/hostfs.h>
#include <unicore/linux-abi.h>
#include <unicore/platform.h>
#include <unicore/string.h>

int uc_hostfs_init(void);

#define AT_FDCWD (-100)
#define MOST_PATH_BYTES 4096u

/** struct statfs of the host is what statfs(2) of the image tells, but for what the mount table sets. */
static void tell(struct uc_filesystem *filesystem, struct uc_statfs *statfs)
{
	struct uc_statfs told = {0};
	if (HOST(FSTATFS, host_inode(filesystem->root)->path, &told, 0, 0, 0) != 0)
		return;
	told.id[0] = statfs->id[0];
	told.id[1] = statfs->id[1];
	told.flags = statfs->flags;
	*statfs = told;
}

/** All inodes that are in use are in the table; without others the root is alone there. */
static int unmount(struct uc_filesystem *filesystem)
{
	struct hostfs *hostfs = UC_CONTAINER_OF(filesystem, struct hostfs, filesystem);
	for (unsigned n = 0; n < BUCKETS; n++)
		uc_list_for_each(node, &hostfs->buckets[n])
		{
			struct uc_inode *inode = &UC_CONTAINER_OF(node, struct host_inode, node)->inode;
			if (inode != filesystem->root || inode->references > 1)
				return -EBUSY;
		}
	uc_inode_put(filesystem->root);
	uc_heap_free(hostfs);
	return 0;
}

/** The value of the `index`-th word of the command line with the key; NULL: there are no so many. */
static const char *find_word(unsigned index, size_t *bytes)
{
	static const char key[] = "uc.share.folder=";
	const size_t key_bytes = sizeof(key) - 1;
	for (const char *line = uc_plat_command_line(); *line;) {
		const char *word = line;
		while (*line && *line != ' ')
			line++;
		*bytes = (size_t)(line - word);
		while (*line == ' ')
			line++;
		if (*bytes <= key_bytes || memcmp(word, key, key_bytes) != 0 || index-- > 0)
			continue;
		*bytes -= key_bytes;
		return word + key_bytes;
	}
	return NULL;
}

static int open_folder(const char *word, size_t bytes)
{
	char *path = uc_heap_alloc(MOST_PATH_BYTES);
	if (!path || bytes == 0 || bytes >= MOST_PATH_BYTES) {
		uc_heap_free(path);
		return path ? -ENAMETOOLONG : -ENOMEM;
	}
	memcpy(path, word, bytes);
	path[bytes] = 0;
	long folder = HOST(OPENAT, AT_FDCWD, path, UC_O_PATH | UC_O_DIRECTORY | UC_O_CLOEXEC, 0, 0);
	uc_heap_free(path);
	return (int)folder;
}

int uc_hostfs_make(unsigned index, struct uc_filesystem **filesystem)
{
	size_t bytes;
	const char *word = find_word(index, &bytes);
	if (!word)
		return -ENODEV;
	bool read_only = bytes > 3 && memcmp(word + bytes - 3, ",ro", 3) == 0;
	struct hostfs *hostfs = uc_heap_alloc_zeroed(1, sizeof(*hostfs));
	if (!hostfs)
		return -ENOMEM;
	for (unsigned n = 0; n < BUCKETS; n++)
		uc_list_init(&hostfs->buckets[n]);
	hostfs->filesystem =
		(struct uc_filesystem){.type = "hostfs", .read_only = read_only, .statfs = tell, .unmount = unmount};
	struct host_inode *root;
	int folder = open_folder(word, read_only ? bytes - 3 : bytes);
	int error = folder < 0 ? folder : host_inode_of(hostfs, folder, &root);
	if (error) {
		uc_heap_free(hostfs);
		return error;
	}
	hostfs->filesystem.root = &root->inode;
	*filesystem = &hostfs->filesystem;
	return 0;
}

static int make_mounted(const char *source, const char *options, struct uc_filesystem **filesystem)
{
	static const char name[] = "folder";
	unsigned index = 0;
	if ((options && *options) || !source)
		return -EINVAL;
	if (strlen(source) != sizeof(name) || memcmp(source, name, sizeof(name) - 1) != 0)
		return -ENODEV;
	index = (unsigned)(source[sizeof(name) - 1] - '0');
	return index < 10 ? uc_hostfs_make(index, filesystem) : -ENODEV;
}

int uc_hostfs_init(void)
{
	static struct uc_filesystem_type type = {.name = "hostfs", .make = make_mounted};
	uc_vfs_register(&type);
	return 0;
}
