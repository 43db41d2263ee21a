/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's own unit tests, from its release: each of its suites is a test here. */
#include "check.h"
#include <hooks.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/stats.h>
#include <lwip_check.h>
#include <unicore/compiler.h>
#include <unicore/printk.h>
#include <unicore/string.h>

static mem_size_t others[MEMP_MAX]; /* blocks that the image itself has in use */

/* They count ticks of lwIP's 500 ms until a retransmission; here a tick is 200 ms. */
static const char *const excepted[] = {"test_tcp_rto_rexmit_wraparound", "test_tcp_retx_add_to_sent"};

static bool is_excepted(const char *name)
{
	for (unsigned i = 0; i < UC_ARRAY_LENGTH(excepted); i++)
		if (strlen(name) == strlen(excepted[i]) && memcmp(name, excepted[i], strlen(name)) == 0)
			return true;
	return false;
}

static bool running;

/* As tcp_next_iss of tcp.c without a hook. */
u32_t lwip_unit_isn(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote, u16_t remote_port)
{
	static u32_t next = 6510;
	if (!running)
		return lwip_hook_isn(local, local_port, remote, remote_port);
	next += tcp_ticks;
	return next;
}

static void settle(void)
{
	while (tcp_tw_pcbs)
		tcp_abort(tcp_tw_pcbs);
	for (unsigned i = 0; i < MEMP_MAX; i++) {
		others[i] = lwip_stats.memp[i]->used;
		lwip_stats.memp[i]->used = 0;
	}
}

static void unsettle(void)
{
	for (unsigned i = 0; i < MEMP_MAX; i++)
		lwip_stats.memp[i]->used = (mem_size_t)(lwip_stats.memp[i]->used + others[i]);
}

Suite *create_suite(const char *name, testfunc *tests, size_t count, SFun setup, SFun teardown)
{
	static Suite suite;
	settle();
	running = true;
	for (size_t i = 0; i < count; i++) {
		bool skip = is_excepted(tests[i]->name);
		uc_printk("# %s: %s%s\n", name, tests[i]->name, skip ? " (not run)" : "");
		if (skip)
			continue;
		if (setup)
			setup();
		tests[i]->run(0);
		if (teardown)
			teardown();
	}
	running = false;
	unsettle();
	return &suite;
}

void lwip_check_ensure_no_alloc(unsigned int skip)
{
	for (unsigned i = 0; i < MEMP_MAX; i++)
		if (!(skip & 1u << i))
			UC_CHECK_EQUAL(lwip_stats.memp[i]->used, 0);
}

/* Messages to lwIP's own thread: there is none. */
int tcpip_thread_poll_one(void)
{
	return 0;
}

#define SUITE(name)                \
	Suite *name##_suite(void); \
	UC_TEST(lwip_##name)       \
	{                          \
		name##_suite();    \
	}

SUITE(tcp)
SUITE(tcp_oos)
SUITE(udp)
SUITE(def)
SUITE(ip4)
SUITE(ip6)
