/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames between devices and lwIP. Received ones lie in the device's buffers, which lwIP's pbufs refer to until they
 * are read; sent ones are pbufs that the device holds until it has done with them.
 */
#include "device.h"
#include "internal.h"
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/priv/tcp_priv.h>
#include <netif/ethernet.h>
#include <unicore/heap.h>
#include <unicore/printk.h>
#include <unicore/string.h>
#include <unicore/trace.h>

#define BUDGET 64u /* frames of one look, before what they caused is sent */
#define MOST_FRAGMENTS 32u

static struct lwip_device *devices;

/* ---- receiving ---- */

struct received {
	struct pbuf_custom custom; /* first: lwIP knows only this */
	union {
		struct uc_net_buffer *buffer;
		struct received *next;
	};
};

#define KEPT 256u
static struct received *spare;
static unsigned spares;
static unsigned held; /* buffers of devices that are in pbufs */

static void give_back(struct pbuf *piece)
{
	struct received *received = (struct received *)piece;
	received->buffer->release(received->buffer);
	held--;
	lwip_kick(); /* the device may have been without */
	if (spares >= KEPT) {
		uc_heap_free(received);
		return;
	}
	received->next = spare;
	spare = received;
	spares++;
}

static struct pbuf *wrap(struct uc_net_buffer *buffer)
{
	struct received *received = spare;
	if (received) {
		spare = received->next;
		spares--;
	} else {
		received = uc_heap_alloc(sizeof *received);
		if (!received)
			return NULL;
	}
	held++;
	received->buffer = buffer;
	received->custom.custom_free_function = give_back;
	return pbuf_alloced_custom(PBUF_RAW, (u16_t)buffer->bytes, PBUF_REF, &received->custom, buffer->data,
				   (u16_t)buffer->bytes);
}

/* A program that does not read may not keep the device without buffers: beyond the limit bytes are copied. */
static struct pbuf *copy(struct uc_net_buffer *buffer)
{
	struct pbuf *piece = pbuf_alloc(PBUF_RAW, (u16_t)buffer->bytes, PBUF_RAM);
	if (piece)
		memcpy(piece->payload, buffer->data, buffer->bytes);
	buffer->release(buffer);
	return piece;
}

/* The frame as a chain, or NULL; its buffers are lwIP's or given back either way. */
static struct pbuf *chain(struct uc_net_buffer *frame)
{
	struct pbuf *whole = NULL, *last = NULL;
	uint32_t bytes = 0;
	for (const struct uc_net_buffer *piece = frame; piece; piece = piece->next)
		bytes += piece->bytes;
	bool fits = bytes <= UINT16_MAX;
	for (struct uc_net_buffer *next; frame; frame = next) {
		next = frame->next;
		struct pbuf *piece = NULL;
		if (fits)
			piece = held < CONFIG_LWIP_HELD_BUFFERS ? wrap(frame) : copy(frame);
		if (!fits || (!piece && held < CONFIG_LWIP_HELD_BUFFERS))
			frame->release(frame);
		fits = fits && piece;
		if (piece && last)
			last->next = piece;
		else if (piece)
			whole = piece;
		last = piece ? piece : last;
	}
	if (fits) {
		for (struct pbuf *piece = whole; piece; bytes -= piece->len, piece = piece->next)
			piece->tot_len = (u16_t)bytes;
		return whole;
	}
	if (whole)
		pbuf_free(whole);
	return NULL;
}

static void received(struct uc_netdev_user *user, struct uc_net_buffer *frame, const struct uc_net_offload *offload)
{
	struct lwip_device *device = UC_CONTAINER_OF(user, struct lwip_device, user);
	u16_t checks = NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP;
	struct pbuf *whole = chain(frame);
	if (!whole)
		return;
	UC_TRACE(UC_TRACE_RECEIVE, whole->tot_len, 0);
	if (offload->checksum == UC_CHECKSUM_NONE)
		device->netif.chksum_flags |= checks;
	else
		device->netif.chksum_flags &= (u16_t)~checks;
	if (ethernet_input(whole, &device->netif) != ERR_OK)
		pbuf_free(whole);
}

/* ---- sending ---- */

static void sent(struct uc_netdev_user *user, void *cookie)
{
	(void)user;
	pbuf_free(cookie);
}

/* A frame in more pieces than the device takes becomes one. Returns NULL: no memory. */
static struct pbuf *in_few_pieces(const struct lwip_device *device, struct pbuf *frame)
{
	unsigned most = LWIP_MIN(device->netdev->most_fragments, MOST_FRAGMENTS), count = 0;
	for (const struct pbuf *piece = frame; piece; piece = piece->next)
		count += piece->len > 0;
	if (count > most)
		return pbuf_clone(PBUF_RAW, PBUF_RAM, frame);
	pbuf_ref(frame);
	return frame;
}

static int transmit(struct lwip_device *device, struct pbuf *frame)
{
	struct uc_net_fragment fragments[MOST_FRAGMENTS];
	struct uc_net_packet packet = {.fragments = fragments, .cookie = frame};
	for (const struct pbuf *piece = frame; piece; piece = piece->next)
		if (piece->len > 0)
			fragments[packet.count++] = (struct uc_net_fragment){piece->payload, piece->len};
	lwip_offload(device, frame, &packet);
	int error = device->netdev->operations->transmit(device->netdev, &packet);
	if (!error) {
		device->unflushed = true;
		UC_TRACE(UC_TRACE_SEND, frame->tot_len, 0);
	}
	return error;
}

