/* SPDX-License-Identifier: BSD-3-Clause */
/* RFC 1071's sum, eight bytes at a time (sections 2(A), 2(B)): its value does not depend on how it is grouped. */
#include <arch/cc.h>
#include <unicore/string.h>

u16_t lwip_checksum(const void *data, int bytes)
{
	const u8_t *from = data;
	uint64_t sum = 0, word;
	for (; bytes >= 8; bytes -= 8, from += 8) {
		memcpy(&word, from, sizeof word);
		sum += word;
		sum += sum < word; /* the carry comes back at the low end */
	}
	if (bytes > 0) {
		word = 0;
		memcpy(&word, from, (size_t)bytes);
		sum += word;
		sum += sum < word;
	}
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	return (u16_t)((sum >> 16) + (sum & 0xffff));
}
