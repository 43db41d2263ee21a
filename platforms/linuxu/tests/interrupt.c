/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to end are interrupts: masked, they wait; in the idle wait, none is slept through. */
#include "host.h"
#include <unicore/compiler.h>
#include <unicore/platform.h>
#include <unicore/test.h>

#define SIGTERM 15
#define SIGEV_SIGNAL 0
#define CLOCK_MONOTONIC 1

static volatile unsigned requests, requests_unmasked;

static void on_shutdown(void)
{
	requests++;
	/* Interrupts are off in here: another save finds them so. */
	requests_unmasked += uc_plat_irq_save() == 0;
}

static void request_end(void)
{
	HOST(HOST_KILL, HOST(HOST_GETPID), SIGTERM);
}

UC_TEST(request_comes_at_once_when_interrupts_are_on)
{
	requests = requests_unmasked = 0;
	uc_plat_on_shutdown(on_shutdown);
	request_end();
	UC_CHECK_EQUAL(requests, 1);
	request_end();
	UC_CHECK_EQUAL(requests, 2);
	UC_CHECK_EQUAL(requests_unmasked, 0);
	UC_CHECK_EQUAL(uc_plat_irq_save(), 0); /* on again */
	uc_plat_irq_restore(0);
}

UC_TEST(request_waits_while_interrupts_are_off)
{
	requests = 0;
	uc_plat_on_shutdown(on_shutdown);
	unsigned long outer = uc_plat_irq_save(), inner = uc_plat_irq_save();
	request_end();
	uc_plat_irq_restore(inner);
	UC_CHECK_EQUAL(requests, 0);
	uc_plat_irq_restore(outer);
	UC_CHECK_EQUAL(requests, 1);
}

UC_TEST(request_before_the_idle_wait_ends_it)
{
	requests = 0;
	uc_plat_on_shutdown(on_shutdown);
	unsigned long state = uc_plat_irq_save();
	request_end();
	uc_plat_idle(UINT64_MAX);
	UC_CHECK_EQUAL(requests, 1);
	uc_plat_irq_restore(state);
	UC_CHECK_EQUAL(requests, 1);
}

struct host_event { /* struct sigevent: uapi asm-generic/siginfo.h */
	uint64_t value;
	int signal, notify;
	char unused[48];
};

/* A timer of the host that asks the image to end after so many nanoseconds. */
static int make_timer(void)
{
	struct host_event event = {.signal = SIGTERM, .notify = SIGEV_SIGNAL};
	int timer = -1;
	HOST(HOST_TIMER_CREATE, CLOCK_MONOTONIC, &event, &timer);
	return timer;
}

static void arm(int timer, long ns)
{
	struct {
		long interval[2], first[2];
	} times = {{0, 0}, {0, ns}};
	HOST(HOST_TIMER_SETTIME, timer, 0, &times, 0);
}

/*
 * The request comes at any moment from before the look at what is pending until the host's wait. One that is slept
 * through hangs the test; so does one that is lost.
 */
UC_TEST(no_request_is_slept_through)
{
	uc_plat_on_shutdown(on_shutdown);
	int timer = make_timer();
	UC_REQUIRE(timer >= 0);
	for (unsigned n = 0; n < 2000; n++) {
		requests = 0;
		unsigned long state = uc_plat_irq_save();
		arm(timer, 1 + (long)(uc_test_random() % 20000));
		while (requests == 0)
			uc_plat_idle(UINT64_MAX);
		uc_plat_irq_restore(state);
		UC_REQUIRE(requests == 1);
	}
	HOST(HOST_TIMER_DELETE, timer);
}
