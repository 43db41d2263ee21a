/* SPDX-License-Identifier: BSD-3-Clause */
/* Random bytes of the CPU. Intel SDM volume 1, section 7.3.17: RDRAND, to be tried ten times. */
#include <metal/cpu.h>
#include <metal/metal.h>
#include <unicore/string.h>

#define CPUID_RDRAND (1u << 30) /* leaf 1, ecx */
#define TRIES 10

static bool draw(uint64_t *value)
{
	for (unsigned n = 0; n < TRIES; n++) {
		bool good;
		__asm__ volatile("rdrand %0" : "=r"(*value), "=@ccc"(good));
		if (good)
			return true;
	}
	return false;
}

int uc_plat_entropy(void *buffer, size_t bytes)
{
	if ((cpu_id(1).ecx & CPUID_RDRAND) == 0)
		return -EIO;
	for (char *to = buffer; bytes > 0;) {
		uint64_t value;
		size_t now = bytes < sizeof(value) ? bytes : sizeof(value);
		if (!draw(&value))
			return -EIO;
		memcpy(to, &value, now);
		to += now;
		bytes -= now;
	}
	return 0;
}
