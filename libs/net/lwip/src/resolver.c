/* SPDX-License-Identifier: BSD-3-Clause */
/* The libc's resolver reads /etc/resolv.conf: what the command line or DHCP tells of name servers is written there. */
#include "device.h"
#include "internal.h"
#include <lwip/ip_addr.h>
#include <unicore/string.h>
#include <unicore/vfs.h>

/* The entry of a folder, made if it is not there. Returns 0 with a reference, or a negative errno. */
static int entry(struct uc_inode *folder, const char *text, uint32_t mode, struct uc_inode **inode)
{
	struct uc_name name = {text, strlen(text)};
	struct uc_new_inode what = {.mode = mode};
	int error = folder->operations->lookup ? folder->operations->lookup(folder, name, inode) : -ENOTDIR;
	if (error == -ENOENT && folder->operations->make && !folder->filesystem->read_only)
		error = folder->operations->make(folder, name, &what, inode);
	return error;
}

static void write(struct uc_inode *file, const char *text, size_t bytes)
{
	struct uc_iovec part = {(void *)text, bytes};
	if (file->filesystem->read_only || !file->operations->resize || !file->operations->write)
		return;
	if (file->operations->resize(file, 0) == 0)
		file->operations->write(file, &part, 1, 0);
}

static size_t put(char *to, const ip_addr_t *server)
{
	static const char word[] = "nameserver ";
	size_t bytes = sizeof word - 1;
	memcpy(to, word, bytes);
	ipaddr_ntoa_r(server, to + bytes, IPADDR_STRLEN_MAX);
	bytes += strlen(to + bytes);
	to[bytes++] = '\n';
	return bytes;
}

void lwip_resolver_write(const ip_addr_t *servers, unsigned count)
{
	char text[3 * (IPADDR_STRLEN_MAX + 16)];
	size_t bytes = 0;
	struct uc_inode *root = uc_vfs_root(), *folder, *file;
	for (unsigned i = 0; i < count && i < 3; i++)
		bytes += put(text + bytes, &servers[i]);
	if (!root || entry(root, "etc", UC_S_IFDIR | 0755, &folder))
		return;
	if (entry(folder, "resolv.conf", UC_S_IFREG | 0644, &file) == 0) {
		write(file, text, bytes);
		uc_inode_put(file);
	}
	uc_inode_put(folder);
}
