/* SPDX-License-Identifier: BSD-3-Clause */
/* What eventfd(2) promises. Also run on Linux itself. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-file.h>
#include <unicore/party.h>
#include <unicore/test.h>

#define SEMAPHORE 1

static long add(int descriptor, uint64_t count)
{
	return UC_CALL(write, descriptor, &count, sizeof count);
}

/* What a read gives; an error as its negative errno. */
static int64_t take(int descriptor)
{
	uint64_t count;
	long result = UC_CALL(read, descriptor, &count, sizeof count);
	return result == sizeof count ? (int64_t)count : result;
}

struct pollfd {
	int descriptor;
	short events, returned;
};

static int poll_of(int descriptor)
{
	struct pollfd entry = {descriptor, UC_POLLIN | UC_POLLOUT, 0};
	return UC_CALL(poll, &entry, 1, 0) >= 0 ? entry.returned : -1;
}

UC_TEST(eventfd_adds_and_takes_all)
{
	int event = UC_CALL(eventfd2, 3, UC_O_NONBLOCK);
	UC_REQUIRE(event >= 0);
	UC_CHECK_EQUAL(add(event, 4), 8);
	UC_CHECK_EQUAL(take(event), 7);
	UC_CHECK_EQUAL(take(event), -EAGAIN);
	UC_CALL(close, event);
}

UC_TEST(eventfd_semaphore_takes_one)
{
	int event = UC_CALL(eventfd2, 2, UC_O_NONBLOCK | SEMAPHORE);
	UC_CHECK_EQUAL(take(event), 1);
	UC_CHECK_EQUAL(take(event), 1);
	UC_CHECK_EQUAL(take(event), -EAGAIN);
	UC_CALL(close, event);
}

UC_TEST(eventfd_has_a_highest_value)
{
	int event = UC_CALL(eventfd2, 0, UC_O_NONBLOCK);
	UC_CHECK_EQUAL(add(event, UINT64_MAX), -EINVAL);
	UC_CHECK_EQUAL(add(event, UINT64_MAX - 1), 8);
	UC_CHECK_EQUAL(add(event, 1), -EAGAIN);
	UC_CHECK_EQUAL(add(event, 0), 8);
	UC_CHECK_EQUAL(poll_of(event), UC_POLLIN);
	UC_CHECK_EQUAL(take(event), (int64_t)(UINT64_MAX - 1));
	UC_CHECK_EQUAL(poll_of(event), UC_POLLOUT);
	UC_CALL(close, event);
}

UC_TEST(eventfd_moves_whole_numbers)
{
	char bytes[16] = "";
	int event = UC_CALL(eventfd, 5);
	UC_CHECK_EQUAL(UC_CALL(read, event, bytes, 7), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(write, event, bytes, 7), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(read, event, bytes, 16), 8);
	UC_CHECK_EQUAL(bytes[0], 5);
	UC_CALL(close, event);
}

UC_TEST(eventfd_knows_its_flags)
{
	UC_CHECK_EQUAL(UC_CALL(eventfd2, 0, 2), -EINVAL);
	int event = UC_CALL(eventfd2, 0, UC_O_CLOEXEC);
	UC_CHECK_EQUAL(UC_CALL(fcntl, event, 1, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(fcntl, event, 3, 0) & UC_O_ACCMODE, UC_O_RDWR);
	UC_CALL(close, event);
}

struct job {
	int descriptor;
	int64_t amount;
};

static void add_later(void *argument)
{
	struct job *job = argument;
	sleep_ms(5);
	add(job->descriptor, (uint64_t)job->amount);
}

static void take_later(void *argument)
{
	struct job *job = argument;
	sleep_ms(5);
	job->amount = take(job->descriptor);
}

UC_TEST(eventfd_wakes_its_reader)
{
	party other;
	struct job job = {UC_CALL(eventfd2, 0, 0), 9};
	UC_REQUIRE(party_start(&other, add_later, &job));
	UC_CHECK_EQUAL(take(job.descriptor), 9);
	party_join(other);
	UC_CALL(close, job.descriptor);
}

UC_TEST(eventfd_wakes_its_writer)
{
	party other;
	struct job job = {UC_CALL(eventfd2, 0, 0), 0};
	add(job.descriptor, UINT64_MAX - 1);
	UC_REQUIRE(party_start(&other, take_later, &job));
	UC_CHECK_EQUAL(add(job.descriptor, 2), 8);
	party_join(other);
	UC_CHECK_EQUAL(job.amount, (int64_t)(UINT64_MAX - 1));
	UC_CHECK_EQUAL(take(job.descriptor), 2);
	UC_CALL(close, job.descriptor);
}
