/* SPDX-License-Identifier: BSD-3-Clause */
/* File systems are made and taken down. */
#include "9p.h"
#include <unicore/9p.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

static void tell(struct uc_filesystem *filesystem, struct uc_statfs *statfs)
{
	struct p9 *p9 = UC_CONTAINER_OF(filesystem, struct p9, filesystem);
	(void)p9_statfs(p9, p9_inode(filesystem->root)->fid, statfs);
}

static void destroy(struct p9 *p9)
{
	p9->channel->mounted = false;
	uc_pages_free(p9->list, 1);
	uc_heap_free(p9);
}

/** All inodes that are in use are in the table; without others the root is alone there. */
static int unmount(struct uc_filesystem *filesystem)
{
	struct p9 *p9 = UC_CONTAINER_OF(filesystem, struct p9, filesystem);
	for (unsigned n = 0; n < BUCKETS; n++)
		uc_list_for_each(node, &p9->buckets[n])
		{
			struct uc_inode *inode = &UC_CONTAINER_OF(node, struct p9_inode, node)->inode;
			if (inode != filesystem->root || inode->references > 1)
				return -EBUSY;
		}
	uc_inode_put(filesystem->root);
	destroy(p9);
	return 0;
}

static int find_root(struct p9 *p9)
{
	struct p9_inode *root;
	struct qid qid;
	int error = p9_version(p9);
	uint32_t fid = fid_take(p9);
	if (!error)
		error = p9_attach(p9, fid, &qid);
	if (error)
		return error;
	if (!(qid.type & QID_FOLDER)) {
		p9_clunk(p9, fid);
		return -ENOTDIR;
	}
	error = p9_inode_of(p9, fid, &qid, &root);
	if (!error)
		p9->filesystem.root = &root->inode;
	return error;
}

int uc_9p_make(const char *tag, struct uc_filesystem **filesystem)
{
	struct channel *channel = channel_find(tag);
	if (!channel)
		return -ENODEV;
	if (channel->mounted)
		return -EBUSY;
	struct p9 *p9 = uc_heap_alloc_zeroed(1, sizeof(*p9));
	if (!p9)
		return -ENOMEM;
	p9->list = uc_pages_alloc(1);
	if (!p9->list) {
		uc_heap_free(p9);
		return -ENOMEM;
	}
	for (unsigned n = 0; n < BUCKETS; n++)
		uc_list_init(&p9->buckets[n]);
	p9->channel = channel;
	p9->filesystem = (struct uc_filesystem){.type = "9p", .statfs = tell, .unmount = unmount};
	channel->mounted = true;
	int error = find_root(p9);
	if (error) {
		destroy(p9);
		return error;
	}
	*filesystem = &p9->filesystem;
	return 0;
}

/* What mount(8) of Linux is told for such a folder, and what is so here anyway. */
static bool is_known(const char *word, size_t bytes)
{
	static const char *const known[] = {"", "trans=virtio", "version=9p2000.L"};
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(known); n++)
		if (strlen(known[n]) == bytes && memcmp(known[n], word, bytes) == 0)
			return true;
	return false;
}

static int make_mounted(const char *source, const char *options, struct uc_filesystem **filesystem)
{
	for (const char *word = options; word; word = *word ? word + 1 : NULL) {
		const char *end = word;
		while (*end && *end != ',')
			end++;
		if (!is_known(word, (size_t)(end - word)))
			return -EINVAL;
		word = end;
	}
	return uc_9p_make(source && *source ? source : NULL, filesystem);
}

void p9_register(void)
{
	static struct uc_filesystem_type type = {.name = "9p", .make = make_mounted};
	uc_vfs_register(&type);
}
