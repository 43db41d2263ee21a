/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of a back end, and another one after the domain was restored. */
#include "back.h"
#include <unicore/errno.h>

static uint8_t bytes[100];
static struct packet packet;

static int send(void *cookie)
{
	const struct uc_net_fragment piece = {bytes, sizeof(bytes)};
	const struct uc_net_packet to_send = {.fragments = &piece, .count = 1, .cookie = cookie};
	int result = net->netdev.operations->transmit(&net->netdev, &to_send);
	net->netdev.operations->flush(&net->netdev);
	return result;
}

int uc_netfront_init(void);

UC_TEST(a_back_end_that_goes_takes_the_link_with_it)
{
	uc_xen_model_restart();
	make_back();
	UC_REQUIRE(open_net());
	UC_CHECK_EQUAL(send(&bytes), 0);
	uc_xen_model_write_at(back.back, "state", "5");
	(void)uc_xenbus_wait(&net->xenbus, 1u << UC_XENBUS_INIT_WAIT);
	UC_CHECK(net->broken);
	UC_CHECK_EQUAL(poll_net(4), 0);
	UC_CHECK(user.sent == 1 && user.links == 1 && !net->netdev.link_up);
	UC_CHECK_EQUAL(poll_net(4), 0);
	UC_CHECK_EQUAL(user.links, 1);
	UC_CHECK_EQUAL(send(&bytes), -ENETDOWN);
	close_net();
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

static void hear_of_restore(struct uc_xen_suspend_hook *hook)
{
	/* The other machine has the device, too: its back end waits. */
	(void)hook;
	memset(back.transmit, 0, sizeof(back.transmit));
	memset(back.receive, 0, sizeof(back.receive));
	uc_xen_model_write_at(back.front, "state", "1");
	uc_xen_model_write_at(back.back, "state", "2");
}

static void nothing(struct uc_xen_suspend_hook *hook, bool cancelled)
{
	(void)hook;
	(void)cancelled;
}

UC_TEST(a_restored_domain_goes_on)
{
	static struct uc_xen_suspend_hook hook = {.suspend = hear_of_restore, .resume = nothing};
	uc_xen_model_restart();
	make_back();
	UC_CHECK_EQUAL(uc_netfront_init(), 0);
	net = net_of((struct uc_netdev *)uc_device_next(UC_DEVICE_NET, NULL));
	UC_REQUIRE(uc_device_next(UC_DEVICE_NET, NULL) != NULL);
	UC_CHECK_EQUAL(net->netdev.operations->open(&net->netdev, &user.user), 0);
	uc_xen_on_suspend(&hook);
	UC_CHECK(deliver(0, bytes, sizeof(bytes), 0, NULL));
	(void)uc_xen_model_ring_push(&back.receive[0]);
	UC_CHECK_EQUAL(poll_net(4), 1);
	UC_CHECK_EQUAL(send(&bytes), 0);
	unsigned connections = back.connections;
	UC_CHECK_EQUAL(uc_xen_suspend(), 0);
	UC_CHECK_EQUAL(back.connections, connections + 1);
	UC_CHECK(!net->broken);
	/* One was lost; one is sent in the new life, and only that is answered. */
	UC_CHECK_EQUAL(send(&packet), 0);
	(void)poll_net(4);
	UC_CHECK(user.sent == 1 && user.last_cookie == &bytes);
	UC_CHECK(user.links == 2 && net->netdev.link_up);
	UC_CHECK(take_packet(0, &packet) && packet.bytes == sizeof(bytes));
	answer_packet(0, &packet);
	(void)uc_xen_model_ring_push(&back.transmit[0]);
	(void)poll_net(4);
	UC_CHECK(user.sent == 2 && user.last_cookie == &packet);
	/* A frame of the old life comes back into the new one. */
	release_all();
	for (unsigned n = 0; n < 300; n++) {
		UC_CHECK(deliver(0, bytes, sizeof(bytes), 0, NULL));
		(void)uc_xen_model_ring_push(&back.receive[0]);
		UC_CHECK_EQUAL(poll_net(4), 1);
		release_all();
	}
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
	/* Cancelled: all is as it was. */
	uc_xen_model.cancels = true;
	hook.suspend = NULL;
	uc_list_remove(&hook.node);
	UC_CHECK_EQUAL(uc_xen_suspend(), -ECANCELED);
	UC_CHECK_EQUAL(back.connections, connections + 1);
	UC_CHECK_EQUAL(send(&packet), 0);
	UC_CHECK(take_packet(0, &packet));
	/* It stays for the image's life; of a machine without the device it does not come back. */
	uc_xen_model.cancels = false;
	uc_list_remove(&net->hook.node);
	uc_list_remove(&net->netdev.device.node);
	close_net();
}
