/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets as files, and the families. */
#include "internal.h"
#include <unicore/compiler.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

static const char kind;
static struct uc_list families = UC_LIST_INIT(families);

void uc_socket_init(struct uc_socket *socket, const struct uc_socket_operations *operations,
		    const struct uc_file_operations *file, int domain, int type, int protocol)
{
	uc_file_init(&socket->file, file, UC_O_RDWR);
	socket->file.kind = &kind;
	socket->operations = operations;
	socket->domain = domain;
	socket->type = type;
	socket->protocol = protocol;
}

struct uc_socket *uc_socket_of(struct uc_file *file)
{
	return file->kind == &kind ? UC_CONTAINER_OF(file, struct uc_socket, file) : NULL;
}

int uc_socket_stat(struct uc_file *file, struct uc_stat *stat)
{
	(void)file;
	stat->mode = UC_S_IFSOCK | 0777;
	stat->nlink = 1;
	stat->blksize = 4096;
	return 0;
}

struct uc_socket *socket_get(int descriptor, long *error)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	struct uc_socket *socket = file ? uc_socket_of(file) : NULL;
	if (socket)
		return socket;
	*error = file ? -ENOTSOCK : -EBADF;
	if (file)
		uc_file_put(file);
	return NULL;
}

void socket_put(struct uc_socket *socket)
{
	uc_file_put(&socket->file);
}

void uc_socket_family_add(struct uc_socket_family *family)
{
	uc_list_add_before(&families, &family->node);
}

static struct uc_socket_family *family_of(int domain)
{
	uc_list_for_each(node, &families)
	{
		struct uc_socket_family *family = UC_CONTAINER_OF(node, struct uc_socket_family, node);
		if (family->domain == domain)
			return family;
	}
	return NULL;
}

/* The flags in `type` become the file's; what is left is the type. Returns 0 or -EINVAL. */
static int split(int *type, unsigned *flags)
{
	*flags = (unsigned)*type & ~(unsigned)UC_SOCK_TYPE;
	*type &= UC_SOCK_TYPE;
	return *flags & ~(UC_SOCK_NONBLOCK | UC_SOCK_CLOEXEC) ? -EINVAL : 0;
}

UC_SYSCALL3(socket, int, domain, int, type, int, protocol)
{
	unsigned flags;
	struct uc_socket *socket;
	struct uc_socket_family *family = family_of(domain);
	if (split(&type, &flags))
		return -EINVAL;
	if (!family)
		return -EAFNOSUPPORT;
	int error = family->create(domain, type, protocol, &socket);
	if (error)
		return error;
	socket->file.flags |= flags & UC_SOCK_NONBLOCK;
	int descriptor = uc_descriptor_install(&socket->file, 0, flags & UC_SOCK_CLOEXEC);
	if (descriptor < 0)
		socket_put(socket);
	return descriptor;
}

UC_SYSCALL4(socketpair, int, domain, int, type, int, protocol, int *, descriptors)
{
	unsigned flags;
	struct uc_socket *sockets[2];
	struct uc_socket_family *family = family_of(domain);
	if (split(&type, &flags))
		return -EINVAL;
	if (!descriptors)
		return -EFAULT;
	if (!family)
		return -EAFNOSUPPORT;
	if (!family->pair)
		return -EOPNOTSUPP;
	int error = family->pair(domain, type, protocol, sockets);
	if (error)
		return error;
	for (int i = 0; i < 2; i++)
		sockets[i]->file.flags |= flags & UC_SOCK_NONBLOCK;
	error = uc_descriptor_install_pair(&sockets[0]->file, &sockets[1]->file, flags & UC_SOCK_CLOEXEC, descriptors);
	if (error) {
		socket_put(sockets[0]);
		socket_put(sockets[1]);
	}
	return error;
}
