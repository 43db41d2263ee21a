/* SPDX-License-Identifier: BSD-3-Clause */
/* timerfd_create(2): a read takes the number of expirations. The timer fires in interrupt context, so what it changes
 * is guarded. */
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/syscall.h>

enum clock {
	CLOCK_REALTIME = 0,
	CLOCK_MONOTONIC = 1,
	CLOCK_BOOTTIME = 7,
	CLOCK_REALTIME_ALARM = 8,
	CLOCK_BOOTTIME_ALARM = 9,
};

#define TFD_TIMER_ABSTIME 1

struct timespec {
	int64_t seconds, nanoseconds;
};

struct itimerspec {
	struct timespec interval, value;
};

struct timer {
	struct uc_file file;
	struct uc_timer timer;
	enum clock clock;
	uint64_t deadline_ns; /* of the monotonic clock; 0: not armed */
	uint64_t interval_ns; /* 0: once */
	uint64_t expirations; /* since the last read */
};

static const char kind;

static struct timer *timer_of(struct uc_file *file)
{
	return UC_CONTAINER_OF(file, struct timer, file);
}

/* Counts what has expired by now and sets the next deadline. Interrupts off. */
static void fire(struct uc_timer *uc_timer)
{
	struct timer *timer = UC_CONTAINER_OF(uc_timer, struct timer, timer);
	uint64_t now = uc_clock_monotonic_ns(), times = 1;
	if (timer->interval_ns > 0) {
		if (now > timer->deadline_ns)
			times += (now - timer->deadline_ns) / timer->interval_ns;
		timer->deadline_ns += times * timer->interval_ns;
		uc_timer_set(&timer->timer, timer->deadline_ns);
	} else {
		timer->deadline_ns = 0;
	}
	timer->expirations += times;
	uc_waitq_wake_all(&timer->file.waiters, UC_POLL_READABLE);
}

static unsigned timer_poll(struct uc_file *file)
{
	return timer_of(file)->expirations > 0 ? UC_POLL_READABLE : 0;
}

static long timer_read(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	struct timer *timer = timer_of(file);
	(void)position;
	if (uc_iovec_bytes(vector, count) < sizeof timer->expirations)
		return -EINVAL;
	if (timer->expirations == 0) {
		if (file->flags & UC_O_NONBLOCK)
			return -EAGAIN;
		int error = UC_WAIT_EVENT(&file->waiters, timer->expirations > 0, UC_FOREVER, true);
		if (error)
			return error;
	}
	unsigned long state = uc_plat_irq_save();
	uint64_t expirations = timer->expirations;
	timer->expirations = 0;
	uc_plat_irq_restore(state);
	uc_iovec_put(vector, 0, &expirations, sizeof expirations);
	return sizeof expirations;
}

static void timer_release(struct uc_file *file)
{
	struct timer *timer = timer_of(file);
	uc_timer_cancel(&timer->timer);
	uc_heap_free(timer);
}

static const struct uc_file_operations operations = {
	.read = timer_read,
	.poll = timer_poll,
	.release = timer_release,
};

UC_SYSCALL2(timerfd_create, int, clock, unsigned, flags)
{
	if (flags & ~(UC_O_CLOEXEC | UC_O_NONBLOCK))
		return -EINVAL;
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME &&
	    clock != CLOCK_REALTIME_ALARM && clock != CLOCK_BOOTTIME_ALARM)
		return -EINVAL;
	struct timer *timer = uc_heap_alloc_zeroed(1, sizeof *timer);
	if (!timer)
		return -ENOMEM;
	uc_file_init(&timer->file, &operations, UC_O_RDWR | (flags & UC_O_NONBLOCK));
	timer->file.kind = &kind;
	timer->clock = (enum clock)clock;
	uc_timer_init(&timer->timer, fire);
	int descriptor = uc_descriptor_install(&timer->file, 0, flags & UC_O_CLOEXEC);
	if (descriptor < 0)
		uc_file_put(&timer->file);
	return descriptor;
}

