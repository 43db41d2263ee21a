/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The network's thread. A round delivers what has come, runs the timers that are due, and puts out what was queued;
 * then the thread sleeps until it is kicked or a timer is due.
 */
#include "device.h"
#include "internal.h"
#include <lwip/init.h>
#include <lwip/netif.h>
#include <unicore/clock.h>

/** At the end of the image: what was sent is seen off. */
void uc_lwip_flush(void);
int uc_lwip_init(void);
void lwip_families_add(void);

static struct uc_waitq queue = UC_WAITQ_INIT(queue);
static volatile bool kicked;
static struct netif *loopback;

void lwip_kick(void)
{
	if (kicked)
		return;
	kicked = true;
	uc_waitq_wake_all(&queue, 0);
}

bool lwip_busy(void)
{
	return kicked || loopback->loop_first || lwsock_output_waits() || lwip_devices_loop();
}

bool lwip_round(void)
{
	static bool inside;
	bool more = false;
	if (inside)
		return false;
	inside = true;
	kicked = false;
	more = lwip_devices_poll();
	lwsock_output_all();
	if (loopback->loop_first) {
		lwip_tcp_active();
		netif_poll(loopback);
		lwsock_output_all();
	}
	lwip_devices_flush();
	more |= loopback->loop_first || lwip_devices_loop();
	inside = false;
	return more;
}

static void run(void *unused)
{
	(void)unused;
	for (;;) {
		uint64_t deadline = lwip_timers_run();
		bool more = lwip_round();
		if (more || lwip_busy())
			uc_thread_yield();
		else
			UC_WAIT_EVENT(&queue, kicked, deadline, false);
	}
}

static bool everything_is_acknowledged(void)
{
	extern struct tcp_pcb *tcp_active_pcbs;
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		if (pcb->unsent || pcb->unacked)
			return false;
	return true;
}

void uc_lwip_flush(void)
{
	uint64_t deadline = uc_clock_monotonic_ns() + CONFIG_LWIP_EXIT_MS * UC_NS_PER_MS;
	lwip_round();
	while (!everything_is_acknowledged() && uc_clock_monotonic_ns() < deadline)
		uc_sleep_until(uc_clock_monotonic_ns() + UC_NS_PER_MS, false);
}

int uc_lwip_init(void)
{
	static const struct uc_thread_attributes attributes = {.name = "net", .stack_bytes = CONFIG_LWIP_STACK_BYTES};
	struct uc_thread *thread;
	lwip_random_init();
	lwip_init();
	loopback = netif_find("lo0");
	NETIF_SET_CHECKSUM_CTRL(loopback, NETIF_CHECKSUM_DISABLE_ALL);
	int error = uc_thread_create(&thread, &attributes, run, NULL);
	if (error)
		return error;
	uc_thread_detach(thread);
	lwip_families_add();
	error = lwip_devices_init();
	lwip_devices_wait();
	return error;
}
