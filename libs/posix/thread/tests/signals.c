/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals as POSIX programs use them among threads: sigwait, masks that are inherited, timers that call. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>
#include <unicore/test.h>
#include <unistd.h>

static void *wait_for_usr2(void *argument)
{
	int signal = 0;
	return (void *)(intptr_t)(sigwait(argument, &signal) == 0 ? signal : -1);
}

UC_TEST(sigwait_takes_what_all_have_blocked)
{
	pthread_t thread;
	sigset_t set, old;
	void *result = NULL;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	UC_CHECK_EQUAL(pthread_sigmask(SIG_BLOCK, &set, &old), 0);
	UC_REQUIRE(pthread_create(&thread, NULL, wait_for_usr2, &set) == 0);
	usleep(1000);
	UC_CHECK_EQUAL(kill(getpid(), SIGUSR2), 0);
	pthread_join(thread, &result);
	UC_CHECK_EQUAL((intptr_t)result, SIGUSR2);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void *tell_mask(void *argument)
{
	return (void *)(intptr_t)pthread_sigmask(SIG_BLOCK, NULL, argument);
}

UC_TEST(a_thread_inherits_the_mask)
{
	pthread_t thread;
	sigset_t set, old, inside;
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, &old);
	UC_REQUIRE(pthread_create(&thread, NULL, tell_mask, &inside) == 0);
	pthread_join(thread, NULL);
	UC_CHECK(sigismember(&inside, SIGHUP) == 1 && sigismember(&inside, SIGUSR1) == 0);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static volatile int ticks;

static void tick(union sigval value)
{
	ticks += value.sival_int;
}

UC_TEST(a_timer_calls_a_function_on_a_thread)
{
	timer_t timer;
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD, .sigev_notify_function = tick, .sigev_value.sival_int = 3};
	struct itimerspec setting = {.it_value.tv_nsec = 2000000, .it_interval.tv_nsec = 2000000};
	ticks = 0;
	UC_REQUIRE(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	UC_CHECK_EQUAL(timer_settime(timer, 0, &setting, NULL), 0);
	for (int i = 0; i < 100 && ticks < 9; i++)
		usleep(2000);
	UC_CHECK(ticks >= 9);
	UC_CHECK_EQUAL(timer_delete(timer), 0);
	usleep(1000);
}

static sigjmp_buf jump;
static volatile uintptr_t bad = 24;

static void leave(int signal)
{
	siglongjmp(jump, signal);
}

__attribute__((noinline, no_sanitize("kernel-address", "undefined"))) static void touch(void)
{
	*(volatile char *)bad = 1;
}

UC_TEST(siglongjmp_leaves_a_fault_and_restores_the_mask)
{
	struct sigaction action = {.sa_handler = leave}, old;
	sigset_t now;
	sigaction(SIGSEGV, &action, &old);
	for (volatile int i = 0; i < 3; i++) {
		int signal = sigsetjmp(jump, 1);
		if (signal == 0)
			touch();
		UC_CHECK_EQUAL(signal, SIGSEGV);
	}
	pthread_sigmask(SIG_BLOCK, NULL, &now);
	UC_CHECK_EQUAL(sigismember(&now, SIGSEGV), 0);
	sigaction(SIGSEGV, &old, NULL);
}

static volatile int raised;

static void count(int signal)
{
	raised += signal == SIGPIPE;
}

UC_TEST(a_pipe_without_a_reader_raises_sigpipe)
{
	struct sigaction action = {.sa_handler = count}, old;
	int ends[2];
	UC_REQUIRE(pipe(ends) == 0);
	sigaction(SIGPIPE, &action, &old);
	close(ends[0]);
	raised = 0;
	UC_CHECK_EQUAL(write(ends[1], "x", 1), -1);
	UC_CHECK_EQUAL(errno, EPIPE);
	UC_CHECK_EQUAL(raised, 1);
	sigaction(SIGPIPE, &old, NULL);
	close(ends[1]);
}

static volatile int interrupted;

static void interrupt(int signal)
{
	(void)signal;
	interrupted++;
}

static void *signal_the_process(void *unused)
{
	sigset_t all;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	kill(getpid(), SIGUSR1);
	return unused;
}

/* The sender, which has it blocked, looks for signals before the thread that is to take it. */
UC_TEST(a_signal_of_the_process_interrupts_the_call_of_who_takes_it)
{
	struct sigaction action = {.sa_handler = interrupt}, old;
	struct timespec time = {5, 0};
	pthread_t thread;
	interrupted = 0;
	sigaction(SIGUSR1, &action, &old);
	UC_REQUIRE(pthread_create(&thread, NULL, signal_the_process, NULL) == 0);
	UC_CHECK(nanosleep(&time, NULL) == -1 && errno == EINTR);
	UC_CHECK_EQUAL(interrupted, 1);
	pthread_join(thread, NULL);
	sigaction(SIGUSR1, &old, NULL);
}
