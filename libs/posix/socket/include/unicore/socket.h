/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets below the system calls: how a network stack, or a family such as AF_UNIX, provides them. This library checks
 * descriptors, addresses and vectors, installs descriptors and raises SIGPIPE; the family does the rest.
 * Thread context.
 */
#ifndef UNICORE_SOCKET_H
#define UNICORE_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/file.h>
#include <unicore/linux-socket.h>
#include <unicore/list.h>

struct uc_socket;

/**
 * Operations; each may be NULL: -EOPNOTSUPP. They return 0, or what is said here, or the negative errno of the manual
 * page. They block unless O_NONBLOCK is in socket->file.flags (or MSG_DONTWAIT in `flags`), until -EINTR.
 */
struct uc_socket_operations {
	/** `address` is `bytes` long, at least its family, at most UC_ADDRESS_MOST. */
	int (*bind)(struct uc_socket *socket, const union uc_address *address, uint32_t bytes);
	int (*listen)(struct uc_socket *socket, int backlog);
	/** Makes a socket, with one reference, and tells the peer's address and its length. */
	int (*accept)(struct uc_socket *socket, struct uc_socket **accepted, union uc_address *peer, uint32_t *bytes);
	int (*connect)(struct uc_socket *socket, const union uc_address *address, uint32_t bytes);
	int (*shutdown)(struct uc_socket *socket, int how);
	/** Own address or the peer's. */
	int (*name)(struct uc_socket *socket, bool peer, union uc_address *address, uint32_t *bytes);
	int (*set_option)(struct uc_socket *socket, int level, int option, const void *value, uint32_t bytes);
	/** `*bytes`: room, then length. */
	int (*get_option)(struct uc_socket *socket, int level, int option, void *value, uint32_t *bytes);
	/** Returns the bytes that were taken. -EPIPE makes the caller raise SIGPIPE, if it is due. */
	long (*send)(struct uc_socket *socket, const struct uc_message *message, unsigned flags);
	/** A send without flags of pieces that are not copied, as `lend` of struct uc_file_operations. */
	long (*lend)(struct uc_socket *socket, const struct uc_iovec *vector, struct uc_file_data *const *data,
		     int count);
	/** Returns the bytes that were put; sets address_bytes, control_bytes and flags of `message`. */
	long (*receive)(struct uc_socket *socket, struct uc_message *message, unsigned flags);
};

struct uc_socket {
	struct uc_file file;
	const struct uc_socket_operations *operations;
	int domain, type, protocol;
};

/**
 * One reference for the caller. `file` are the family's operations of the file: read, write and stat are
 * uc_socket_read, uc_socket_write and uc_socket_stat, poll, control and release its own.
 */
void uc_socket_init(struct uc_socket *socket, const struct uc_socket_operations *operations,
		    const struct uc_file_operations *file, int domain, int type, int protocol);

/** The file's socket, or NULL (ENOTSOCK). */
struct uc_socket *uc_socket_of(struct uc_file *file);

/** For struct uc_file_operations: a receive without flags and address. */
long uc_socket_read(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position);
/** A send without flags and address; raises SIGPIPE where it is due. */
long uc_socket_write(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position);
/** For a family that has `lend`; raises SIGPIPE where it is due. */
long uc_socket_lend(struct uc_file *file, const struct uc_iovec *vector, struct uc_file_data *const *data, int count);
/** Says that it is a socket. Returns 0. */
int uc_socket_stat(struct uc_file *file, struct uc_stat *stat);

/** For set_option, of SO_RCVTIMEO and SO_SNDTIMEO: 0 is no timeout. Returns 0, -EINVAL (`bytes`) or -EDOM. */
int uc_socket_set_timeout(uint64_t *timeout_ns, const void *value, uint32_t bytes);
/** For get_option, of the same. Returns 0 or -EINVAL (`*bytes`). */
int uc_socket_get_timeout(uint64_t timeout_ns, void *value, uint32_t *bytes);
/** For get_option: as much of what is known as there is room for. Returns 0. */
int uc_socket_answer(const void *known, uint32_t known_bytes, void *value, uint32_t *bytes);

/** A family of addresses, and who makes its sockets. */
struct uc_socket_family {
	struct uc_list node;
	int domain; /* AF_* */
	/** Makes a socket with one reference. Returns 0 or -EPROTONOSUPPORT, -ESOCKTNOSUPPORT, -ENOMEM, … */
	int (*create)(int domain, int type, int protocol, struct uc_socket **socket);
	/** Two that are connected, for socketpair; NULL: -EOPNOTSUPP. */
	int (*pair)(int domain, int type, int protocol, struct uc_socket *sockets[2]);
};

/** From an init entry of the family's library. `family` is kept. */
void uc_socket_family_add(struct uc_socket_family *family);

#endif
