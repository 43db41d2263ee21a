/* SPDX-License-Identifier: BSD-3-Clause */
/* The control queue, and the one command that is needed: how many queue pairs are in use (VIRTIO 1.2, 5.1.6.5.5). */
#include "net.h"
#include <unicore/byteorder.h>
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

#define CLASS_SEVERAL 4u
#define COMMAND_PAIRS 0u
#define ACCEPTED 0u
#define NOT_ANSWERED 0xffu
#define ANSWER_NS UC_NS_PER_SECOND

struct command {
	uint8_t class, command;
	uint16_t pairs;
	uint8_t answer;
};

int net_set_pairs(struct net_device *net, unsigned pairs)
{
	struct command *shared = uc_pages_alloc(1);
	if (!shared)
		return -ENOMEM;
	memset(shared, 0, UC_PAGE_BYTES);
	*shared = (struct command){CLASS_SEVERAL, COMMAND_PAIRS, uc_little16((uint16_t)pairs), NOT_ANSWERED};
	const struct uc_virtq_piece pieces[] = {{shared, 2}, {&shared->pairs, 2}, {&shared->answer, 1}};
	uint64_t deadline_ns = uc_clock_monotonic_ns() + ANSWER_NS;
	uint32_t written;
	int result = uc_virtq_put(&net->control, pieces, 2, 1, NULL, shared);
	uc_virtq_kick(&net->control);
	while (result == 0 && !uc_virtq_take(&net->control, &written))
		if (net->virtio->broken || uc_clock_monotonic_ns() >= deadline_ns)
			result = -EIO;
	if (result == 0 && __atomic_load_n(&shared->answer, __ATOMIC_RELAXED) != ACCEPTED)
		result = -EIO;
	/* A device that never answered may still write there. */
	if (net->control.waiting > 0)
		uc_virtio_give_up(net->virtio);
	uc_pages_free(shared, 1);
	return result;
}
