/* SPDX-License-Identifier: BSD-3-Clause */
/* Names, order and search. */
#include <unicore/device.h>
#include <unicore/string.h>
#include <unicore/test.h>

/** Names, indices and order are by class. */
UC_TEST(devices_by_class)
{
	static struct uc_device rngs[12], blocks[2];
	UC_CHECK(uc_device_next(UC_DEVICE_RNG, NULL) == NULL);
	uc_device_add(&rngs[0], UC_DEVICE_RNG);
	uc_device_add(&blocks[0], UC_DEVICE_BLOCK);
	for (unsigned n = 1; n < 12; n++)
		uc_device_add(&rngs[n], UC_DEVICE_RNG);
	uc_device_add(&blocks[1], UC_DEVICE_BLOCK);

	UC_CHECK(uc_device_next(UC_DEVICE_RNG, NULL) == &rngs[0]);
	UC_CHECK(uc_device_next(UC_DEVICE_RNG, &rngs[0]) == &rngs[1]);
	UC_CHECK(uc_device_next(UC_DEVICE_RNG, &rngs[11]) == NULL);
	UC_CHECK(uc_device_next(UC_DEVICE_BLOCK, &blocks[0]) == &blocks[1]);
	UC_CHECK(blocks[1].index == 1 && strlen(blocks[1].name) == 4 && memcmp(blocks[1].name, "blk1", 5) == 0);
	UC_CHECK(memcmp(rngs[11].name, "rng11", 6) == 0);
	UC_CHECK(uc_device_find("rng11") == &rngs[11]);
	UC_CHECK(uc_device_find("rng12") == NULL);
	UC_CHECK(uc_device_find("rng1 and more") == NULL);
}
