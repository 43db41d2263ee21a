/* SPDX-License-Identifier: BSD-3-Clause */
/* Folders: names are looked up, made, moved and taken away at the host, each time, and never through a link. */
#include "hostfs.h"
#include <unicore/errno.h>
#include <unicore/linux-abi.h>
#include <unicore/string.h>

#define OPEN_PATH (UC_O_PATH | UC_O_NOFOLLOW | UC_O_CLOEXEC)
#define RENAME_EXCHANGE 2u

/** A name, terminated. */
struct text {
	char name[256];
};

static struct text text_of(struct uc_name name)
{
	struct text text;
	memcpy(text.name, name.text, name.bytes);
	text.name[name.bytes] = 0;
	return text;
}

static int path_of(struct uc_inode *folder)
{
	return host_inode(folder)->path;
}

static int lookup(struct uc_inode *folder, struct uc_name name, struct uc_inode **found)
{
	struct text text = text_of(name);
	struct host_inode *inode;
	long path = HOST(OPENAT, path_of(folder), text.name, OPEN_PATH, 0, 0);
	int error = path < 0 ? (int)path : host_inode_of(hostfs_of(folder), (int)path, &inode);
	if (!error && uc_inode_is(&inode->inode, UC_S_IFDIR)) {
		error = host_set_place(inode, host_inode(folder), text.name);
		if (error)
			uc_inode_put(&inode->inode);
	}
	if (!error)
		*found = &inode->inode;
	return error;
}

/** Makes and opens a file; without a name only opens it. Its mode is what was asked for, whatever the host's umask. */
static int make_file(struct uc_inode *folder, const char *name, bool named, uint32_t mode, struct uc_inode **made)
{
	struct host_path path = host_path(path_of(folder));
	unsigned flags = UC_O_RDWR | UC_O_CLOEXEC | (named ? UC_O_CREAT | UC_O_EXCL | UC_O_NOFOLLOW : UC_O_TMPFILE);
	long data = named ? HOST(OPENAT, path_of(folder), name, flags, mode & 0777, 0)
			  : HOST(OPENAT, 0, path.text, flags, mode & 0777, 0);
	if (data < 0)
		return (int)data;
	(void)HOST(FCHMOD, data, mode & 07777, 0, 0, 0);
	struct host_path again = host_path((int)data);
	long named_path = HOST(OPENAT, 0, again.text, UC_O_PATH | UC_O_CLOEXEC, 0, 0);
	struct host_inode *inode;
	int error = named_path < 0 ? (int)named_path : host_inode_of(hostfs_of(folder), (int)named_path, &inode);
	if (error) {
		(void)HOST(CLOSE, data, 0, 0, 0, 0);
		return error;
	}
	inode->data = (int)data;
	inode->data_writes = true;
	*made = &inode->inode;
	return 0;
}

static int make(struct uc_inode *folder, struct uc_name name, const struct uc_new_inode *what, struct uc_inode **inode)
{
	struct text text = text_of(name);
	uint32_t type = what->mode & UC_S_IFMT;
	long error = -EPERM;
	hostfs_of(folder)->listed = NULL;
	if (type == UC_S_IFREG)
		return make_file(folder, text.name, name.bytes > 0, what->mode, inode);
	if (type == UC_S_IFDIR)
		error = HOST(MKDIRAT, path_of(folder), text.name, what->mode & 0777, 0, 0);
	else if (type == UC_S_IFLNK)
		error = HOST(SYMLINKAT, what->target, path_of(folder), text.name, 0, 0);
	if (!error)
		error = lookup(folder, name, inode);
	if (!error && type == UC_S_IFDIR) {
		(*inode)->mode = what->mode;
		(void)host_changed(*inode);
	}
	if (!error)
		(void)host_refresh(folder);
	return (int)error;
}

static int link(struct uc_inode *folder, struct uc_name name, struct uc_inode *inode)
{
	struct text text = text_of(name);
	struct host_path path = host_path(path_of(inode));
	hostfs_of(folder)->listed = NULL;
	long error = HOST(LINKAT, 0, path.text, path_of(folder), text.name, AT_SYMLINK_FOLLOW);
	return error ? (int)error : host_refresh(inode);
}