/* Returns 0, -EBADF or -EINVAL (no timer). */
static int find(int descriptor, struct timer **timer)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	if (file->kind != &kind) {
		uc_file_put(file);
		return -EINVAL;
	}
	*timer = timer_of(file);
	return 0;
}

/* Times beyond 584 years are cut to that. */
static bool ns_of(const struct timespec *time, uint64_t *ns)
{
	if (time->seconds < 0 || time->nanoseconds < 0 || time->nanoseconds >= (int64_t)UC_NS_PER_SECOND)
		return false;
	if (__builtin_mul_overflow((uint64_t)time->seconds, UC_NS_PER_SECOND, ns) ||
	    __builtin_add_overflow(*ns, (uint64_t)time->nanoseconds, ns))
		*ns = UINT64_MAX - 1;
	return true;
}

static struct timespec timespec_of(uint64_t ns)
{
	return (struct timespec){(int64_t)(ns / UC_NS_PER_SECOND), (int64_t)(ns % UC_NS_PER_SECOND)};
}

/* The time of the monotonic clock, never 0. */
static uint64_t deadline_of(const struct timer *timer, uint64_t value_ns, bool absolute)
{
	uint64_t now = uc_clock_monotonic_ns(), deadline;
	bool is_realtime = timer->clock == CLOCK_REALTIME || timer->clock == CLOCK_REALTIME_ALARM;
	if (absolute && is_realtime) {
		uint64_t realtime = uc_clock_realtime_ns();
		value_ns = value_ns > realtime ? value_ns - realtime : 0;
		absolute = false;
	}
	if (absolute)
		deadline = value_ns;
	else if (__builtin_add_overflow(now, value_ns, &deadline))
		deadline = UINT64_MAX - 1;
	return deadline > 0 ? deadline : 1;
}

/* Interrupts off. */
static struct itimerspec state_of(const struct timer *timer)
{
	uint64_t now = uc_clock_monotonic_ns(), left = 0;
	if (timer->deadline_ns > 0)
		left = timer->deadline_ns > now ? timer->deadline_ns - now : 1;
	return (struct itimerspec){timespec_of(timer->interval_ns), timespec_of(left)};
}

static void set(struct timer *timer, uint64_t value_ns, uint64_t interval_ns, bool absolute)
{
	uc_timer_cancel(&timer->timer);
	timer->expirations = 0;
	timer->interval_ns = interval_ns;
	timer->deadline_ns = value_ns > 0 ? deadline_of(timer, value_ns, absolute) : 0;
	if (timer->deadline_ns > 0)
		uc_timer_set(&timer->timer, timer->deadline_ns);
}

UC_SYSCALL4(timerfd_settime, int, descriptor, int, flags, const struct itimerspec *, new_value, struct itimerspec *,
	    old_value)
{
	struct timer *timer;
	uint64_t value_ns, interval_ns;
	if (!new_value)
		return -EFAULT;
	if (flags & ~TFD_TIMER_ABSTIME || !ns_of(&new_value->value, &value_ns) ||
	    !ns_of(&new_value->interval, &interval_ns))
		return -EINVAL;
	int error = find(descriptor, &timer);
	if (error)
		return error;
	unsigned long state = uc_plat_irq_save();
	struct itimerspec old = state_of(timer);
	set(timer, value_ns, interval_ns, flags & TFD_TIMER_ABSTIME);
	uc_plat_irq_restore(state);
	if (old_value)
		*old_value = old;
	uc_file_put(&timer->file);
	return 0;
}

UC_SYSCALL2(timerfd_gettime, int, descriptor, struct itimerspec *, value)
{
	struct timer *timer;
	int error = find(descriptor, &timer);
	if (error)
		return error;
	if (value) {
		unsigned long state = uc_plat_irq_save();
		*value = state_of(timer);
		uc_plat_irq_restore(state);
	}
	uc_file_put(&timer->file);
	return value ? 0 : -EFAULT;
}
