/* SPDX-License-Identifier: BSD-3-Clause */
/* The rest of the interface: the page of xenstore, memory, suspension, the end. */
#include "model.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

struct uc_xen_model uc_xen_model;

static uint8_t store_page[UC_PAGE_BYTES] __attribute__((aligned(4096)));
static struct uc_list hooks = UC_LIST_INIT(hooks);
static bool is_ready;

void *model_store_page(void)
{
	return store_page;
}

static void begin(void)
{
	memset(store_page, 0, sizeof(store_page));
	model_events_reset();
	model_grants_reset();
	model_daemon_reset();
	model_tree_reset();
	is_ready = true;
}

int uc_xen_store(struct uc_xen_channel *store)
{
	if (!is_ready) {
		uc_xen_model.most_grants = uc_xen_model.most_ports = ~0u;
		begin();
	}
	*store = (struct uc_xen_channel){store_page, STORE_PORT};
	return uc_xen_model.without_store ? -ENODEV : 0;
}

int uc_xen_console(struct uc_xen_channel *console)
{
	(void)console;
	return -ENODEV;
}

bool uc_xen_is_translated(void)
{
	return true;
}

uint64_t uc_xen_frame(const void *page)
{
	return (uintptr_t)page / UC_PAGE_BYTES;
}

size_t uc_xen_memory_give(void *start, size_t pages)
{
	/* What is there afterwards is nobody's business. */
	memset(start, 0x5a, pages * UC_PAGE_BYTES);
	uc_xen_model.given_pages += pages;
	return pages;
}

size_t uc_xen_memory_take(void *start, size_t pages)
{
	(void)start;
	uc_xen_model.wrong += pages > uc_xen_model.given_pages;
	uc_xen_model.given_pages -= pages;
	return pages;
}

void uc_xen_on_suspend(struct uc_xen_suspend_hook *hook)
{
	uc_list_add_before(&hooks, &hook->node);
}

static void suspend(bool cancelled)
{
	for (struct uc_list *node = hooks.prev; node != &hooks; node = node->prev) {
		struct uc_xen_suspend_hook *hook = UC_CONTAINER_OF(node, struct uc_xen_suspend_hook, node);
		hook->suspend(hook);
	}
	if (!cancelled) {
		memset(store_page, 0, sizeof(store_page));
		model_events_reset();
		model_grants_reset();
		model_daemon_reset();
	}
	uc_list_for_each(node, &hooks)
	{
		struct uc_xen_suspend_hook *hook = UC_CONTAINER_OF(node, struct uc_xen_suspend_hook, node);
		hook->resume(hook, cancelled);
	}
}

int uc_xen_suspend(void)
{
	suspend(uc_xen_model.cancels);
	return uc_xen_model.cancels ? -ECANCELED : 0;
}

void uc_xen_model_restart(void)
{
	uc_xen_model = (struct uc_xen_model){.most_grants = ~0u, .most_ports = ~0u};
	model_tree_reset();
	suspend(false);
}

void uc_xen_ask_shutdown(bool reboot)
{
	uc_xen_model.exits++;
	uc_xen_model.reboots = reboot;
}

uint32_t uc_xen_model_below(uint32_t bound)
{
	return (uint32_t)((uc_test_random() >> 32) * bound >> 32);
}

void uc_xen_model_cases(void (*one_case)(void), unsigned count)
{
	struct uc_heap_statistics before, after;
	uc_xen_model_restart();
	one_case();
	uc_xen_model_restart();
	size_t pages = uc_pages_free_count();
	uc_heap_statistics(&before);
	for (unsigned n = 0; n < count; n++) {
		one_case();
		uc_xen_model_restart();
	}
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(uc_pages_free_count(), pages);
	UC_CHECK_EQUAL(after.used_bytes, before.used_bytes);
}
