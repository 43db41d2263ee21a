/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Event channels: event_channel.h; the two-level table of shared info (xen.h: evtchn_pending, evtchn_mask,
 * evtchn_pending_sel). One CPU: a bit that Xen sets meanwhile is what the atomic instructions are for. Without stack
 * protector: the timer is bound early.
 */
#include "xen.h"
#include <unicore/string.h>

struct handler {
	uc_xen_handler *call;
	void *argument;
};
static struct handler handlers[XEN_PORTS];

static volatile uint64_t *word_of(uint64_t *words, uc_xen_port port)
{
	return &words[port / 64];
}

static uint64_t bit_of(uc_xen_port port)
{
	return 1ull << port % 64;
}

void uc_xen_events_init(void)
{
	for (unsigned n = 0; n < XEN_WORDS; n++)
		uc_xen_shared->mask[n] = UINT64_MAX;
}

void uc_xen_events_resume(void)
{
	memset(handlers, 0, sizeof(handlers));
}

static void serve(uc_xen_port port)
{
#if CONFIG_SCHED_PREEMPTIVE
	if (port == uc_xen_timer_port)
		uc_xen_tick();
#endif
	if (port < XEN_PORTS && handlers[port].call != NULL)
		handlers[port].call(handlers[port].argument);
}

void uc_xen_upcall(void)
{
	volatile struct xen_vcpu_info *vcpu = xen_vcpu();
	do {
		vcpu->upcall_pending = 0;
		uint64_t words = __atomic_exchange_n(&vcpu->pending_words, 0, __ATOMIC_SEQ_CST);
		for (; words != 0; words &= words - 1) {
			unsigned word = (unsigned)__builtin_ctzll(words);
			uint64_t bits;
			while ((bits = *(volatile uint64_t *)&uc_xen_shared->pending[word] &
				       ~*(volatile uint64_t *)&uc_xen_shared->mask[word]) != 0) {
				unsigned bit = (unsigned)__builtin_ctzll(bits);
				__atomic_and_fetch(&uc_xen_shared->pending[word], ~(1ull << bit), __ATOMIC_SEQ_CST);
				serve(64 * word + bit);
			}
		}
	} while (vcpu->upcall_pending);
}

void uc_xen_event_mask(uc_xen_port port)
{
	if (port < XEN_MOST_PORTS)
		__atomic_or_fetch(word_of(uc_xen_shared->mask, port), bit_of(port), __ATOMIC_SEQ_CST);
}

/** Xen itself looks whether something came meanwhile (EVTCHNOP_unmask). */
void uc_xen_event_unmask(uc_xen_port port)
{
	xen_call2(XEN_EVENT_CHANNEL_OP, XEN_EVENT_UNMASK, &port);
}

void uc_xen_event_send(uc_xen_port port)
{
	xen_call2(XEN_EVENT_CHANNEL_OP, XEN_EVENT_SEND, &port);
}

uc_xen_port uc_xen_bind_virq(unsigned virq)
{
	struct {
		uint32_t virq, vcpu, port;
	} bind = {.virq = virq};
	if (xen_call2(XEN_EVENT_CHANNEL_OP, XEN_EVENT_BIND_VIRQ, &bind) != 0)
		return 0;
	uc_xen_event_unmask(bind.port);
	return bind.port;
}

static void close_port(uc_xen_port port)
{
	xen_call2(XEN_EVENT_CHANNEL_OP, XEN_EVENT_CLOSE, &port);
}

void uc_xen_event_close(uc_xen_port port)
{
	if (port == 0)
		return;
	unsigned long state = uc_plat_irq_save();
	uc_xen_event_mask(port);
	if (port < XEN_PORTS)
		handlers[port].call = NULL;
	uc_plat_irq_restore(state);
	close_port(port);
}

int uc_xen_event_attach(uc_xen_port port, uc_xen_handler *handler, void *argument)
{
	if (port == 0 || port >= XEN_PORTS)
		return -EINVAL;
	uc_xen_event_mask(port);
	unsigned long state = uc_plat_irq_save();
	handlers[port] = (struct handler){.call = handler, .argument = argument};
	uc_plat_irq_restore(state);
	if (handler != NULL)
		uc_xen_event_unmask(port);
	return 0;
}

/** What Xen says of a port that is not given, as the interface has it. */
static int attach_new(long error, uc_xen_port made, uc_xen_handler *handler, void *argument, uc_xen_port *port)
{
	if (error != 0)
		return error == -ENOSPC || error == -ENOMEM ? -ENOSPC : -EINVAL;
	if (uc_xen_event_attach(made, handler, argument) != 0) {
		close_port(made);
		return -ENOSPC;
	}
	*port = made;
	return 0;
}

int uc_xen_event_alloc(uc_xen_domain remote, uc_xen_handler *handler, void *argument, uc_xen_port *port)
{
	struct {
		uint16_t domain, remote;
		uint32_t port;
	} alloc = {.domain = XEN_DOMAIN_SELF, .remote = remote};
	long error = xen_call2(XEN_EVENT_CHANNEL_OP, XEN_EVENT_ALLOC_UNBOUND, &alloc);
	return attach_new(error, alloc.port, handler, argument, port);
}

int uc_xen_event_bind(uc_xen_domain remote, uc_xen_port remote_port, uc_xen_handler *handler, void *argument,
		      uc_xen_port *port)
{
	struct {
		uint16_t remote;
		uint32_t remote_port, port;
	} bind = {.remote = remote, .remote_port = remote_port};
	long error = xen_call2(XEN_EVENT_CHANNEL_OP, XEN_EVENT_BIND_INTERDOMAIN, &bind);
	return attach_new(error, bind.port, handler, argument, port);
}
