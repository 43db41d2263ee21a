/* SPDX-License-Identifier: BSD-3-Clause */
/* What options of all families have in common. */
#include "internal.h"
#include <unicore/clock.h>
#include <unicore/string.h>

struct timeval {
	int64_t seconds;
	int64_t microseconds;
};

int uc_socket_set_timeout(uint64_t *timeout_ns, const void *value, uint32_t bytes)
{
	struct timeval time;
	if (bytes < sizeof time)
		return -EINVAL;
	memcpy(&time, value, sizeof time);
	if (time.microseconds < 0 || time.microseconds >= 1000000)
		return -EDOM;
	if (time.seconds < 0)
		*timeout_ns = 1; /* as Linux: nothing is waited for */
	else if (time.seconds >= INT32_MAX)
		*timeout_ns = 0;
	else
		*timeout_ns = (uint64_t)time.seconds * UC_NS_PER_SECOND + (uint64_t)time.microseconds * 1000;
	return 0;
}

int uc_socket_answer(const void *known, uint32_t known_bytes, void *value, uint32_t *bytes)
{
	if (*bytes > known_bytes)
		*bytes = known_bytes;
	memcpy(value, known, *bytes);
	return 0;
}

int uc_socket_get_timeout(uint64_t timeout_ns, void *value, uint32_t *bytes)
{
	struct timeval time = {(int64_t)(timeout_ns / UC_NS_PER_SECOND),
			       (int64_t)(timeout_ns % UC_NS_PER_SECOND / 1000)};
	return *bytes < sizeof time ? -EINVAL : uc_socket_answer(&time, sizeof time, value, bytes);
}
