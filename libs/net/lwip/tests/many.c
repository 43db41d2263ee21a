/* SPDX-License-Identifier: BSD-3-Clause */
/* Many connections at once, and none: what they took comes back. */
#include "net.h"
#include <unicore/heap.h>

#define COUNT 1200

UC_TEST(many_connections)
{
	static int clients[COUNT], servers[COUNT];
	struct uc_heap_statistics before, after;
	model_first(UC_NETDEV_CHECKSUM);
	UC_CALL(close, connect4(1)); /* nobody listens: what is kept at hand is there */
	uc_heap_statistics(&before);
	int listener = listen4(3000), made = 0;
	for (; made < COUNT; made++) {
		clients[made] = connect4(3000);
		servers[made] = (int)UC_CALL(accept, listener, 0, 0);
		if (clients[made] < 0 || servers[made] < 0)
			break;
	}
	UC_CHECK_EQUAL(made, COUNT);
	for (int i = 0; i < made; i++) {
		uint32_t number = 0;
		UC_CHECK_EQUAL(UC_CALL(sendto, clients[i], &i, sizeof i, 0, 0, 0), sizeof i);
		UC_CHECK_EQUAL(UC_CALL(recvfrom, servers[i], &number, sizeof number, 0, 0, 0), sizeof i);
		UC_CHECK_EQUAL(number, i);
	}
	/* A reset leaves nothing behind. */
	int linger[2] = {1, 0};
	for (int i = 0; i < made; i++) {
		UC_CALL(setsockopt, clients[i], UC_SOL_SOCKET, UC_SO_LINGER, linger, sizeof linger);
		UC_CALL(close, clients[i]);
		UC_CALL(close, servers[i]);
	}
	UC_CALL(close, listener);
	uint64_t start = now_ns();
	do {
		sleep_ms(50);
		uc_heap_statistics(&after);
	} while (after.used_bytes >= before.used_bytes + 200000 && now_ns() - start < PATIENCE_NS);
	UC_CHECK(after.used_bytes < before.used_bytes + 200000);
}
