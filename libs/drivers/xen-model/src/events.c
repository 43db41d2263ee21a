/* SPDX-License-Identifier: BSD-3-Clause */
/* Event channels: each event is handled in the call that sends it. */
#include "model.h"
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/string.h>

#define PORTS 256u

static struct port {
	bool open, masked, pending;
	uc_xen_domain remote;
	uc_xen_handler *handler;
	void *argument;
	unsigned sent;
} ports[PORTS];

static struct port *port_of(uc_xen_port number)
{
	return number > 0 && number < PORTS && ports[number].open ? &ports[number] : NULL;
}

void model_events_reset(void)
{
	memset(ports, 0, sizeof(ports));
	ports[STORE_PORT].open = true;
	ports[STORE_PORT].masked = true;
}

int uc_xen_event_alloc(uc_xen_domain remote, uc_xen_handler *handler, void *argument, uc_xen_port *port)
{
	unsigned limit = uc_xen_model.most_ports < PORTS ? uc_xen_model.most_ports : PORTS;
	if (remote >= UC_XEN_FIRST_RESERVED_DOMAIN)
		return -EINVAL;
	for (unsigned n = STORE_PORT + 1; n < limit; n++)
		if (!ports[n].open) {
			ports[n] =
				(struct port){.open = true, .remote = remote, .handler = handler, .argument = argument};
			*port = n;
			return 0;
		}
	return -ENOSPC;
}

int uc_xen_event_bind(uc_xen_domain remote, uc_xen_port remote_port, uc_xen_handler *handler, void *argument,
		      uc_xen_port *port)
{
	return remote_port == 0 ? -EINVAL : uc_xen_event_alloc(remote, handler, argument, port);
}

static void deliver(struct port *port)
{
	if (port->masked || !port->handler) {
		port->pending = true;
		return;
	}
	port->pending = false;
	unsigned long state = uc_plat_irq_save();
	port->handler(port->argument);
	uc_plat_irq_restore(state);
}

int uc_xen_event_attach(uc_xen_port number, uc_xen_handler *handler, void *argument)
{
	struct port *port = port_of(number);
	if (!port)
		return -EINVAL;
	port->handler = handler;
	port->argument = argument;
	port->masked = handler == NULL;
	if (port->pending && handler)
		deliver(port);
	return 0;
}

void uc_xen_event_close(uc_xen_port number)
{
	struct port *port = port_of(number);
	uc_xen_model.wrong += number != 0 && !port;
	if (port)
		port->open = false;
}

void uc_xen_event_send(uc_xen_port number)
{
	struct port *port = port_of(number);
	uc_xen_model.wrong += !port;
	if (!port)
		return;
	port->sent++;
	if (number == STORE_PORT)
		model_daemon_run();
	else if (uc_xen_model.notified)
		uc_xen_model.notified(number);
}

void uc_xen_event_mask(uc_xen_port number)
{
	struct port *port = port_of(number);
	if (port)
		port->masked = true;
}

void uc_xen_event_unmask(uc_xen_port number)
{
	struct port *port = port_of(number);
	if (!port)
		return;
	port->masked = false;
	if (port->pending)
		deliver(port);
}

void uc_xen_model_event(uc_xen_port number)
{
	struct port *port = port_of(number);
	if (port)
		deliver(port);
}

unsigned uc_xen_model_sent(uc_xen_port number)
{
	const struct port *port = port_of(number);
	return port ? port->sent : 0;
}

unsigned uc_xen_model_ports(void)
{
	unsigned count = 0;
	for (unsigned n = STORE_PORT + 1; n < PORTS; n++)
		count += ports[n].open;
	return count;
}
