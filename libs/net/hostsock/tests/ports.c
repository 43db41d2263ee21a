/* SPDX-License-Identifier: BSD-3-Clause */
/* The runner's port map: what the image calls 80 is 47180 on the host ("uc.port=47180:80", the manifest's argument). */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-socket.h>
#include <unicore/linuxu.h>
#include <unicore/test.h>

#define GUEST 80
#define HOST 47180

static uint16_t network(uint16_t port)
{
	return (uint16_t)(port << 8 | port >> 8);
}

static struct uc_address4 loopback(uint16_t port)
{
	return (struct uc_address4){.family = UC_AF_INET, .port = network(port), .address = {127, 0, 0, 1}};
}

UC_TEST(a_mapped_port_is_the_hosts)
{
	struct uc_address4 address = loopback(GUEST), name;
	uint32_t bytes = sizeof name;
	long listener = UC_CALL(socket, UC_AF_INET, UC_SOCK_STREAM, 0);
	long client = UC_CALL(socket, UC_AF_INET, UC_SOCK_STREAM, 0);
	int on = 1;
	UC_CALL(setsockopt, listener, UC_SOL_SOCKET, UC_SO_REUSEADDR, &on, sizeof on);
	UC_REQUIRE(uc_host_port(GUEST) == HOST);
	UC_CHECK_EQUAL(UC_CALL(bind, listener, &address, sizeof address), 0);
	UC_CHECK_EQUAL(UC_CALL(listen, listener, 1), 0);
	UC_CHECK_EQUAL(UC_CALL(getsockname, listener, &name, &bytes), 0);
	UC_CHECK_EQUAL(network(name.port), GUEST);
	address = loopback(HOST);
	UC_CHECK_EQUAL(UC_CALL(connect, client, &address, sizeof address), 0);
	long server = UC_CALL(accept, listener, 0, 0);
	UC_CHECK_EQUAL(UC_CALL(getsockname, server, &name, &bytes), 0);
	UC_CHECK_EQUAL(network(name.port), GUEST);
	/* The peer's port is the host's own affair. */
	UC_CHECK_EQUAL(UC_CALL(getpeername, client, &name, &bytes), 0);
	UC_CHECK_EQUAL(network(name.port), HOST);
	UC_CALL(close, server);
	UC_CALL(close, client);
	UC_CALL(close, listener);
}

UC_TEST(a_free_port_is_not_mapped)
{
	struct uc_address4 address = loopback(0);
	uint32_t bytes = sizeof address;
	long socket = UC_CALL(socket, UC_AF_INET, UC_SOCK_DGRAM, 0);
	UC_CHECK_EQUAL(UC_CALL(bind, socket, &address, sizeof address), 0);
	UC_CHECK_EQUAL(UC_CALL(getsockname, socket, &address, &bytes), 0);
	UC_CHECK(network(address.port) >= 1024);
	UC_CALL(close, socket);
}
