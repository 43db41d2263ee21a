/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks. */
#include <unicore/platform.h>

/*
 * MUST: never go back, count nanoseconds that are not stretched by power states of the CPU, and be cheap.
 * MUST NOT: assume a counter's frequency that the host does not tell, or wait for one to be measured: sample the
 * counter and a timer of known frequency at boot, and again when time is first asked for.
 */
uint64_t uc_plat_monotonic_ns(void)
{
	static uint64_t ns;
	return ++ns;
}

/* MUST: be UTC. MAY: advance from one reading of the host's clock by the monotonic one. */
uint64_t uc_plat_realtime_ns(void)
{
	return uc_plat_monotonic_ns();
}
