/* SPDX-License-Identifier: BSD-3-Clause */
/* The pages of store and console, as the interface gives them. */
#include "xen.h"

static int given(const struct uc_xen_channel *channel, struct uc_xen_channel *to)
{
	if (channel->page == NULL)
		return -ENODEV;
	*to = *channel;
	return 0;
}

int uc_xen_store(struct uc_xen_channel *store)
{
	return given(&uc_xen_store_channel, store);
}

int uc_xen_console(struct uc_xen_channel *console)
{
	return given(&uc_xen_console_channel, console);
}
