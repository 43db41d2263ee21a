/* SPDX-License-Identifier: BSD-3-Clause */
/* Event channels between the domain and itself. */
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/test.h>
#include <unicore/xen.h>

#define SELF 0x7ff0 /* xen.h: DOMID_SELF */

static unsigned calls_of_a, calls_of_b;

static void called(void *argument)
{
	++*(unsigned *)argument;
}

/** Lets upcalls in that are held back. */
static void let_in(void)
{
	uc_plat_irq_restore(uc_plat_irq_save());
}

static void make_pair(uc_xen_port *a, uc_xen_port *b)
{
	calls_of_a = calls_of_b = 0;
	UC_CHECK_EQUAL(uc_xen_event_alloc(SELF, called, &calls_of_a, a), 0);
	UC_CHECK_EQUAL(uc_xen_event_bind(SELF, *a, called, &calls_of_b, b), 0);
}

UC_TEST(an_event_reaches_the_other_side_once)
{
	uc_xen_port a, b;
	make_pair(&a, &b);
	/* Binding tells the side that was bound to. */
	let_in();
	calls_of_a = calls_of_b = 0;
	uc_xen_event_send(b);
	let_in();
	UC_CHECK_EQUAL(calls_of_a, 1);
	UC_CHECK_EQUAL(calls_of_b, 0);
	uc_xen_event_send(a);
	let_in();
	UC_CHECK_EQUAL(calls_of_b, 1);
	uc_xen_event_close(a);
	uc_xen_event_close(b);
}

UC_TEST(what_comes_while_interrupts_are_off_comes_later)
{
	uc_xen_port a, b;
	make_pair(&a, &b);
	let_in();
	calls_of_a = 0;
	unsigned long state = uc_plat_irq_save();
	uc_xen_event_send(b);
	uc_xen_event_send(b);
	UC_CHECK_EQUAL(calls_of_a, 0);
	uc_plat_irq_restore(state);
	let_in();
	UC_CHECK_EQUAL(calls_of_a, 1);
	uc_xen_event_close(b);
	uc_xen_event_close(a);
}

UC_TEST(a_masked_port_keeps_one_event)
{
	uc_xen_port a, b;
	make_pair(&a, &b);
	let_in();
	calls_of_a = 0;
	uc_xen_event_mask(a);
	uc_xen_event_send(b);
	uc_xen_event_send(b);
	let_in();
	UC_CHECK_EQUAL(calls_of_a, 0);
	uc_xen_event_unmask(a);
	let_in();
	UC_CHECK_EQUAL(calls_of_a, 1);
	uc_xen_event_send(b);
	let_in();
	UC_CHECK_EQUAL(calls_of_a, 2);
	uc_xen_event_close(a);
	uc_xen_event_close(b);
}

UC_TEST(an_event_ends_the_idle_wait)
{
	uc_xen_port a, b;
	make_pair(&a, &b);
	let_in();
	calls_of_a = 0;
	unsigned long state = uc_plat_irq_save();
	uc_xen_event_send(b);
	uint64_t before_ns = uc_plat_monotonic_ns();
	while (calls_of_a == 0)
		uc_plat_idle(before_ns + 10000000000ull);
	UC_CHECK(uc_plat_monotonic_ns() - before_ns < 5000000000ull);
	uc_plat_irq_restore(state);
	uc_xen_event_close(a);
	uc_xen_event_close(b);
}

UC_TEST(ports_that_are_none)
{
	uc_xen_port port;
	UC_CHECK_EQUAL(uc_xen_event_bind(SELF, 4000, called, &calls_of_a, &port), -EINVAL);
	UC_CHECK_EQUAL(uc_xen_event_attach(0, called, NULL), -EINVAL);
	UC_CHECK_EQUAL(uc_xen_event_attach(1000000, called, NULL), -EINVAL);
	uc_xen_event_close(0);
}

UC_TEST(ports_come_back_when_they_are_closed)
{
	static uc_xen_port ports[300];
	unsigned made = 0;
	int error = 0;
	for (unsigned round = 0; round < 3; round++) {
		unsigned count = 0;
		while (count < 300 && (error = uc_xen_event_alloc(0, called, &calls_of_a, &ports[count])) == 0)
			count++;
		UC_CHECK_EQUAL(error, -ENOSPC);
		UC_CHECK(count > 200);
		UC_CHECK(round == 0 || count == made);
		made = count;
		for (unsigned n = 0; n < count; n++)
			uc_xen_event_close(ports[n]);
	}
}