static err_t output(struct netif *netif, struct pbuf *frame)
{
	struct lwip_device *device = netif->state;
	frame = in_few_pieces(device, frame);
	if (!frame)
		return ERR_MEM;
	int error = device->waiting ? -EAGAIN : transmit(device, frame);
	if (error == -EAGAIN && device->waiting < WAITING) {
		device->queue[(device->first_waiting + device->waiting++) % WAITING] = frame;
		return ERR_OK;
	}
	if (!error)
		return ERR_OK;
	pbuf_free(frame);
	device->refused |= error == -EAGAIN;
	return error == -EAGAIN ? ERR_MEM : ERR_IF;
}

static void send_waiting(struct lwip_device *device)
{
	while (device->waiting) {
		struct pbuf *frame = device->queue[device->first_waiting];
		int error = transmit(device, frame);
		if (error == -EAGAIN)
			return;
		if (error)
			pbuf_free(frame);
		device->first_waiting = (device->first_waiting + 1) % WAITING;
		device->waiting--;
	}
	if (!device->refused)
		return;
	device->refused = false;
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb && !device->refused; pcb = pcb->next)
		if (pcb->unsent)
			tcp_output(pcb);
}

/* ---- the device ---- */

struct lwip_device *lwip_device_of(const struct netif *netif)
{
	return netif->linkoutput == output ? netif->state : NULL;
}

bool lwip_devices_loop(void)
{
	for (const struct lwip_device *device = devices; device; device = device->next)
		if (device->netif.loop_first)
			return true;
	return false;
}

/* What was sent to the device's own address was never on a wire. */
static void deliver_own(struct lwip_device *device)
{
	device->netif.chksum_flags &= (u16_t) ~(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP);
	lwip_tcp_active();
	netif_poll(&device->netif);
}

static void ready(struct uc_netdev_user *user)
{
	(void)user;
	lwip_kick();
}

static void link_changed(struct uc_netdev_user *user)
{
	struct lwip_device *device = UC_CONTAINER_OF(user, struct lwip_device, user);
	if (device->netdev->link_up)
		netif_set_link_up(&device->netif);
	else
		netif_set_link_down(&device->netif);
}

static err_t set_up(struct netif *netif)
{
	struct lwip_device *device = netif->state;
	const struct uc_netdev *netdev = device->netdev;
	netif->name[0] = 'n';
	netif->name[1] = 'e';
	netif->hwaddr_len = UC_ETHERNET_ADDRESS_BYTES;
	memcpy(netif->hwaddr, netdev->address, sizeof netdev->address);
	netif->mtu = netdev->mtu_bytes;
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_MLD6;
	netif->output = etharp_output;
#if LWIP_IPV6
	netif->output_ip6 = ethip6_output;
#endif
	netif->linkoutput = output;
	if (netdev->features & UC_NETDEV_CHECKSUM)
		netif->chksum_flags &= (u16_t)~NETIF_CHECKSUM_GEN_TCP;
	return ERR_OK;
}

int lwip_device_open(struct uc_netdev *netdev)
{
	struct lwip_device *device = uc_heap_alloc_zeroed(1, sizeof *device);
	if (!device)
		return -ENOMEM;
	device->user =
		(struct uc_netdev_user){.ready = ready, .received = received, .sent = sent, .link = link_changed};
	device->netdev = netdev;
	int error = netdev->operations->open(netdev, &device->user);
	if (error) {
		uc_heap_free(device);
		return error;
	}
	netif_add(&device->netif, NULL, NULL, NULL, device, set_up, ethernet_input);
	if (!netif_default)
		netif_set_default(&device->netif);
	device->next = devices;
	devices = device;
	netif_set_up(&device->netif);
	link_changed(&device->user);
	lwip_configure(device);
	lwip_kick();
	return 0;
}

int lwip_devices_init(void)
{
	struct uc_device *found = NULL;
	while ((found = uc_device_next(UC_DEVICE_NET, found)) != NULL) {
		int error = lwip_device_open(UC_CONTAINER_OF(found, struct uc_netdev, device));
		if (error)
			uc_printk("lwip: %s cannot be used: error %d\n", found->name, -error);
	}
	return 0;
}

bool lwip_devices_poll(void)
{
	bool more = false;
	for (struct lwip_device *device = devices; device; device = device->next) {
		unsigned count = device->netdev->operations->poll(device->netdev, BUDGET);
		if (count)
			lwip_tcp_active();
		if (device->netif.loop_first)
			deliver_own(device);
		more |= count >= BUDGET;
		if (device->waiting || device->refused)
			send_waiting(device);
	}
	return more;
}

void lwip_devices_flush(void)
{
	for (struct lwip_device *device = devices; device; device = device->next) {
		if (!device->unflushed)
			continue;
		device->unflushed = false;
		device->netdev->operations->flush(device->netdev);
	}
}
