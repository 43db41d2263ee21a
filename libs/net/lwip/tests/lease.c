/* SPDX-License-Identifier: BSD-3-Clause */
/* A device of which the command line says nothing asks for its address, again and again, until somebody answers. */
#include "net.h"

static bool has_lease(void)
{
	struct uc_address4 leased = {.family = UC_AF_INET, .address = {10, 77, 0, 50}};
	int d = (int)UC_CALL(socket, UC_AF_INET, UC_SOCK_DGRAM, 0);
	long error = UC_CALL(bind, d, &leased, sizeof leased);
	UC_CALL(close, d);
	return !error;
}

UC_TEST(lease_is_asked_for)
{
	static struct model second;
	model_first(0); /* is net0 */
	second.mute = true;
	UC_REQUIRE(model_open(&second, 0) == 0);
	sleep_ms(20);
	UC_CHECK(second.requests > 0);
	UC_CHECK(!has_lease());
	second.dhcp = true;
	uint64_t start = now_ns();
	while (!has_lease() && now_ns() - start < PATIENCE_NS)
		sleep_ms(20);
	UC_CHECK(has_lease());
	/* An answer from there comes from the leased address. */
	UC_CHECK_EQUAL(second.wrong, 0);
}
