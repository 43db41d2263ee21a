/* SPDX-License-Identifier: BSD-3-Clause */
/* The sum of RFC 1071, against its definition, at every alignment and length. */
#include <stdint.h>
#include <unicore/test.h>

uint16_t lwip_checksum(const void *data, int bytes);

/* Words of 16 bits in the order of memory, an odd byte with a zero behind it; carries come back at the end. */
static uint16_t plain(const uint8_t *data, int bytes)
{
	uint32_t sum = 0;
	for (int i = 0; i < bytes; i += 2) {
		sum += (uint32_t)(data[i] | (i + 1 < bytes ? data[i + 1] : 0) << 8);
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return (uint16_t)sum;
}

UC_TEST(checksum_is_the_sum_of_rfc_1071)
{
	static uint8_t data[2048];
	for (unsigned i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)uc_test_random();
	for (int bytes = 0; bytes < 300; bytes++)
		for (int at = 0; at < 8; at++)
			UC_CHECK_EQUAL(lwip_checksum(data + at, bytes), plain(data + at, bytes));
	UC_CHECK_EQUAL(lwip_checksum(data, sizeof data), plain(data, sizeof data));
	for (unsigned i = 0; i < sizeof data; i++)
		data[i] = 0xff;
	UC_CHECK_EQUAL(lwip_checksum(data, 1500), plain(data, 1500));
}
