/* SPDX-License-Identifier: BSD-3-Clause */
/* The families AF_INET and AF_INET6: making sockets, and their end. */
#include "internal.h"
#include <unicore/heap.h>

int uc_hostsock_init(void);

const struct uc_socket_operations hostsock_operations = {
	.bind = hostsock_bind,
	.listen = hostsock_listen,
	.accept = hostsock_accept,
	.connect = hostsock_connect,
	.shutdown = hostsock_shutdown,
	.name = hostsock_name,
	.set_option = hostsock_set_option,
	.get_option = hostsock_get_option,
	.send = hostsock_send,
	.receive = hostsock_receive,
};

/* Requests that are answered by the host: bytes to be read, bytes not yet sent, the urgent mark, interfaces. */
static long control(struct uc_file *file, unsigned request, void *argument)
{
	enum { TIOCOUTQ = 0x5411, SIOCATMARK = 0x8905, SIOCGIFNAME = 0x8910, SIOCGIFINDEX = 0x8933 };
	struct hostsock *sock = hostsock_of(uc_socket_of(file));
	if (request != UC_FIONREAD && request != TIOCOUTQ && request != SIOCATMARK &&
	    (request < SIOCGIFNAME || request > SIOCGIFINDEX))
		return -ENOTTY;
	if (!argument)
		return -EFAULT;
	long result = host(HOST_IOCTL, sock, request, (long)argument, 0, 0, 0);
	if (result == 0 && request == TIOCOUTQ)
		*(int *)argument += (int)hostsock_held(sock);
	return result;
}

/* What is held goes first. If the host does not take it at once, the socket lives on until it does. */
static void release(struct uc_file *file)
{
	struct hostsock *sock = hostsock_of(uc_socket_of(file));
	if (hostsock_held(sock))
		hostsock_push(sock);
	sock->closing = hostsock_held(sock) && hostsock_watch(sock) == 0;
	if (!sock->closing)
		hostsock_destroy(sock);
}

const struct uc_file_operations hostsock_file_operations = {
	.read = uc_socket_read,
	.write = uc_socket_write,
	.stat = uc_socket_stat,
	.poll = hostsock_poll,
	.control = control,
	.release = release,
};

int hostsock_make(int descriptor, int domain, int type, int protocol, struct hostsock **made)
{
	struct hostsock *sock = uc_heap_alloc_zeroed(1, sizeof *sock);
	if (!sock)
		return -ENOMEM;
	uc_socket_init(&sock->socket, &hostsock_operations, &hostsock_file_operations, domain, type, protocol);
	uc_timer_init(&sock->push, hostsock_push_timer);
	uc_list_init(&sock->holder);
	sock->watch.descriptor = descriptor;
	sock->ready = UC_POLLOUT;
	sock->drained = sock->full = UINT64_MAX; /* never looked */
	*made = sock;
	return 0;
}

void hostsock_destroy(struct hostsock *sock)
{
	hostsock_held_drop(sock);
	if (sock->watched)
		uc_host_watch_remove(&sock->watch);
	host(HOST_CLOSE, sock, 0, 0, 0, 0, 0);
	uc_heap_free(sock->held);
	uc_heap_free(sock);
}

static int create(int domain, int type, int protocol, struct uc_socket **socket)
{
	struct hostsock *sock;
	long descriptor =
		uc_host_syscall(HOST_SOCKET, domain, type | UC_SOCK_NONBLOCK | UC_SOCK_CLOEXEC, protocol, 0, 0, 0);
	if (descriptor < 0)
		return (int)descriptor;
	if (!protocol)
		protocol = type == UC_SOCK_STREAM ? UC_IPPROTO_TCP : type == UC_SOCK_DGRAM ? UC_IPPROTO_UDP : 0;
	int error = hostsock_make((int)descriptor, domain, type, protocol, &sock);
	if (error) {
		uc_host_syscall(HOST_CLOSE, descriptor, 0, 0, 0, 0, 0);
		return error;
	}
	*socket = &sock->socket;
	return 0;
}

/* Every socket of the image is a descriptor of the host, whose usual limit of 1024 is a habit: the hard one counts. */
static void raise_limit(void)
{
	enum { RLIMIT_NOFILE = 7 };
	uint64_t limit[2];
	if (uc_host_syscall(HOST_PRLIMIT64, 0, RLIMIT_NOFILE, 0, (long)limit, 0, 0) == 0 && limit[0] < limit[1]) {
		limit[0] = limit[1];
		uc_host_syscall(HOST_PRLIMIT64, 0, RLIMIT_NOFILE, (long)limit, 0, 0, 0);
	}
}

int uc_hostsock_init(void)
{
	raise_limit();
	static struct uc_socket_family families[] = {
		{.domain = UC_AF_INET, .create = create},
		{.domain = UC_AF_INET6, .create = create},
	};
	for (size_t i = 0; i < UC_ARRAY_LENGTH(families); i++)
		uc_socket_family_add(&families[i]);
	return 0;
}
