/* SPDX-License-Identifier: BSD-3-Clause */
/* Cancellation: at points, masked, asynchronous, with clean-up. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <unicore/test.h>
#include <unistd.h>

static int cleaned, passed;

static void clean(void *argument)
{
	cleaned += (int)(intptr_t)argument;
}

static void *sleep_long(void *argument)
{
	pthread_cleanup_push(clean, (void *)1);
	pthread_cleanup_push(clean, (void *)10);
	if (argument)
		pause();
	else
		poll(NULL, 0, 60000);
	passed = 1;
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void cancel_while(void *argument)
{
	pthread_t thread;
	void *result = NULL;
	cleaned = passed = 0;
	UC_REQUIRE(pthread_create(&thread, NULL, sleep_long, argument) == 0);
	usleep(2000);
	UC_CHECK_EQUAL(pthread_cancel(thread), 0);
	UC_CHECK_EQUAL(pthread_join(thread, &result), 0);
	UC_CHECK(result == PTHREAD_CANCELED);
	UC_CHECK_EQUAL(cleaned, 11);
	UC_CHECK_EQUAL(passed, 0);
}

UC_TEST(a_sleeping_thread_is_cancelled)
{
	cancel_while(NULL);
	cancel_while((void *)1);
}

UC_TEST(a_thread_is_cancelled_before_it_runs)
{
	pthread_t thread;
	void *result = NULL;
	passed = 0;
	UC_REQUIRE(pthread_create(&thread, NULL, sleep_long, NULL) == 0);
	UC_CHECK_EQUAL(pthread_cancel(thread), 0);
	UC_CHECK_EQUAL(pthread_join(thread, &result), 0);
	UC_CHECK(result == PTHREAD_CANCELED && !passed);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;

static void unlock(void *argument)
{
	(void)argument;
	cleaned += pthread_mutex_unlock(&lock) == 0;
}

static void *wait_for_ever(void *argument)
{
	pthread_mutex_lock(&lock);
	pthread_cleanup_push(unlock, NULL);
	for (;;)
		pthread_cond_wait(&never, &lock);
	pthread_cleanup_pop(0);
	return argument;
}

UC_TEST(a_waiter_of_a_condition_is_cancelled_with_the_mutex)
{
	pthread_t thread;
	void *result = NULL;
	cleaned = 0;
	UC_REQUIRE(pthread_create(&thread, NULL, wait_for_ever, NULL) == 0);
	usleep(2000);
	pthread_cancel(thread);
	pthread_join(thread, &result);
	UC_CHECK(result == PTHREAD_CANCELED);
	UC_CHECK_EQUAL(cleaned, 1);
	UC_CHECK_EQUAL(pthread_mutex_trylock(&lock), 0);
	pthread_mutex_unlock(&lock);
}

static void *disable_first(void *argument)
{
	int old;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	for (int i = 0; i < 5; i++)
		usleep(1000);
	passed = 1;
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	pthread_testcancel();
	passed = 2;
	return argument;
}

UC_TEST(cancellation_waits_while_it_is_disabled)
{
	pthread_t thread;
	void *result = NULL;
	passed = 0;
	UC_REQUIRE(pthread_create(&thread, NULL, disable_first, NULL) == 0);
	usleep(500);
	pthread_cancel(thread);
	pthread_join(thread, &result);
	UC_CHECK(result == PTHREAD_CANCELED);
	UC_CHECK_EQUAL(passed, 1);
}

static void *exit_early(void *argument)
{
	pthread_cleanup_push(clean, (void *)100);
	pthread_exit(argument);
	pthread_cleanup_pop(0);
}

UC_TEST(pthread_exit_cleans_up)
{
	pthread_t thread;
	void *result = NULL;
	cleaned = 0;
	UC_REQUIRE(pthread_create(&thread, NULL, exit_early, (void *)4) == 0);
	pthread_join(thread, &result);
	UC_CHECK_EQUAL((intptr_t)result, 4);
	UC_CHECK_EQUAL(cleaned, 100);
}

static volatile sig_atomic_t handled;
static pthread_t handled_by;

static void handle(int signal)
{
	handled = signal;
	handled_by = pthread_self();
}

static void *wait_for_signal(void *argument)
{
	*(int *)argument = poll(NULL, 0, 5000) == -1 ? errno : 0;
	return NULL;
}

UC_TEST(pthread_kill_interrupts_that_thread)
{
	pthread_t thread;
	int error = 0;
	struct sigaction action = {.sa_handler = handle}, old;
	handled = 0;
	sigaction(SIGUSR1, &action, &old);
	UC_REQUIRE(pthread_create(&thread, NULL, wait_for_signal, &error) == 0);
	usleep(2000);
	UC_CHECK_EQUAL(pthread_kill(thread, SIGUSR1), 0);
	pthread_join(thread, NULL);
	UC_CHECK_EQUAL(error, EINTR);
	UC_CHECK_EQUAL(handled, SIGUSR1);
	UC_CHECK(pthread_equal(handled_by, thread));
	sigaction(SIGUSR1, &old, NULL);
}

static void *read_with_restart(void *argument)
{
	int *pipes = argument;
	char byte = 0;
	return (void *)(intptr_t)(read(pipes[0], &byte, 1) == 1 ? byte : -errno);
}

UC_TEST(a_restarted_read_goes_on)
{
	pthread_t thread;
	int pipes[2];
	void *result = NULL;
	struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART}, old;
	if (pipe(pipes)) {
		uc_test_skip("no pipes in this image");
		return;
	}
	handled = 0;
	sigaction(SIGUSR1, &action, &old);
	UC_REQUIRE(pthread_create(&thread, NULL, read_with_restart, pipes) == 0);
	usleep(2000);
	pthread_kill(thread, SIGUSR1);
	usleep(2000);
	UC_CHECK_EQUAL(handled, SIGUSR1);
	UC_CHECK_EQUAL(write(pipes[1], "r", 1), 1);
	pthread_join(thread, &result);
	UC_CHECK_EQUAL((intptr_t)result, 'r');
	sigaction(SIGUSR1, &old, NULL);
	close(pipes[0]);
	close(pipes[1]);
}
