/* SPDX-License-Identifier: BSD-3-Clause */
/* What pipe(7) promises. Also run on Linux itself (tests/conformance/linux.test.mjs). */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-file.h>
#include <unicore/party.h>
#include <unicore/test.h>

#define ATOMIC 4096

static char block[100000];

static bool make(int ends[2], unsigned flags)
{
	return UC_CALL(pipe2, ends, flags) == 0;
}

static void close_both(const int ends[2])
{
	UC_CALL(close, ends[0]);
	UC_CALL(close, ends[1]);
}

/* Fills the pipe without waiting; the number of bytes. */
static long fill(int writer)
{
	long total = 0, part;
	while ((part = UC_CALL(write, writer, block, ATOMIC)) > 0)
		total += part;
	UC_CHECK_EQUAL(part, -EAGAIN);
	return total;
}

UC_TEST(pipe_gives_what_was_written)
{
	int ends[2];
	char text[8] = "";
	UC_REQUIRE(make(ends, 0));
	UC_CHECK_EQUAL(UC_CALL(write, ends[1], "abcdef", 6), 6);
	UC_CHECK_EQUAL(UC_CALL(read, ends[0], text, 4), 4);
	UC_CHECK(text[0] == 'a' && text[3] == 'd');
	UC_CHECK_EQUAL(UC_CALL(read, ends[0], text, 8), 2);
	UC_CHECK(text[0] == 'e' && text[1] == 'f');
	close_both(ends);
}

UC_TEST(pipe_refuses_unknown_flags)
{
	int ends[2];
	UC_CHECK_EQUAL(UC_CALL(pipe2, ends, 1), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(pipe2, 0, 0), -EFAULT);
}

UC_TEST(pipe_ends_have_one_direction)
{
	int ends[2];
	char byte = 0;
	UC_REQUIRE(make(ends, 0));
	UC_CHECK_EQUAL(UC_CALL(write, ends[0], &byte, 1), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(read, ends[1], &byte, 1), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(lseek, ends[0], 0, 0), -ESPIPE);
	UC_CHECK_EQUAL(UC_CALL(pread64, ends[0], &byte, 1, 0), -ESPIPE);
	UC_CHECK_EQUAL(UC_CALL(pwrite64, ends[1], &byte, 1, 0), -ESPIPE);
	close_both(ends);
}

UC_TEST(pipe_is_at_its_end_when_writers_are_gone)
{
	int ends[2];
	char text[4];
	UC_REQUIRE(make(ends, 0));
	UC_CALL(write, ends[1], "x", 1);
	UC_CALL(close, ends[1]);
	UC_CHECK_EQUAL(UC_CALL(read, ends[0], text, 4), 1);
	UC_CHECK_EQUAL(UC_CALL(read, ends[0], text, 4), 0);
	UC_CALL(close, ends[0]);
}

UC_TEST(pipe_without_waiting_says_again)
{
	int ends[2];
	char byte;
	UC_REQUIRE(make(ends, UC_O_NONBLOCK));
	UC_CHECK_EQUAL(UC_CALL(read, ends[0], &byte, 1), -EAGAIN);
	UC_CHECK_EQUAL(fill(ends[1]), 65536);
	UC_CHECK_EQUAL(UC_CALL(write, ends[1], block, 1), -EAGAIN);
	close_both(ends);
}

UC_TEST(pipe_splits_large_writes_only)
{
	int ends[2];
	UC_REQUIRE(make(ends, UC_O_NONBLOCK));
	UC_CHECK_EQUAL(UC_CALL(write, ends[1], block, 65536 - ATOMIC), 65536 - ATOMIC);
	UC_CHECK_EQUAL(UC_CALL(write, ends[1], block, 100), 100);
	/* Less than PIPE_BUF is left: all or nothing. */
	UC_CHECK_EQUAL(UC_CALL(write, ends[1], block, ATOMIC), -EAGAIN);
	UC_CHECK_EQUAL(UC_CALL(read, ends[0], block, sizeof block), 65536 - ATOMIC + 100);
	/* More than PIPE_BUF: what fits. */
	UC_CHECK_EQUAL(UC_CALL(write, ends[1], block, 100000), 65536);
	close_both(ends);
}

