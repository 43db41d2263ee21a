/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a network stack owes. It registers, in an init entry, families for AF_INET and AF_INET6 (unicore/socket.h) and
 * makes sockets of SOCK_STREAM (TCP) and SOCK_DGRAM (UDP) that behave as Linux's do, in particular:
 *
 * - Readiness is pushed to file->waiters with poll(2)'s bits: POLLIN with POLLRDNORM, POLLOUT with POLLWRNORM,
 * POLLRDHUP when the peer has shut down, POLLHUP when both directions are, POLLERR with an error that SO_ERROR gives
 * and clears. A listening socket tells at most one exclusive waiter of a new connection.
 * - A blocking call ends with -EINTR when the thread is interrupted and nothing was moved, and with -EAGAIN after
 *   SO_RCVTIMEO or SO_SNDTIMEO. A blocking send of a stream takes everything.
 * - connect without blocking gives -EINPROGRESS; the outcome is POLLOUT and SO_ERROR.
 * - A reset by the peer gives -ECONNRESET once, then end of stream to a receive and -EPIPE to a send.
 * - TCP_NODELAY, TCP_CORK and MSG_MORE, SO_REUSEADDR, SO_KEEPALIVE, SO_LINGER, SO_SNDBUF, SO_RCVBUF, IPV6_V6ONLY exist.
 *
 * The tests of this project say it in full; they run against each provider, and against Linux.
 */
#ifndef UNICORE_SOCKETS_H
#define UNICORE_SOCKETS_H

#include <unicore/socket.h>

#endif
