/* SPDX-License-Identifier: BSD-3-Clause */
/* A handler that runs amid a loop sees and may change the registers of the loop. */
#define _GNU_SOURCE
#include "../pthreads.h"
#include <ucontext.h>

/* More than the loop is long. */
#define MOST_BYTES 64u

static volatile bool flag;
static volatile uint64_t counter;

static void *count_until_told(void *unused)
{
	while (!flag)
		counter++;
	return unused;
}

static void look_at_registers(int signal, siginfo_t *info, void *context)
{
	ucontext_t *user = context;
	UC_CHECK(signal == SIGUSR2 && info->si_signo == SIGUSR2);
	/* The program's, not those of the scheduler: somewhere in count_until_told. */
	UC_CHECK((uintptr_t)user->uc_mcontext.pc - (uintptr_t)count_until_told < MOST_BYTES);
	UC_CHECK((uintptr_t)user->uc_mcontext.sp > (uintptr_t)&user);
	flag = true;
}

UC_TEST(a_handler_sees_the_registers_of_the_loop)
{
	struct sigaction action = {.sa_sigaction = look_at_registers, .sa_flags = SA_SIGINFO};
	pthread_t thread;
	flag = false;
	UC_CHECK_EQUAL(sigaction(SIGUSR2, &action, NULL), 0);
	UC_CHECK_EQUAL(pthread_create(&thread, NULL, count_until_told, NULL), 0);
	sleep_us(2000);
	UC_CHECK_EQUAL(pthread_kill(thread, SIGUSR2), 0);
	UC_CHECK_EQUAL(pthread_join(thread, NULL), 0);
	UC_CHECK(counter > 0);
}
