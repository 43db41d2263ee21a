/* SPDX-License-Identifier: BSD-3-Clause */
/* A signal that comes between a program's look at its flag and its wait must end the wait. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unicore/attention.h>
#include <unicore/test.h>
#include <unistd.h>

/* Where threads are preempted a signal does not wait for the next call, and so may come before it for good
 * (lib-preempt). */
#if !CONFIG_SCHED_PREEMPTIVE

static volatile int flag;

static void set_flag(int signal)
{
	(void)signal;
	flag++;
}

static void handle(int flags)
{
	struct sigaction action = {.sa_handler = set_flag, .sa_flags = flags};
	UC_CHECK(sigaction(SIGALRM, &action, NULL) == 0);
}

/* Makes SIGALRM pending without passing a boundary at which it would be delivered. */
static void make_pending(void)
{
	struct timespec begin, now;
	UC_CHECK(ualarm(1000, 0) == 0);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while (!uc_attention && now.tv_sec - begin.tv_sec < 2);
}

UC_TEST(poll_ends_though_the_signal_came_before_it)
{
	handle(SA_RESTART);
	flag = 0;
	make_pending();
	errno = 0;
	UC_CHECK(poll(NULL, 0, 2000) == -1 && errno == EINTR);
	UC_CHECK_EQUAL(flag, 1);
}

UC_TEST(sleep_ends_and_tells_what_was_left)
{
	struct timespec left = {0, 0};
	handle(SA_RESTART);
	make_pending();
	UC_CHECK(nanosleep(&(struct timespec){2, 0}, &left) == -1 && errno == EINTR);
	UC_CHECK(left.tv_sec == 1 && left.tv_nsec > 0);
}

UC_TEST(read_ends_unless_the_handler_lets_it_go_on)
{
	int ends[2];
	char byte;
	UC_REQUIRE(pipe(ends) == 0);
	handle(0);
	make_pending();
	errno = 0;
	UC_CHECK(read(ends[0], &byte, 1) == -1 && errno == EINTR);
	/* What is there is read all the same, and what is left of the interruption ends no later call. */
	UC_CHECK(write(ends[1], "ab", 2) == 2);
	make_pending();
	UC_CHECK(read(ends[0], &byte, 1) == 1 && byte == 'a');
	handle(SA_RESTART);
	UC_CHECK(read(ends[0], &byte, 1) == 1 && byte == 'b');
	close(ends[0]);
	close(ends[1]);
}

#endif
