/* SPDX-License-Identifier: BSD-3-Clause */
/* Rings and shared pages: what is put is told once, counters that cannot be are seen, pages that are held are lost. */
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/xen-model.h>
#include <unicore/xenring.h>

static struct uc_xenring ring;

UC_TEST(a_ring_goes_round)
{
	uint64_t response = 0;
	uc_xen_model_restart();
	UC_REQUIRE(uc_xenring_make(&ring, 0, 12) == 0);
	UC_CHECK_EQUAL(ring.entries, 256);
	struct uc_xenring_shared *shared = (void *)uc_xen_model_page(ring.page.grant, true);
	ring.put = ring.told = ring.taken = (uint32_t)-100;
	shared->requests = shared->responses = (uint32_t)-100;
	shared->request_event = (uint32_t)-99;
	for (unsigned n = 0; n < 1000; n++) {
		UC_CHECK_EQUAL(uc_xenring_room(&ring), 256);
		memset(uc_xenring_put(&ring), (int)n, 12);
		UC_CHECK(uc_xenring_push(&ring));
		UC_CHECK(!uc_xenring_push(&ring));
		shared->request_event = ring.put + 1;
		UC_CHECK(uc_xenring_ask(&ring, 1));
		UC_CHECK_EQUAL(uc_xenring_take(&ring, &response, 8), 0);
		shared->responses++;
		UC_CHECK(!uc_xenring_ask(&ring, 1));
		UC_CHECK_EQUAL(uc_xenring_take(&ring, &response, 8), 1);
		UC_CHECK_EQUAL(response & 0xff, n & 0xff);
	}
	/* More than was asked for, or back. */
	shared->responses++;
	UC_CHECK_EQUAL(uc_xenring_take(&ring, &response, 8), -EIO);
	shared->responses -= 2;
	UC_CHECK_EQUAL(uc_xenring_take(&ring, &response, 8), -EIO);
	UC_CHECK_EQUAL(uc_xenring_free(&ring), 0);
	UC_CHECK_EQUAL(uc_xen_model_grants(), 0);
}

UC_TEST(a_page_that_is_held_is_never_used_again)
{
	struct uc_xenpage page;
	uc_xen_model_restart();
	size_t free_pages = uc_pages_free_count();
	UC_CHECK_EQUAL(uc_xenpage_make(&page, 0, false), 0);
	uc_xen_grant grant = page.grant;
	uint8_t *memory = uc_xen_model_map(grant, true), sum = 0;
	for (unsigned n = 0; n < UC_PAGE_BYTES; n++)
		sum |= memory[n];
	UC_CHECK_EQUAL(sum, 0);
	UC_CHECK_EQUAL(uc_xenpage_free(&page), -EBUSY);
	UC_CHECK_EQUAL(uc_pages_free_count(), free_pages - 1);
	UC_CHECK_EQUAL(uc_xenpage_free(&page), 0);
	uc_xen_model_unmap(grant);
	UC_CHECK_EQUAL(uc_xen_grant_end(grant), 0);
	uc_pages_free(memory, 1);
	uc_xen_model.most_grants = 0;
	UC_CHECK_EQUAL(uc_xenpage_make(&page, 0, false), -ENOSPC);
	UC_CHECK_EQUAL(uc_pages_free_count(), free_pages);
}
