/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * No request to end is slept through: one comes before each single instruction of uc_plat_idle, up to the system call
 * in which the host waits. The CPU's trap flag (Intel SDM volume 1, section 3.4.3.3) stops before each of them.
 */
#include "../../tests/host.h"
#include <unicore/platform.h>
#include <unicore/test.h>
#include <unicore/trap.h>

#define SECOND 1000000000ULL
#define SIGTERM 15
#define TRAP_FLAG 0x100u
#define VECTOR_DEBUG 1
#define WAIT_BYTES 64 /* the system call of uc_linuxu_wait lies within these */

void uc_linuxu_wait(void);

static volatile unsigned requests, steps;
static unsigned request_at;
static volatile bool reached_the_wait;

static void on_shutdown(void)
{
	requests++;
}

static bool at_the_wait(const unsigned char *pc)
{
	uintptr_t offset = (uintptr_t)pc - (uintptr_t)uc_linuxu_wait;
	return offset < WAIT_BYTES && pc[0] == 0x0f && pc[1] == 0x05;
}

static bool on_step(struct uc_trap *trap)
{
	if (trap->vector != VECTOR_DEBUG)
		return false;
	reached_the_wait = at_the_wait((const unsigned char *)trap->rip);
	if (steps++ == request_at || reached_the_wait) {
		HOST(HOST_KILL, HOST(HOST_GETPID), SIGTERM); /* delivered when this handler is left */
		trap->rflags &= ~(uint64_t)TRAP_FLAG;
	}
	return true;
}

UC_TEST(request_before_each_instruction_of_the_idle_wait)
{
	uc_plat_on_shutdown(on_shutdown);
	uc_plat_on_trap(on_step);
	for (request_at = 0, reached_the_wait = false; !reached_the_wait; request_at++) {
		requests = steps = 0;
		unsigned long state = uc_plat_irq_save();
		uint64_t deadline_ns = uc_plat_monotonic_ns() + 10 * SECOND;
		__asm__ volatile("pushfq; orq %0, (%%rsp); popfq" : : "i"(TRAP_FLAG) : "memory", "cc");
		uc_plat_idle(deadline_ns);
		UC_CHECK(uc_plat_monotonic_ns() < deadline_ns);
		uc_plat_irq_restore(state);
		UC_REQUIRE(requests == 1);
	}
	UC_CHECK(request_at > 20);
	uc_plat_on_trap(NULL);
}
