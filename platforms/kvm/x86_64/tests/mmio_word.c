/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices on the command line. */
#include "../bus.h"
#include <unicore/test.h>

static struct uc_bus_mmio place;

static bool reads(const char *line)
{
	return uc_kvm_mmio_word(&line, &place);
}

UC_TEST(devices_on_the_command_line)
{
	const char *line = "serve 80 virtio_mmio.device=512@0xfeb00e00:12 more virtio_mmio.device=1K@4096:5:7";
	UC_REQUIRE(uc_kvm_mmio_word(&line, &place));
	UC_CHECK_EQUAL(place.physical, 0xfeb00e00);
	UC_CHECK_EQUAL(place.bytes, 512);
	UC_CHECK_EQUAL(place.wire, 12);
	UC_REQUIRE(uc_kvm_mmio_word(&line, &place));
	UC_CHECK_EQUAL(place.physical, 4096);
	UC_CHECK_EQUAL(place.bytes, 1024);
	UC_CHECK_EQUAL(place.wire, 5);
	UC_CHECK(!uc_kvm_mmio_word(&line, &place));
	UC_CHECK_EQUAL(*line, 0);
}

UC_TEST(words_that_are_no_device)
{
	UC_CHECK(!reads(""));
	UC_CHECK(!reads("virtio_mmio.device="));
	UC_CHECK(!reads("virtio_mmio.device=512"));
	UC_CHECK(!reads("virtio_mmio.device=512@"));
	UC_CHECK(!reads("virtio_mmio.device=512@0x:1"));
	UC_CHECK(!reads("virtio_mmio.device=512@0x10:"));
	UC_CHECK(!reads("virtio_mmio.device=0@0x10:5"));
	UC_CHECK(!reads("virtio_mmio.device=512@0x10:5x"));
	UC_CHECK(!reads("virtio_mmio.device=51f@0x10:5"));
	UC_CHECK(!reads("virtio_mmio.device=512@0x10000000000000000:5"));
	UC_CHECK(!reads("virtio_mmio.device=512@18446744073709551616:5"));
	UC_CHECK(!reads("virtio_mmio.device=17592186044416M@0x10:5"));
	UC_CHECK(!reads("virtio_mmio.device=512@0x10:4294967296"));
	UC_CHECK(!reads("a.virtio_mmio.device=512@0x10:5"));
	UC_CHECK(reads("virtio_mmio.device=512@0xFFFFFFFFFFFFFFFF:5"));
}
