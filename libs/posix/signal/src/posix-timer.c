/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX timers: timer_create and its kin. Each has its one pending signal; what expires meanwhile is its overrun. */
#include "internal.h"
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/syscall.h>

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_BOOTTIME 7
#define TIMER_ABSTIME 1

#define SIGEV_SIGNAL 0
#define SIGEV_NONE 1
#define SIGEV_THREAD_ID 4

/* DELAYTIMER_MAX: an overrun counts no further. */
#define OVERRUN_MOST INT32_MAX
#define TIMERS_MOST 256

/* struct sigevent: include/uapi/asm-generic/siginfo.h. */
struct event {
	uint64_t value;
	int signal, notify, tid;
};

struct timespec {
	int64_t seconds, nanoseconds;
};

struct setting {
	struct timespec interval, value;
};

struct posix_timer {
	struct uc_timer timer;
	struct signal_entry entry;
	int clock, notify, tid;
	uint64_t interval_ns, next_ns; /* next_ns 0: not armed; of the monotonic clock */
	int overrun;                   /* since the signal became pending */
};

static struct posix_timer *timers[TIMERS_MOST];

static struct posix_timer *find(int id)
{
	return id >= 0 && id < TIMERS_MOST ? timers[id] : NULL;
}

static void add_overrun(struct posix_timer *timer, uint64_t times)
{
	uint64_t sum = (uint64_t)timer->overrun + times;
	timer->overrun = sum > OVERRUN_MOST ? OVERRUN_MOST : (int)sum;
	timer->entry.info.sender.uid = (uint32_t)timer->overrun;
}

/* Any context. */
static void fire(struct uc_timer *fired)
{
	struct posix_timer *timer = UC_CONTAINER_OF(fired, struct posix_timer, timer);
	uint64_t now = uc_clock_monotonic_ns(), missed = 0;
	if (timer->interval_ns) {
		missed = now > timer->next_ns ? (now - timer->next_ns) / timer->interval_ns : 0;
		timer->next_ns += (missed + 1) * timer->interval_ns;
		uc_timer_set(fired, timer->next_ns);
	} else {
		timer->next_ns = 0;
	}
	if (timer->notify == SIGEV_NONE)
		return;
	if (!uc_list_empty(&timer->entry.node)) {
		add_overrun(timer, missed + 1);
		return;
	}
	struct uc_posix_thread *thread = timer->notify == SIGEV_THREAD_ID ? uc_posix_find(timer->tid) : NULL;
	if (timer->notify == SIGEV_THREAD_ID && !thread)
		return;
	timer->overrun = 0;
	add_overrun(timer, missed);
	signal_send_entry(thread, &timer->entry);
}

static int check(int clock, const struct event *event)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME)
		return -EINVAL;
	if (event->notify == SIGEV_NONE)
		return 0;
	if (event->notify != SIGEV_SIGNAL && event->notify != SIGEV_THREAD_ID)
		return -EINVAL;
	if (event->notify == SIGEV_THREAD_ID && !uc_posix_find(event->tid))
		return -EINVAL;
	return event->signal < 1 || event->signal > SIGNALS ? -EINVAL : 0;
}

UC_SYSCALL3(timer_create, int, clock, const struct event *, given, int *, id)
{
	struct event event = {.signal = SIGALRM, .notify = SIGEV_SIGNAL};
	int free = 0;
	if (!id)
		return -EFAULT;
	if (given)
		event = *given;
	int error = check(clock, &event);
	if (error)
		return error;
	while (free < TIMERS_MOST && timers[free])
		free++;
	struct posix_timer *timer = free < TIMERS_MOST ? uc_heap_alloc_zeroed(1, sizeof *timer) : NULL;
	if (!timer)
		return -EAGAIN;
	uc_timer_init(&timer->timer, fire);
	uc_list_init(&timer->entry.node);
	timer->entry.is_kept = true;
	timer->entry.info = (struct signal_info){.signal = event.signal, .code = SI_TIMER};
	timer->entry.info.sender.pid = free;
	timer->entry.info.sender.value = given ? event.value : (uint64_t)free;
	timer->clock = clock;
	timer->notify = event.notify;
	timer->tid = event.tid;
	timers[free] = timer;
	*id = free;
	return 0;
}

static bool ns_of(const struct timespec *time, uint64_t *ns)
{
	if (time->seconds < 0 || time->nanoseconds < 0 || time->nanoseconds >= (int64_t)UC_NS_PER_SECOND)
		return false;
	if (__builtin_mul_overflow((uint64_t)time->seconds, UC_NS_PER_SECOND, ns) ||
	    __builtin_add_overflow(*ns, (uint64_t)time->nanoseconds, ns) || *ns > UINT64_MAX / 4)
		*ns = UINT64_MAX / 4;
	return true;
}

static struct timespec timespec_of(uint64_t ns)
{
	return (struct timespec){(int64_t)(ns / UC_NS_PER_SECOND), (int64_t)(ns % UC_NS_PER_SECOND)};
}

static struct setting setting_of(const struct posix_timer *timer)
{
	uint64_t now = uc_clock_monotonic_ns(), rest = 0;
	if (timer->next_ns)
		rest = timer->next_ns > now ? timer->next_ns - now : 1;
	return (struct setting){timespec_of(timer->interval_ns), timespec_of(rest)};
}

UC_SYSCALL4(timer_settime, int, id, int, flags, const struct setting *, new, struct setting *, old)
{
	struct posix_timer *timer = find(id);
	uint64_t interval, value, now = uc_clock_monotonic_ns();
	if (!timer || !new || !ns_of(&new->interval, &interval) || !ns_of(&new->value, &value))
		return -EINVAL;
	if (old)
		*old = setting_of(timer);
	uc_timer_cancel(&timer->timer);
	signal_take_back(&timer->entry);
	bool is_armed = value != 0;
	if (flags & TIMER_ABSTIME && timer->clock == CLOCK_REALTIME) {
		uint64_t wall = uc_clock_realtime_ns();
		value = value > wall ? now + (value - wall) : now;
	} else if (!(flags & TIMER_ABSTIME)) {
		value += now;
	}
	timer->interval_ns = interval;
	timer->next_ns = is_armed ? value : 0;
	timer->overrun = 0;
	if (is_armed)
		uc_timer_set(&timer->timer, value);
	return 0;
}

UC_SYSCALL2(timer_gettime, int, id, struct setting *, setting)
{
	struct posix_timer *timer = find(id);
	if (!timer)
		return -EINVAL;
	if (!setting)
		return -EFAULT;
	*setting = setting_of(timer);
	return 0;
}

UC_SYSCALL1(timer_getoverrun, int, id)
{
	struct posix_timer *timer = find(id);
	return timer ? timer->overrun : -EINVAL;
}

UC_SYSCALL1(timer_delete, int, id)
{
	struct posix_timer *timer = find(id);
	if (!timer)
		return -EINVAL;
	uc_timer_cancel(&timer->timer);
	signal_take_back(&timer->entry);
	timers[id] = NULL;
	uc_heap_free(timer);
	return 0;
}
