/* SPDX-License-Identifier: BSD-3-Clause */
/* An image whose command line names no interface has no device of this library, and starts all the same. */
#include <unicore/netdev.h>
#include <unicore/test.h>

UC_TEST(no_interface_no_device)
{
	UC_CHECK(uc_device_next(UC_DEVICE_NET, NULL) == NULL);
}