static int remove(struct uc_inode *folder, struct uc_name name)
{
	struct text text = text_of(name);
	struct uc_inode *inode;
	hostfs_of(folder)->listed = NULL;
	int error = lookup(folder, name, &inode);
	if (error)
		return error;
	bool is_folder = uc_inode_is(inode, UC_S_IFDIR);
	error = (int)HOST(UNLINKAT, path_of(folder), text.name, is_folder ? AT_REMOVEDIR : 0, 0, 0);
	if (!error) {
		(void)host_refresh(inode);
		if (is_folder)
			inode->nlink = 0;
		(void)host_refresh(folder);
	}
	uc_inode_put(inode);
	return error;
}

/** After a name has moved: a folder is told where it is. */
static void place(struct uc_inode *folder, struct uc_name name)
{
	struct uc_inode *inode;
	if (lookup(folder, name, &inode) == 0)
		uc_inode_put(inode);
}

static int rename(struct uc_inode *from, struct uc_name from_name, struct uc_inode *to, struct uc_name to_name,
		  bool exchange)
{
	struct text old = text_of(from_name), new = text_of(to_name);
	struct uc_inode *replaced = NULL;
	hostfs_of(from)->listed = NULL;
	int error = exchange ? -ENOENT : lookup(to, to_name, &replaced);
	if (error && error != -ENOENT)
		return error;
	error = (int)HOST(RENAMEAT2, path_of(from), old.name, path_of(to), new.name, exchange ? RENAME_EXCHANGE : 0);
	if (replaced) {
		(void)host_refresh(replaced);
		if (!error && uc_inode_is(replaced, UC_S_IFDIR))
			replaced->nlink = 0;
		uc_inode_put(replaced);
	}
	if (error)
		return error;
	place(to, to_name);
	if (exchange)
		place(from, from_name);
	(void)host_refresh(from);
	return host_refresh(to);
}

/* struct linux_dirent64 (getdents(2)). */
struct record {
	uint64_t ino;
	int64_t next;
	uint16_t bytes;
	uint8_t type;
	char name[];
} __attribute__((packed));

/* The host's positions go up to the greatest number, which stands for the end; a cursor has room for two less. */
#define LAST_CURSOR ((uint64_t)INT64_MAX - 2)

static int read_ahead(struct hostfs *hostfs, struct host_inode *folder, uint64_t cursor)
{
	int error = host_open(folder, false);
	hostfs->listed = NULL;
	if (error)
		return error;
	long at = HOST(LSEEK, folder->data, cursor == LAST_CURSOR ? INT64_MAX : (int64_t)cursor, 0, 0, 0);
	long bytes = at < 0 ? at : HOST(GETDENTS64, folder->data, hostfs->list, LIST_BYTES, 0, 0);
	if (bytes <= 0)
		return bytes < 0 ? (int)bytes : -ENOENT;
	hostfs->listed = folder;
	hostfs->list_cursor = cursor;
	hostfs->list_at = 0;
	hostfs->list_bytes = bytes;
	return 0;
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0));
}

static int entry(struct uc_inode *of, uint64_t *cursor, struct uc_entry *entry)
{
	struct hostfs *hostfs = hostfs_of(of);
	struct host_inode *folder = host_inode(of);
	uint64_t at = *cursor;
	const struct record *record;
	do {
		bool is_there =
			hostfs->listed == folder && hostfs->list_cursor == at && hostfs->list_at < hostfs->list_bytes;
		int error = is_there ? 0 : read_ahead(hostfs, folder, at);
		if (error)
			return error;
		record = (const struct record *)(hostfs->list + hostfs->list_at);
		hostfs->list_at += record->bytes;
		at = (uint64_t)record->next > LAST_CURSOR ? LAST_CURSOR : (uint64_t)record->next;
		hostfs->list_cursor = at;
	} while (is_dots(record->name));
	*entry = (struct uc_entry){{record->name, strlen(record->name)}, record->ino, (uint32_t)record->type << 12};
	*cursor = at;
	return 0;
}

static int parent(struct uc_inode *folder, struct uc_inode **parent, char *name)
{
	struct host_inode *inode = host_inode(folder);
	if (folder->nlink == 0)
		return -ENOENT;
	struct uc_inode *above = inode->parent ? &inode->parent->inode : folder;
	uc_inode_get(above);
	*parent = above;
	memcpy(name, inode->name ? inode->name : "", inode->name ? strlen(inode->name) + 1 : 1);
	return 0;
}

const struct uc_inode_operations host_folder_operations = {
	.lookup = lookup,
	.make = make,
	.link = link,
	.remove = remove,
	.rename = rename,
	.entry = entry,
	.parent = parent,
	.refresh = host_refresh,
	.changed = host_changed,
	.sync = host_sync,
	.release = host_release,
};
