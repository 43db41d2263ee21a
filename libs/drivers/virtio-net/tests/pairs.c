/* SPDX-License-Identifier: BSD-3-Clause */
/* Several queue pairs: how the device is asked for them, and which packets go where. The image has two. */
#include "user.h"
#include <unicore/errno.h>

#define SEVERAL (ALL | NET_CONTROL | NET_SEVERAL)
#define PAIRS_OF_DEVICE 3
#define CONTROL_QUEUE (2 * PAIRS_OF_DEVICE)

static uint8_t answer;
static unsigned asked_pairs;

static void control(struct uc_model *of, unsigned queue)
{
	static struct uc_model_request request;
	uint8_t command[4] = {0};
	if (queue != CONTROL_QUEUE || !uc_model_next(of, queue, &request))
		return;
	of->wrong += uc_model_read(&request, 0, command, 4) != 4 || command[0] != 4 || command[1] != 0;
	asked_pairs = command[2] | (unsigned)command[3] << 8;
	uc_model_write(&request, 0, &answer, 1);
	uc_model_answer(of, queue, request.head, 1);
}

static void make_several(void)
{
	make_model(SEVERAL);
	model.config[AT_PAIRS] = PAIRS_OF_DEVICE;
	model.notified = control;
	answer = asked_pairs = 0;
}

UC_TEST(two_pairs_of_three)
{
	static uint8_t frame[60];
	static const struct uc_net_fragment fragment = {frame, sizeof(frame)};
	struct uc_net_packet packet = {.fragments = &fragment, .count = 1};
	struct uc_model_request request;
	make_several();
	UC_REQUIRE(net_create(&model.device, &net) == 0);
	UC_CHECK_EQUAL(net->netdev.queues, 2);
	UC_CHECK_EQUAL(asked_pairs, 2);
	UC_CHECK(model.queues[3].driver && !model.queues[4].driver && model.queues[CONTROL_QUEUE].driver);
	UC_CHECK_EQUAL(net->netdev.operations->open(&net->netdev, &user.user), 0);
	for (unsigned flow = 0; flow < 6; flow++) {
		packet.flow = (uint16_t)flow;
		UC_CHECK_EQUAL(net->netdev.operations->transmit(&net->netdev, &packet), 0);
		UC_REQUIRE(uc_model_next(&model, flow % 2 ? 3 : 1, &request));
		uc_model_answer(&model, flow % 2 ? 3 : 1, request.head, 0);
	}
	/* Both are received from, and an interrupt of either wakes. */
	(void)poll_net(8);
	UC_CHECK_EQUAL(user.sent, 6);
	UC_REQUIRE(uc_model_next(&model, 2, &request));
	struct net_header header = {.buffers = uc_little16(1)};
	uc_model_write(&request, 0, &header, sizeof(header));
	uc_model_answer(&model, 2, request.head, sizeof(header) + 60);
	UC_CHECK(uc_model_interrupt(&model, 2));
	UC_CHECK_EQUAL(poll_net(8), 1);
	UC_CHECK_EQUAL(model.wrong, 0);
	close_net();
}

UC_TEST(a_device_that_refuses_pairs)
{
	make_several();
	answer = 1;
	UC_CHECK_EQUAL(net_create(&model.device, &net), -EIO);
	make_several();
	model.notified = NULL;
	UC_CHECK_EQUAL(net_create(&model.device, &net), -EIO);
	/* One pair needs no command. */
	make_several();
	model.config[AT_PAIRS] = 1;
	UC_REQUIRE(net_create(&model.device, &net) == 0);
	UC_CHECK(net->netdev.queues == 1 && asked_pairs == 0);
	net_destroy(net);
}
