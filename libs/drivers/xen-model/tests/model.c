/* SPDX-License-Identifier: BSD-3-Clause */
/* The model keeps its own rules: grants that are mapped stay, rights hold, ports and entries run out. */
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/test.h>
#include <unicore/xen-model.h>

static unsigned events;

static void on_event(void *argument)
{
	(void)argument;
	events++;
}

UC_TEST(a_mapped_grant_stays)
{
	uc_xen_grant grant;
	uc_xen_model_restart();
	uint8_t *page = uc_pages_alloc(1);
	UC_CHECK_EQUAL(uc_xen_grant_access(0, page, true, &grant), 0);
	UC_CHECK(uc_xen_model_map(grant, true) == NULL);
	UC_CHECK(uc_xen_model_map(grant, false) == page);
	UC_CHECK(uc_xen_grant_is_busy(grant));
	UC_CHECK_EQUAL(uc_xen_grant_end(grant), -EBUSY);
	uc_xen_model_unmap(grant);
	UC_CHECK_EQUAL(uc_xen_grant_end(grant), 0);
	UC_CHECK(uc_xen_model_page(grant, false) == NULL);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
	UC_CHECK_EQUAL(uc_xen_grant_end(grant), 0);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 1);
	uc_xen_model.most_grants = 0;
	UC_CHECK_EQUAL(uc_xen_grant_access(0, page, true, &grant), -ENOSPC);
	uc_pages_free(page, 1);
}

UC_TEST(a_masked_event_waits)
{
	uc_xen_port port;
	uc_xen_model_restart();
	events = 0;
	UC_CHECK_EQUAL(uc_xen_event_alloc(0, on_event, NULL, &port), 0);
	uc_xen_model_event(port);
	UC_CHECK_EQUAL(events, 1);
	uc_xen_event_mask(port);
	uc_xen_model_event(port);
	uc_xen_model_event(port);
	UC_CHECK_EQUAL(events, 1);
	uc_xen_event_unmask(port);
	UC_CHECK_EQUAL(events, 2);
	uc_xen_event_close(port);
	uc_xen_model_event(port);
	UC_CHECK_EQUAL(events, 2);
	uc_xen_model.most_ports = 2;
	UC_CHECK_EQUAL(uc_xen_event_alloc(0, on_event, NULL, &port), -ENOSPC);
}
