/* SPDX-License-Identifier: BSD-3-Clause */
/* poll(2) and ppoll(2). */
#include "internal.h"
#include <unicore/sched.h>
#include <unicore/syscall.h>

UC_SYSCALL3(poll, struct pollfd *, entries, size_t, count, int, timeout_ms)
{
	uint64_t deadline = UC_FOREVER;
	count = (unsigned)count;
	if (count > MOST_DESCRIPTORS)
		return -EINVAL;
	if (count && !entries)
		return -EFAULT;
	if (timeout_ms >= 0)
		deadline = uc_clock_monotonic_ns() + (uint64_t)timeout_ms * UC_NS_PER_MS;
	return poll_wait(entries, count, deadline, NULL);
}

/* As the system call, not as the libc's function: `time` is set to what is left. */
UC_SYSCALL5(ppoll, struct pollfd *, entries, size_t, count, struct timespec *, time, const uint64_t *, mask, size_t,
	    mask_bytes)
{
	uint64_t deadline;
	count = (unsigned)count;
	if (count > MOST_DESCRIPTORS || (mask && mask_bytes != sizeof *mask) || poll_deadline(time, &deadline))
		return -EINVAL;
	if (count && !entries)
		return -EFAULT;
	long result = poll_wait(entries, count, deadline, mask);
	if (time && deadline != UC_FOREVER) {
		uint64_t rest = poll_rest_ns(deadline);
		*time = (struct timespec){(int64_t)(rest / UC_NS_PER_SECOND), (int64_t)(rest % UC_NS_PER_SECOND)};
	}
	return result;
}
