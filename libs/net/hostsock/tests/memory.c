/* SPDX-License-Identifier: BSD-3-Clause */
/* Each allocation fails once: a connection is refused or works, and no memory and no descriptor is left behind. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/heapfault.h>
#include <unicore/linux-socket.h>
#include <unicore/test.h>

static bool is_shortage(long result)
{
	return result == -ENOMEM || result == -ENOBUFS;
}

/* A connection over which held bytes and then more go; 0, or the first error. */
static long work(void)
{
	struct uc_address4 address = {.family = UC_AF_INET, .address = {127, 0, 0, 1}};
	uint32_t bytes = sizeof address;
	char buffer[16];
	long listener = UC_CALL(socket, UC_AF_INET, UC_SOCK_STREAM, 0), client = -1, server = -1;
	long result = listener < 0 ? listener : UC_CALL(bind, listener, &address, sizeof address);
	if (result == 0)
		result = UC_CALL(listen, listener, 1);
	if (result == 0)
		result = UC_CALL(getsockname, listener, &address, &bytes);
	if (result == 0)
		result = client = UC_CALL(socket, UC_AF_INET, UC_SOCK_STREAM, 0);
	if (result >= 0)
		result = UC_CALL(connect, client, &address, sizeof address);
	if (result == 0)
		result = server = UC_CALL(accept, listener, 0, 0);
	if (result >= 0) {
		/* Without room to hold bytes back they leave at once. */
		UC_CHECK_EQUAL(UC_CALL(sendto, client, "ab", 2, UC_MSG_MORE, 0, 0), 2);
		UC_CHECK_EQUAL(UC_CALL(sendto, client, "cd", 2, 0, 0, 0), 2);
		UC_CHECK_EQUAL(UC_CALL(recvfrom, server, buffer, 4, UC_MSG_WAITALL, 0, 0), 4);
		UC_CHECK(buffer[0] == 'a' && buffer[3] == 'd');
		result = 0;
	}
	UC_CALL(close, server);
	UC_CALL(close, client);
	UC_CALL(close, listener);
	return result;
}

UC_TEST(connections_survive_each_failing_allocation)
{
	struct uc_heap_statistics before, after;
	unsigned long failures = 0;
	UC_CHECK_EQUAL(work(), 0);
	uc_heap_statistics(&before);
	for (unsigned long nth = 1; nth < 100; nth++) {
		uc_heapfault_arm(nth);
		long result = work();
		bool fired = uc_heapfault_fired();
		uc_heapfault_arm(0);
		uc_heap_statistics(&after);
		UC_CHECK_EQUAL(after.blocks, before.blocks);
		UC_CHECK(result == 0 || is_shortage(result));
		if (!fired)
			break;
		failures++;
	}
	UC_CHECK(failures >= 4);
}
