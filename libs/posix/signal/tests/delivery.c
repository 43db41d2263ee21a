/* SPDX-License-Identifier: BSD-3-Clause */
/* Actions, masks, what is pending, and handlers. */
#include "support.h"

static int calls, last_signal, last_code;
static uint64_t mask_inside, values[8];

static void remember(int signal, struct information *info, void *context)
{
	(void)context;
	values[calls++ % 8] = info->value;
	last_signal = signal;
	last_code = info->code;
	mask_inside = mask(BLOCK, 0);
}

static void start(void)
{
	calls = last_signal = last_code = 0;
	mask_inside = 0;
}

UC_TEST(a_handler_runs_when_a_signal_is_raised)
{
	start();
	UC_CHECK_EQUAL(act(SIGUSR1, remember, 0), 0);
	UC_CHECK_EQUAL(raise(SIGUSR1), 0);
	UC_CHECK_EQUAL(calls, 1);
	UC_CHECK_EQUAL(last_signal, SIGUSR1);
	UC_CHECK_EQUAL(last_code, -6); /* SI_TKILL */
	UC_CHECK_EQUAL(send(SIGUSR1), 0);
	UC_CHECK_EQUAL(calls, 2);
	UC_CHECK_EQUAL(last_code, 0); /* SI_USER */
	act_default(SIGUSR1);
}

UC_TEST(a_signal_is_blocked_in_its_handler)
{
	start();
	struct action action = {(uintptr_t)remember, SA_SIGINFO, 0, bit(SIGUSR2) | bit(SIGKILL)};
	UC_CALL(rt_sigaction, SIGUSR1, &action, 0, 8);
	raise(SIGUSR1);
	UC_CHECK(mask_inside == (bit(SIGUSR1) | bit(SIGUSR2)));
	UC_CHECK(mask(BLOCK, 0) == 0);
	action.flags |= SA_NODEFER;
	UC_CALL(rt_sigaction, SIGUSR1, &action, 0, 8);
	raise(SIGUSR1);
	UC_CHECK(mask_inside == bit(SIGUSR2));
	act_default(SIGUSR1);
}

UC_TEST(a_blocked_signal_waits)
{
	uint64_t pending = 0;
	start();
	act(SIGUSR1, remember, 0);
	mask(BLOCK, bit(SIGUSR1));
	raise(SIGUSR1);
	raise(SIGUSR1);
	UC_CHECK_EQUAL(calls, 0);
	UC_CHECK_EQUAL(UC_CALL(rt_sigpending, &pending, 8), 0);
	UC_CHECK(pending == bit(SIGUSR1));
	mask(UNBLOCK, bit(SIGUSR1));
	UC_CHECK_EQUAL(calls, 1); /* a standard signal is pending once */
	UC_CALL(rt_sigpending, &pending, 8);
	UC_CHECK(pending == 0);
	act_default(SIGUSR1);
}

UC_TEST(realtime_signals_queue_with_their_values)
{
	start();
	act(SIGRT, remember, 0);
	mask(BLOCK, bit(SIGRT));
	for (uint64_t i = 0; i < 3; i++) {
		struct information info = {.code = -1, .value = 100 + i};
		UC_CHECK_EQUAL(UC_CALL(rt_sigqueueinfo, 1, SIGRT, &info), 0);
	}
	mask(UNBLOCK, bit(SIGRT));
	UC_CHECK_EQUAL(calls, 3);
	UC_CHECK(values[0] == 100 && values[1] == 101 && values[2] == 102);
	act_default(SIGRT);
}

UC_TEST(resethand_resets_the_handler)
{
	struct action now;
	start();
	act(SIGUSR1, remember, SA_RESETHAND);
	raise(SIGUSR1);
	UC_CHECK_EQUAL(UC_CALL(rt_sigaction, SIGUSR1, 0, &now, 8), 0);
	UC_CHECK(now.handler == SIG_DFL);
	UC_CHECK_EQUAL(calls, 1);
}

UC_TEST(an_ignored_signal_is_gone)
{
	uint64_t pending;
	struct action ignore = {SIG_IGN, 0, 0, 0};
	start();
	mask(BLOCK, bit(SIGUSR1));
	raise(SIGUSR1);
	UC_CALL(rt_sigaction, SIGUSR1, &ignore, 0, 8);
	UC_CALL(rt_sigpending, &pending, 8);
	UC_CHECK(pending == 0);
	act(SIGUSR1, remember, 0);
	mask(UNBLOCK, bit(SIGUSR1));
	UC_CHECK_EQUAL(calls, 0);
	act_default(SIGUSR1);
	raise(SIGCHLD); /* ignored by default: the image lives */
}

static int order[4], placed;

static void place(int signal, struct information *info, void *context)
{
	(void)info, (void)context;
	order[placed++ % 4] = signal;
}

UC_TEST(lower_numbers_come_first)
{
	placed = 0;
	act(SIGUSR1, place, 0);
	act(SIGUSR2, place, 0);
	act(SIGRT, place, 0);
	mask(BLOCK, bit(SIGUSR1) | bit(SIGUSR2) | bit(SIGRT));
	raise(SIGRT);
	raise(SIGUSR2);
	raise(SIGUSR1);
	mask(SET, 0);
	UC_CHECK_EQUAL(placed, 3);
	UC_CHECK(order[0] == SIGUSR1 && order[1] == SIGUSR2 && order[2] == SIGRT);
	act_default(SIGUSR1);
	act_default(SIGUSR2);
	act_default(SIGRT);
}

UC_TEST(signal_calls_check_their_arguments)
{
	struct action action = {(uintptr_t)remember, 0, 0, 0};
	uint64_t set = 0;
	UC_CHECK_EQUAL(UC_CALL(rt_sigaction, 0, &action, 0, 8), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(rt_sigaction, 65, &action, 0, 8), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(rt_sigaction, SIGKILL, &action, 0, 8), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(rt_sigaction, SIGUSR1, &action, 0, 16), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(rt_sigprocmask, 3, &set, 0, 8), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(kill, 1, 65), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(kill, 2, SIGUSR1), -ESRCH);
	UC_CHECK_EQUAL(UC_CALL(kill, 1, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(tgkill, 1, 9999, SIGUSR1), -ESRCH);
	UC_CHECK_EQUAL(UC_CALL(tgkill, -1, 1, SIGUSR1), -EINVAL);
	mask(BLOCK, ~0ULL);
	UC_CHECK(!(mask(SET, 0) & bit(SIGKILL)));
}

UC_TEST(the_mask_of_a_call_lets_signals_in)
{
	uint64_t all_but = ~bit(SIGUSR1), before;
	start();
	act(SIGUSR1, remember, 0);
	mask(BLOCK, bit(SIGUSR1));
	raise(SIGUSR1);
	UC_CHECK_EQUAL(UC_CALL(ppoll, 0, 0, 0, &all_but, 8), -EINTR);
	UC_CHECK_EQUAL(calls, 1);
	before = mask(SET, 0);
	UC_CHECK(before == bit(SIGUSR1));
	act_default(SIGUSR1);
}
