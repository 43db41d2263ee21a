/* SPDX-License-Identifier: BSD-3-Clause */
/* The grant table: what is given comes back, and no reference is given twice. */
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/xen.h>

#define MOST 2000

static uc_xen_grant grants[MOST];

UC_TEST(references_are_all_different)
{
	static unsigned char seen[65536];
	char *page = uc_pages_alloc(1);
	unsigned before = uc_xen_grant_free_count();
	UC_CHECK(before > MOST);
	memset(seen, 0, sizeof(seen));
	for (unsigned n = 0; n < MOST; n++) {
		UC_CHECK_EQUAL(uc_xen_grant_access(0, page, n % 2, &grants[n]), 0);
		/* The toolstack's own are the first eight. */
		UC_CHECK(grants[n] >= 8 && grants[n] < sizeof(seen) && !seen[grants[n]]);
		seen[grants[n]] = 1;
	}
	UC_CHECK_EQUAL(uc_xen_grant_free_count(), before - MOST);
	for (unsigned n = 0; n < MOST; n++) {
		UC_CHECK(!uc_xen_grant_is_busy(grants[n]));
		UC_CHECK_EQUAL(uc_xen_grant_end(grants[n]), 0);
	}
	UC_CHECK_EQUAL(uc_xen_grant_free_count(), before);
	uc_pages_free(page, 1);
}

UC_TEST(the_table_ends)
{
	char *page = uc_pages_alloc(1);
	unsigned count = uc_xen_grant_free_count(), made = 0;
	uc_xen_grant *all = uc_pages_alloc((count * sizeof(*all) + 4095) / 4096);
	UC_CHECK(all != NULL);
	while (made < count && uc_xen_grant_access(0, page, true, &all[made]) == 0)
		made++;
	uc_xen_grant more;
	UC_CHECK_EQUAL(made, count);
	UC_CHECK_EQUAL(uc_xen_grant_free_count(), 0);
	UC_CHECK_EQUAL(uc_xen_grant_access(0, page, true, &more), -ENOSPC);
	while (made > 0)
		UC_CHECK_EQUAL(uc_xen_grant_end(all[--made]), 0);
	UC_CHECK_EQUAL(uc_xen_grant_free_count(), count);
	uc_pages_free(all, (count * sizeof(*all) + 4095) / 4096);
	uc_pages_free(page, 1);
}
