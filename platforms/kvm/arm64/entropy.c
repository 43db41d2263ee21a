/* SPDX-License-Identifier: BSD-3-Clause */
/* Random bytes from the CPU: FEAT_RNG, Arm ARM (DDI 0487), D13.2.125, RNDR. Without it there are none. */
#include "kvm.h"
#include <unicore/string.h>

#define TRIES 100

static bool has_rndr(void)
{
	uint64_t features;
	__asm__("mrs %0, id_aa64isar0_el1" : "=r"(features));
	return features >> 60 != 0;
}

static bool random_word(uint64_t *word)
{
	for (unsigned n = 0; n < TRIES; n++) {
		uint64_t failed;
		__asm__ volatile("mrs %0, s3_3_c2_c4_0; cset %1, eq" : "=r"(*word), "=r"(failed) : : "cc");
		if (!failed)
			return true;
	}
	return false;
}

int uc_plat_entropy(void *buffer, size_t bytes)
{
	if (!has_rndr())
		return -EIO;
	for (char *to = buffer; bytes > 0;) {
		uint64_t word;
		size_t now = bytes < sizeof(word) ? bytes : sizeof(word);
		if (!random_word(&word))
			return -EIO;
		memcpy(to, &word, now);
		to += now;
		bytes -= now;
	}
	return 0;
}
