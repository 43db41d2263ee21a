/* SPDX-License-Identifier: BSD-3-Clause */
/* What socketpair(2) and unix(7) promise of streams. Also run on Linux itself. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-file.h>
#include <unicore/linux-socket.h>
#include <unicore/party.h>
#include <unicore/test.h>

static char block[1000000];

static bool make(int ends[2], unsigned flags)
{
	return UC_CALL(socketpair, UC_AF_UNIX, UC_SOCK_STREAM | flags, 0, ends) == 0;
}

static void close_both(const int ends[2])
{
	UC_CALL(close, ends[0]);
	UC_CALL(close, ends[1]);
}

static long send(int end, const void *bytes, long count, unsigned flags)
{
	return UC_CALL(sendto, end, bytes, count, flags | UC_MSG_NOSIGNAL, 0, 0);
}

static long receive(int end, void *bytes, long count, unsigned flags)
{
	return UC_CALL(recvfrom, end, bytes, count, flags, 0, 0);
}

struct pollfd {
	int descriptor;
	short events, returned;
};

static int poll_of(int end)
{
	struct pollfd entry = {end, UC_POLLIN | UC_POLLOUT | UC_POLLRDHUP, 0};
	return UC_CALL(poll, &entry, 1, 0) >= 0 ? entry.returned : -1;
}

UC_TEST(socketpair_goes_both_ways)
{
	char text[8];
	int ends[2], there;
	UC_REQUIRE(make(ends, 0));
	UC_CHECK_EQUAL(UC_CALL(write, ends[0], "abc", 3), 3);
	UC_CHECK_EQUAL(send(ends[1], "de", 2, 0), 2);
	UC_CHECK_EQUAL(UC_CALL(ioctl, ends[1], UC_FIONREAD, &there), 0);
	UC_CHECK_EQUAL(there, 3);
	UC_CHECK_EQUAL(receive(ends[1], text, 8, UC_MSG_PEEK), 3);
	UC_CHECK_EQUAL(UC_CALL(read, ends[1], text, 8), 3);
	UC_CHECK_EQUAL(receive(ends[0], text, 1, 0), 1);
	UC_CHECK(text[0] == 'd');
	UC_CHECK_EQUAL(receive(ends[0], text, 8, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(lseek, ends[0], 0, 0), -ESPIPE);
	close_both(ends);
}

UC_TEST(socketpair_refuses)
{
	int ends[2];
	UC_CHECK_EQUAL(UC_CALL(socketpair, UC_AF_UNIX, 99, 0, ends) < 0, 1);
	UC_CHECK_EQUAL(UC_CALL(socketpair, UC_AF_UNIX, UC_SOCK_STREAM, 77, ends), -EPROTONOSUPPORT);
	UC_REQUIRE(make(ends, UC_SOCK_NONBLOCK | UC_SOCK_CLOEXEC));
	UC_CHECK_EQUAL(UC_CALL(fcntl, ends[1], 1, 0), 1);
	UC_CHECK_EQUAL(receive(ends[0], block, 1, 0), -EAGAIN);
	UC_CHECK_EQUAL(receive(ends[0], block, 0, 0), -EAGAIN);
	UC_CHECK_EQUAL(UC_CALL(read, ends[0], block, 0), 0);
	close_both(ends);
}

UC_TEST(socketpair_knows_what_it_is)
{
	struct uc_linux_stat stat;
	int ends[2], value = -1;
	unsigned bytes = sizeof value;
	UC_REQUIRE(make(ends, 0));
	UC_CHECK_EQUAL(UC_CALL(fstat, ends[0], &stat), 0);
	UC_CHECK_EQUAL(stat.mode & UC_S_IFMT, UC_S_IFSOCK);
	UC_CHECK_EQUAL(UC_CALL(getsockopt, ends[0], UC_SOL_SOCKET, UC_SO_TYPE, &value, &bytes), 0);
	UC_CHECK_EQUAL(value, UC_SOCK_STREAM);
	union uc_address address;
	bytes = sizeof address;
	UC_CHECK_EQUAL(UC_CALL(getpeername, ends[0], &address, &bytes), 0);
	UC_CHECK_EQUAL(bytes, 2);
	UC_CHECK_EQUAL(address.family, UC_AF_UNIX);
	close_both(ends);
}

UC_TEST(socketpair_ends_when_the_other_closes)
{
	char text[4];
	int ends[2];
	UC_REQUIRE(make(ends, 0));
	UC_CALL(write, ends[0], "x", 1);
	UC_CALL(close, ends[0]);
	UC_CHECK_EQUAL(poll_of(ends[1]) & (UC_POLLIN | UC_POLLHUP | UC_POLLRDHUP | UC_POLLERR),
		       UC_POLLIN | UC_POLLHUP | UC_POLLRDHUP);
	UC_CHECK_EQUAL(receive(ends[1], text, 4, 0), 1);
	UC_CHECK_EQUAL(receive(ends[1], text, 4, 0), 0);
	UC_CHECK_EQUAL(send(ends[1], text, 1, 0), -EPIPE);
	UC_CALL(close, ends[1]);
}

UC_TEST(socketpair_is_reset_by_unread_data)
{
	char text[4];
	int ends[2];
	UC_REQUIRE(make(ends, 0));
	UC_CALL(write, ends[1], "lost", 4);
	UC_CALL(close, ends[0]);
	UC_CHECK_EQUAL(poll_of(ends[1]) & UC_POLLERR, UC_POLLERR);
	UC_CHECK_EQUAL(receive(ends[1], text, 4, 0), -ECONNRESET);
	UC_CHECK_EQUAL(receive(ends[1], text, 4, 0), 0);
	UC_CALL(close, ends[1]);
}

UC_TEST(socketpair_shuts_down_by_halves)
{
	char text[4];
	int ends[2];
	UC_REQUIRE(make(ends, UC_SOCK_NONBLOCK));
	UC_CHECK_EQUAL(poll_of(ends[1]), UC_POLLOUT);
	UC_CALL(write, ends[0], "a", 1);
	UC_CHECK_EQUAL(UC_CALL(shutdown, ends[0], UC_SHUT_WR), 0);
	UC_CHECK_EQUAL(send(ends[0], "b", 1, 0), -EPIPE);
	UC_CHECK_EQUAL(poll_of(ends[1]), UC_POLLIN | UC_POLLOUT | UC_POLLRDHUP);
	UC_CHECK_EQUAL(receive(ends[1], text, 4, 0), 1);
	UC_CHECK_EQUAL(receive(ends[1], text, 4, 0), 0);
	UC_CHECK_EQUAL(send(ends[1], "c", 1, 0), 1);
	UC_CHECK_EQUAL(receive(ends[0], text, 4, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(shutdown, ends[0], 3), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(shutdown, ends[0], UC_SHUT_RDWR), 0);
	UC_CHECK_EQUAL(poll_of(ends[1]) & UC_POLLHUP, UC_POLLHUP);
	close_both(ends);
}

UC_TEST(socketpair_fills_and_drains)
{
	int ends[2];
	long total = 0, part;
	UC_REQUIRE(make(ends, UC_SOCK_NONBLOCK));
	while ((part = send(ends[0], block, 50000, 0)) > 0)
		total += part;
	UC_CHECK_EQUAL(part, -EAGAIN);
	UC_CHECK(total >= 65536);
	UC_CHECK_EQUAL(poll_of(ends[0]), 0);
	while ((part = receive(ends[1], block, sizeof block, 0)) > 0)
		total -= part;
	UC_CHECK_EQUAL(total, 0);
	UC_CHECK_EQUAL(poll_of(ends[0]), UC_POLLOUT);
	close_both(ends);
}

struct job {
	int end;
	long bytes, result;
	bool closes;
};

static void later(void *argument)
{
	struct job *job = argument;
	sleep_ms(5);
	for (long left = job->bytes; left > 0;) {
		static char sink[100000];
		long got = receive(job->end, sink, sizeof sink, 0);
		if (got <= 0)
			break;
		left -= got;
		job->result += got;
	}
	if (job->closes)
		UC_CALL(close, job->end);
}

UC_TEST(socketpair_sends_all_of_it)
{
	int ends[2];
	party other;
	UC_REQUIRE(make(ends, 0));
	struct job job = {.end = ends[1], .bytes = sizeof block};
	UC_REQUIRE(party_start(&other, later, &job));
	UC_CHECK_EQUAL(send(ends[0], block, sizeof block, 0), sizeof block);
	party_join(other);
	UC_CHECK_EQUAL(job.result, sizeof block);
	close_both(ends);
}

UC_TEST(socketpair_wakes_who_waits)
{
	char text[8];
	int ends[2];
	party other;
	UC_REQUIRE(make(ends, 0));
	struct job job = {.end = ends[1], .closes = true};
	UC_REQUIRE(party_start(&other, later, &job));
	UC_CHECK_EQUAL(receive(ends[0], text, 8, UC_MSG_WAITALL), 0);
	party_join(other);
	UC_CALL(close, ends[0]);
}
