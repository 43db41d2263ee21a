/* SPDX-License-Identifier: BSD-3-Clause */
/* The calls that name and connect sockets, and their options. */
#include "internal.h"
#include <unicore/string.h>
#include <unicore/syscall.h>

long address_get(union uc_address *address, const void *given, uint32_t bytes)
{
	if (bytes < sizeof address->family || bytes > UC_ADDRESS_MOST)
		return -EINVAL;
	if (!given)
		return -EFAULT;
	memcpy(address, given, bytes);
	return 0;
}

void address_put(const union uc_address *address, uint32_t bytes, void *target, uint32_t *room)
{
	memcpy(target, address, bytes < *room ? bytes : *room);
	*room = bytes;
}

UC_SYSCALL3(bind, int, descriptor, const void *, given, uint32_t, bytes)
{
	union uc_address address;
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	result = address_get(&address, given, bytes);
	if (!result)
		result = socket->operations->bind ? socket->operations->bind(socket, &address, bytes) : -EOPNOTSUPP;
	socket_put(socket);
	return result;
}

UC_SYSCALL3(connect, int, descriptor, const void *, given, uint32_t, bytes)
{
	union uc_address address;
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	result = address_get(&address, given, bytes);
	if (!result)
		result = socket->operations->connect ? socket->operations->connect(socket, &address, bytes)
						     : -EOPNOTSUPP;
	socket_put(socket);
	return result;
}

UC_SYSCALL2(listen, int, descriptor, int, backlog)
{
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	result = socket->operations->listen ? socket->operations->listen(socket, backlog) : -EOPNOTSUPP;
	socket_put(socket);
	return result;
}

static long accept(struct uc_socket *socket, void *target, uint32_t *room, unsigned flags)
{
	union uc_address peer;
	struct uc_socket *accepted;
	uint32_t bytes = 0;
	if (flags & ~(UC_SOCK_NONBLOCK | UC_SOCK_CLOEXEC) || (target && room && *room > INT32_MAX))
		return -EINVAL;
	if (target && !room)
		return -EFAULT;
	if (!socket->operations->accept)
		return -EOPNOTSUPP;
	int error = socket->operations->accept(socket, &accepted, &peer, &bytes);
	if (error)
		return error;
	accepted->file.flags |= flags & UC_SOCK_NONBLOCK;
	int descriptor = uc_descriptor_install(&accepted->file, 0, flags & UC_SOCK_CLOEXEC);
	if (descriptor < 0)
		socket_put(accepted);
	else if (target)
		address_put(&peer, bytes, target, room);
	return descriptor;
}

UC_SYSCALL4(accept4, int, descriptor, void *, target, uint32_t *, room, unsigned, flags)
{
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	result = accept(socket, target, room, flags);
	socket_put(socket);
	return result;
}

UC_SYSCALL3(accept, int, descriptor, void *, target, uint32_t *, room)
{
	return uc_sys_accept4(descriptor, (long)target, (long)room, 0);
}

UC_SYSCALL2(shutdown, int, descriptor, int, how)
{
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	if (how < UC_SHUT_RD || how > UC_SHUT_RDWR)
		result = -EINVAL;
	else
		result = socket->operations->shutdown ? socket->operations->shutdown(socket, how) : -EOPNOTSUPP;
	socket_put(socket);
	return result;
}

static long name(int descriptor, bool peer, void *target, uint32_t *room)
{
	union uc_address address;
	uint32_t bytes = 0;
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	if (!target || !room)
		result = -EFAULT;
	else if (*room > INT32_MAX)
		result = -EINVAL;
	else
		result = socket->operations->name ? socket->operations->name(socket, peer, &address, &bytes)
						  : -EOPNOTSUPP;
	if (!result)
		address_put(&address, bytes, target, room);
	socket_put(socket);
	return result;
}

UC_SYSCALL3(getsockname, int, descriptor, void *, target, uint32_t *, room)
{
	return name(descriptor, false, target, room);
}

UC_SYSCALL3(getpeername, int, descriptor, void *, target, uint32_t *, room)
{
	return name(descriptor, true, target, room);
}

UC_SYSCALL5(setsockopt, int, descriptor, int, level, int, option, const void *, value, uint32_t, bytes)
{
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	if (bytes > INT32_MAX)
		result = -EINVAL;
	else if (!value && bytes)
		result = -EFAULT;
	else
		result = socket->operations->set_option
				 ? socket->operations->set_option(socket, level, option, value, bytes)
				 : -EOPNOTSUPP;
	socket_put(socket);
	return result;
}

/* What every socket is, whatever its family. Returns whether it was answered. */
static bool known(const struct uc_socket *socket, int level, int option, int *value)
{
	if (level != UC_SOL_SOCKET)
		return false;
	switch (option) {
	case UC_SO_TYPE:
		*value = socket->type;
		return true;
	case UC_SO_DOMAIN:
		*value = socket->domain;
		return true;
	case UC_SO_PROTOCOL:
		*value = socket->protocol;
		return true;
	default:
		return false;
	}
}

static long get_option(struct uc_socket *socket, int level, int option, void *value, uint32_t *bytes)
{
	int answer;
	if (!bytes)
		return -EFAULT;
	if (*bytes > INT32_MAX)
		return -EINVAL;
	if (!value && *bytes)
		return -EFAULT;
	if (known(socket, level, option, &answer)) {
		if (*bytes > sizeof answer)
			*bytes = sizeof answer;
		memcpy(value, &answer, *bytes);
		return 0;
	}
	return socket->operations->get_option ? socket->operations->get_option(socket, level, option, value, bytes)
					      : -EOPNOTSUPP;
}

UC_SYSCALL5(getsockopt, int, descriptor, int, level, int, option, void *, value, uint32_t *, bytes)
{
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	result = get_option(socket, level, option, value, bytes);
	socket_put(socket);
	return result;
}
