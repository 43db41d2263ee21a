/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: a descriptor's socket, and addresses that are handed out. */
#ifndef INTERNAL_H
#define INTERNAL_H

#include <unicore/errno.h>
#include <unicore/socket.h>

/** The descriptor's socket with a reference for the caller; NULL and `*error` is -EBADF or -ENOTSOCK. */
struct uc_socket *socket_get(int descriptor, long *error);
void socket_put(struct uc_socket *socket);

/** Copies in an address. Returns 0, -EINVAL (length) or -EFAULT. */
long address_get(union uc_address *address, const void *given, uint32_t bytes);
/** Hands out an address, cut to the room at `*room`, which is set to its true length. */
void address_put(const union uc_address *address, uint32_t bytes, void *target, uint32_t *room);

#endif