UC_TEST(pipe_tells_how_much_is_there)
{
	int ends[2], there = -1;
	UC_REQUIRE(make(ends, 0));
	UC_CALL(write, ends[1], "abc", 3);
	UC_CHECK_EQUAL(UC_CALL(ioctl, ends[0], UC_FIONREAD, &there), 0);
	UC_CHECK_EQUAL(there, 3);
	UC_CHECK_EQUAL(UC_CALL(ioctl, ends[1], UC_FIONREAD, &there), 0);
	UC_CHECK_EQUAL(there, 3);
	UC_CHECK_EQUAL(UC_CALL(ioctl, ends[0], UC_TIOCGWINSZ, block), -ENOTTY);
	close_both(ends);
}

UC_TEST(pipe_looks_like_a_fifo)
{
	struct uc_linux_stat stat;
	int ends[2];
	UC_REQUIRE(make(ends, UC_O_CLOEXEC));
	UC_CHECK_EQUAL(UC_CALL(fstat, ends[0], &stat), 0);
	UC_CHECK_EQUAL(stat.mode & UC_S_IFMT, UC_S_IFIFO);
	UC_CHECK_EQUAL(UC_CALL(fcntl, ends[0], 1, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(fcntl, ends[1], 3, 0) & UC_O_ACCMODE, UC_O_WRONLY);
	close_both(ends);
}

UC_TEST(pipe_moves_nothing_for_nothing)
{
	int ends[2];
	UC_REQUIRE(make(ends, 0));
	UC_CHECK_EQUAL(UC_CALL(read, ends[0], block, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(write, ends[1], block, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(write, ends[1], 0, 1), -EFAULT);
	close_both(ends);
}

UC_TEST(pipe_gathers_and_scatters)
{
	struct {
		const void *base;
		unsigned long bytes;
	} out[3] = {{"ab", 2}, {"", 0}, {"cde", 3}}, in[2];
	char first[1], second[9] = "";
	int ends[2];
	UC_REQUIRE(make(ends, 0));
	UC_CHECK_EQUAL(UC_CALL(writev, ends[1], out, 3), 5);
	in[0].base = first, in[0].bytes = 1;
	in[1].base = second, in[1].bytes = sizeof second;
	UC_CHECK_EQUAL(UC_CALL(readv, ends[0], in, 2), 5);
	UC_CHECK(first[0] == 'a' && second[0] == 'b' && second[3] == 'e');
	UC_CHECK_EQUAL(UC_CALL(readv, ends[0], in, -1), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(readv, ends[0], in, 1025), -EINVAL);
	close_both(ends);
}

struct job {
	int descriptor;
	long bytes, result;
	unsigned after_ms;
};

static void write_later(void *argument)
{
	struct job *job = argument;
	sleep_ms(job->after_ms);
	job->result = UC_CALL(write, job->descriptor, block, job->bytes);
}

static void read_later(void *argument)
{
	static char sink[100000];
	struct job *job = argument;
	sleep_ms(job->after_ms);
	for (long left = job->bytes; left > 0;) {
		long got = UC_CALL(read, job->descriptor, sink, left);
		if (got <= 0)
			break;
		job->result += got;
		left -= got;
	}
}

static void close_later(void *argument)
{
	struct job *job = argument;
	sleep_ms(job->after_ms);
	job->result = UC_CALL(close, job->descriptor);
}

UC_TEST(pipe_wakes_its_reader)
{
	int ends[2];
	char text[8];
	party other;
	UC_REQUIRE(make(ends, 0));
	struct job job = {.descriptor = ends[1], .bytes = 5, .after_ms = 5};
	UC_REQUIRE(party_start(&other, write_later, &job));
	UC_CHECK_EQUAL(UC_CALL(read, ends[0], text, sizeof text), 5);
	party_join(other);
	UC_CHECK_EQUAL(job.result, 5);
	close_both(ends);
}

UC_TEST(pipe_wakes_its_writer)
{
	int ends[2];
	party other;
	UC_REQUIRE(make(ends, 0));
	struct job job = {.descriptor = ends[0], .bytes = sizeof block, .after_ms = 5};
	UC_REQUIRE(party_start(&other, read_later, &job));
	UC_CHECK_EQUAL(UC_CALL(write, ends[1], block, sizeof block), sizeof block);
	party_join(other);
	UC_CHECK_EQUAL(job.result, sizeof block);
	close_both(ends);
}

UC_TEST(pipe_wakes_its_reader_at_the_end)
{
	int ends[2];
	char byte;
	party other;
	UC_REQUIRE(make(ends, 0));
	struct job job = {.descriptor = ends[1], .after_ms = 5};
	UC_REQUIRE(party_start(&other, close_later, &job));
	UC_CHECK_EQUAL(UC_CALL(read, ends[0], &byte, 1), 0);
	party_join(other);
	UC_CALL(close, ends[0]);
}

struct pollfd {
	int descriptor;
	short events, returned;
};

static unsigned poll_of(int descriptor)
{
	struct pollfd entry = {descriptor, UC_POLLIN | UC_POLLOUT, 0};
	return UC_CALL(poll, &entry, 1, 0) >= 0 ? (unsigned)entry.returned : ~0u;
}

UC_TEST(pipe_tells_its_readiness)
{
	int ends[2];
	UC_REQUIRE(make(ends, UC_O_NONBLOCK));
	UC_CHECK_EQUAL(poll_of(ends[0]), 0);
	UC_CHECK_EQUAL(poll_of(ends[1]), UC_POLLOUT);
	fill(ends[1]);
	UC_CHECK_EQUAL(poll_of(ends[0]), UC_POLLIN);
	UC_CHECK_EQUAL(poll_of(ends[1]), 0);
	UC_CALL(read, ends[0], block, sizeof block);
	UC_CALL(close, ends[1]);
	UC_CHECK_EQUAL(poll_of(ends[0]), UC_POLLHUP);
	UC_CALL(close, ends[0]);
	UC_REQUIRE(make(ends, 0));
	UC_CALL(close, ends[0]);
	UC_CHECK_EQUAL(poll_of(ends[1]) & UC_POLLERR, UC_POLLERR);
	UC_CALL(close, ends[1]);
}

/* Bytes that are known by their place, in pieces of random sizes, against what they must be. */
UC_TEST(pipe_is_a_queue_of_bytes)
{
	int ends[2];
	unsigned long written = 0, read = 0;
	static unsigned char out[9000], in[9000];
	UC_REQUIRE(make(ends, UC_O_NONBLOCK));
	for (int round = 0; round < 20000; round++) {
		unsigned long bytes = uc_test_random() % (round % 7 ? 200 : sizeof out) + 1;
		if (uc_test_random() & 1) {
			for (unsigned long i = 0; i < bytes; i++)
				out[i] = (unsigned char)((written + i) * 31 >> 3);
			long done = UC_CALL(write, ends[1], out, bytes);
			if (bytes <= ATOMIC)
				UC_CHECK(done == (long)bytes || done == -EAGAIN);
			if (done == -EAGAIN)
				UC_CHECK(written - read > 0);
			written += done > 0 ? (unsigned long)done : 0;
		} else {
			long done = UC_CALL(read, ends[0], in, bytes);
			unsigned long there = written - read;
			UC_CHECK_EQUAL(done, there == 0 ? -EAGAIN : (long)(bytes < there ? bytes : there));
			for (long i = 0; i < done; i++)
				UC_REQUIRE(in[i] == (unsigned char)((read + (unsigned long)i) * 31 >> 3));
			read += done > 0 ? (unsigned long)done : 0;
		}
		UC_REQUIRE(written - read <= 65536);
	}
	close_both(ends);
}
