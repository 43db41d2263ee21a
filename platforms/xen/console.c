/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console: a ring that xenconsoled reads and writes (io/console.h), or, without one (dom0), Xen's own console
 * (xen.h, CONSOLEIO_*). Without stack protector: crashes of early code are reported here.
 */
#include "xen.h"

/* Who takes nothing for so long does not read: what follows is lost until he does. */
#define PATIENCE_NS 10000000000ull

struct uc_xen_channel uc_xen_console_channel, uc_xen_store_channel;
static void (*on_input)(void);
static bool nobody_reads;

#define RING ((volatile struct xen_console *)uc_xen_console_channel.page)
#define IN_BYTES sizeof(((struct xen_console *)0)->in)
#define OUT_BYTES sizeof(((struct xen_console *)0)->out)

void uc_xen_console_init(void)
{
	uc_xen_arch_channels(&uc_xen_console_channel, &uc_xen_store_channel);
	nobody_reads = false;
}

/** Waits until no more than `left` bytes are in the ring. */
static bool wait_for_reader(uint32_t left)
{
	uint32_t seen = RING->out_consumer;
	uint64_t since_ns = 0;
	for (uint32_t consumer; RING->out_producer - (consumer = RING->out_consumer) > left;) {
		uint64_t now_ns = uc_plat_monotonic_ns();
		if (since_ns == 0 || consumer != seen)
			since_ns = now_ns;
		seen = consumer;
		if (now_ns - since_ns >= PATIENCE_NS)
			return false;
		uc_xen_hypercall(XEN_SCHED_YIELD, 0, 0, 0, 0, XEN_SCHED_OP);
	}
	return true;
}

static void tell(void)
{
	uc_xen_event_send(uc_xen_console_channel.port);
}

static void write_ring(const char *text, size_t bytes)
{
	if (nobody_reads && RING->out_producer - RING->out_consumer < OUT_BYTES)
		nobody_reads = false;
	while (bytes > 0 && !nobody_reads) {
		/* More than the ring holds, as one who is out of his mind may say, is a full ring. */
		uint32_t producer = RING->out_producer, used = producer - RING->out_consumer;
		for (; used < OUT_BYTES && bytes > 0; used++, bytes--)
			RING->out[producer++ % OUT_BYTES] = *text++;
		__asm__ volatile("" : : : "memory");
		RING->out_producer = producer;
		tell();
		if (bytes > 0)
			nobody_reads = !wait_for_reader(OUT_BYTES - 1);
	}
}

void uc_plat_console_write(const char *text, size_t bytes)
{
	if (uc_xen_console_channel.page == NULL) {
		xen_call3(XEN_CONSOLE_IO, XEN_CONSOLEIO_WRITE, bytes, text);
		return;
	}
	/* An interrupt may have something to say, too. */
	unsigned long state = uc_plat_irq_save();
	write_ring(text, bytes);
	uc_plat_irq_restore(state);
}

void uc_xen_console_drain(void)
{
	if (uc_xen_console_channel.page != NULL && !nobody_reads)
		wait_for_reader(0);
}

long uc_plat_console_read(char *buffer, size_t bytes)
{
	if (uc_xen_console_channel.page == NULL)
		return xen_call3(XEN_CONSOLE_IO, XEN_CONSOLEIO_READ, bytes, buffer);
	uint32_t consumer = RING->in_consumer, there = RING->in_producer - consumer;
	if (there > IN_BYTES)
		there = 0;
	__asm__ volatile("" : : : "memory");
	size_t count = 0;
	while (count < bytes && count < there)
		buffer[count++] = RING->in[consumer++ % IN_BYTES];
	__asm__ volatile("" : : : "memory");
	if (count > 0) {
		RING->in_consumer = consumer;
		tell();
	}
	return (long)count;
}

static void tell_input(void *unused)
{
	(void)unused;
	on_input();
}

void uc_xen_console_resume(void)
{
	if (on_input != NULL)
		uc_plat_on_console_input(on_input);
}

int uc_plat_on_console_input(void (*handler)(void))
{
	if (uc_xen_console_channel.page == NULL)
		return -EOPNOTSUPP;
	on_input = handler;
	return uc_xen_event_attach(uc_xen_console_channel.port, handler != NULL ? tell_input : NULL, NULL);
}
