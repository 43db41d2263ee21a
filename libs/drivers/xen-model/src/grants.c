/* SPDX-License-Identifier: BSD-3-Clause */
/* The grant table, as both sides see it. */
#include "model.h"
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/string.h>

#define GRANTS 4096u
/* The first entries are Xen's own (grant_table.h: GNTTAB_NR_RESERVED_ENTRIES). */
#define FIRST_GRANT 8u

static struct grant {
	void *page; /* NULL: free */
	bool read_only;
	unsigned mapped;
} grants[GRANTS];

static unsigned used, next;

void model_grants_reset(void)
{
	memset(grants, 0, sizeof(grants));
	used = 0;
}

static struct grant *grant_of(uc_xen_grant number)
{
	return number >= FIRST_GRANT && number < GRANTS && grants[number].page ? &grants[number] : NULL;
}

int uc_xen_grant_access(uc_xen_domain remote, const void *page, bool read_only, uc_xen_grant *grant)
{
	(void)remote;
	uc_xen_model.wrong += ((uintptr_t)page & (UC_PAGE_BYTES - 1)) != 0 || !page;
	if (uc_xen_grant_free_count() == 0)
		return -ENOSPC;
	do
		next = next + 1 < GRANTS ? next + 1 : FIRST_GRANT;
	while (next < FIRST_GRANT || grants[next].page);
	grants[next] = (struct grant){.page = (void *)(uintptr_t)page, .read_only = read_only};
	used++;
	*grant = next;
	return 0;
}

int uc_xen_grant_end(uc_xen_grant number)
{
	struct grant *grant = grant_of(number);
	uc_xen_model.wrong += !grant;
	if (!grant)
		return 0;
	if (grant->mapped > 0)
		return -EBUSY;
	grant->page = NULL;
	used--;
	return 0;
}

bool uc_xen_grant_is_busy(uc_xen_grant number)
{
	const struct grant *grant = grant_of(number);
	return grant && grant->mapped > 0;
}

unsigned uc_xen_grant_free_count(void)
{
	unsigned all = GRANTS - FIRST_GRANT;
	if (uc_xen_model.most_grants < all)
		all = uc_xen_model.most_grants;
	return all > used ? all - used : 0;
}

unsigned uc_xen_model_grants(void)
{
	return used;
}

void *uc_xen_model_page(uc_xen_grant number, bool write)
{
	const struct grant *grant = grant_of(number);
	return grant && !(write && grant->read_only) ? grant->page : NULL;
}

void *uc_xen_model_map(uc_xen_grant number, bool write)
{
	void *page = uc_xen_model_page(number, write);
	if (page)
		grants[number].mapped++;
	return page;
}

void uc_xen_model_unmap(uc_xen_grant number)
{
	struct grant *grant = grant_of(number);
	if (grant && grant->mapped > 0)
		grant->mapped--;
}
