/* SPDX-License-Identifier: BSD-3-Clause */
/* open(2) in all its ways, and what can be done with the files. Also run on Linux itself. */
#include "files.h"

UC_TEST(open_makes_or_finds)
{
	UC_REQUIRE(enter_new("open"));
	UC_CHECK_EQUAL(UC_CALL(open, "f", UC_O_RDONLY, 0), -ENOENT);
	long f = UC_CALL(open, "f", UC_O_CREAT | UC_O_RDWR, 0640);
	UC_CHECK(f >= 0);
	struct uc_linux_stat stat;
	UC_CHECK_EQUAL(UC_CALL(fstat, f, &stat), 0);
	UC_CHECK_EQUAL(stat.mode, UC_S_IFREG | 0640);
	UC_CHECK_EQUAL(stat.nlink, 1);
	UC_CALL(close, f);
	UC_CHECK_EQUAL(UC_CALL(open, "f", UC_O_CREAT | UC_O_EXCL | UC_O_RDWR, 0640), -EEXIST);
	UC_CHECK_EQUAL(UC_CALL(open, "g/", UC_O_CREAT | UC_O_RDWR, 0640), -EISDIR);
	UC_CHECK_EQUAL(UC_CALL(open, "f/", UC_O_RDONLY, 0), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(open, "none/g", UC_O_CREAT | UC_O_RDWR, 0640), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(open, ".", UC_O_RDWR, 0), -EISDIR);
	UC_CHECK_EQUAL(UC_CALL(open, ".", UC_O_CREAT | UC_O_RDONLY, 0644), -EISDIR);
	UC_CHECK_EQUAL(UC_CALL(open, "f", UC_O_DIRECTORY, 0), -ENOTDIR);
	leave();
}

UC_TEST(open_and_links)
{
	UC_REQUIRE(enter_new("openlinks"));
	UC_CALL(symlink, "made", "l");
	UC_CHECK_EQUAL(UC_CALL(open, "l", UC_O_CREAT | UC_O_EXCL | UC_O_RDWR, 0644), -EEXIST);
	UC_CHECK_EQUAL(UC_CALL(open, "l", UC_O_RDONLY | UC_O_NOFOLLOW, 0), -ELOOP);
	long f = UC_CALL(open, "l", UC_O_CREAT | UC_O_RDWR, 0644);
	UC_CHECK(f >= 0);
	UC_CHECK_EQUAL(type_of("made"), UC_S_IFREG);
	UC_CALL(close, f);
	f = UC_CALL(open, "l", UC_O_PATH | UC_O_NOFOLLOW, 0);
	UC_CHECK(f >= 0);
	char text[8];
	UC_CHECK_EQUAL(UC_CALL(readlinkat, f, "", text, 8), 4);
	UC_CHECK_EQUAL(UC_CALL(read, f, text, 8), -EBADF);
	UC_CALL(close, f);
	leave();
}

UC_TEST(open_truncates_and_appends)
{
	char text[16] = "";
	UC_REQUIRE(enter_new("append"));
	make_file("f", "0123456789");
	long f = UC_CALL(open, "f", UC_O_RDWR | UC_O_APPEND, 0);
	UC_CHECK_EQUAL(UC_CALL(lseek, f, 0, UC_SEEK_CUR), 0);
	UC_CHECK_EQUAL(UC_CALL(write, f, "ab", 2), 2);
	UC_CHECK_EQUAL(UC_CALL(lseek, f, 0, UC_SEEK_CUR), 12);
	/* On Linux, O_APPEND beats the offset. */
	UC_CHECK_EQUAL(UC_CALL(pwrite64, f, "cd", 2, 0), 2);
	UC_CHECK_EQUAL(UC_CALL(pread64, f, text, 16, 10), 4);
	UC_CHECK(text[0] == 'a' && text[3] == 'd');
	UC_CALL(close, f);
	UC_CHECK_EQUAL(size_of("f"), 14);
	f = UC_CALL(open, "f", UC_O_WRONLY | UC_O_TRUNC, 0);
	UC_CHECK_EQUAL(size_of("f"), 0);
	UC_CHECK_EQUAL(UC_CALL(read, f, text, 1), -EBADF);
	UC_CALL(close, f);
	f = UC_CALL(open, "f", UC_O_RDONLY, 0);
	UC_CHECK_EQUAL(UC_CALL(write, f, text, 1), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(ftruncate, f, 1), -EINVAL);
	UC_CALL(close, f);
	leave();
}

UC_TEST(open_without_a_name)
{
	struct uc_linux_stat stat;
	UC_REQUIRE(enter_new("unnamed"));
	long f = UC_CALL(open, ".", UC_O_TMPFILE | UC_O_RDWR, 0600);
	UC_REQUIRE(f >= 0);
	UC_CHECK_EQUAL(UC_CALL(write, f, "x", 1), 1);
	UC_CHECK_EQUAL(UC_CALL(fstat, f, &stat), 0);
	UC_CHECK_EQUAL(stat.nlink, 0);
	UC_CHECK_EQUAL(UC_CALL(open, ".", UC_O_TMPFILE | UC_O_RDONLY, 0600), -EINVAL);
	UC_CALL(close, f);
	leave();
}

UC_TEST(files_live_while_they_are_open)
{
	char byte = 0;
	UC_REQUIRE(enter_new("alive"));
	make_file("f", "a");
	long f = UC_CALL(open, "f", UC_O_RDWR, 0);
	UC_CHECK_EQUAL(UC_CALL(unlink, "f"), 0);
	UC_CHECK_EQUAL(UC_CALL(open, "f", UC_O_RDONLY, 0), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(read, f, &byte, 1), 1);
	UC_CHECK_EQUAL(byte, 'a');
	UC_CALL(close, f);
	leave();
}

UC_TEST(seek_and_holes)
{
	char bytes[6000];
	UC_REQUIRE(enter_new("seek"));
	long f = UC_CALL(open, "f", UC_O_CREAT | UC_O_RDWR, 0644);
	UC_CHECK_EQUAL(UC_CALL(lseek, f, 5000, UC_SEEK_SET), 5000);
	UC_CHECK_EQUAL(UC_CALL(write, f, "z", 1), 1);
	UC_CHECK_EQUAL(UC_CALL(lseek, f, -1, UC_SEEK_END), 5000);
	UC_CHECK_EQUAL(UC_CALL(lseek, f, -5001, UC_SEEK_CUR), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(lseek, f, 0, 9), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(pread64, f, bytes, sizeof bytes, 0), 5001);
	UC_CHECK(bytes[0] == 0 && bytes[4999] == 0 && bytes[5000] == 'z');
	UC_CHECK_EQUAL(UC_CALL(pread64, f, bytes, 1, 6000), 0);
	UC_CHECK_EQUAL(UC_CALL(pread64, f, bytes, 1, -1), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(lseek, f, 6000, UC_SEEK_DATA), -ENXIO);
	UC_CHECK_EQUAL(UC_CALL(ftruncate, f, -1), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(ftruncate, f, 3), 0);
	UC_CHECK_EQUAL(UC_CALL(ftruncate, f, 5001), 0);
	UC_CHECK_EQUAL(UC_CALL(pread64, f, bytes, sizeof bytes, 0), 5001);
	UC_CHECK_EQUAL(bytes[5000], 0);
	UC_CHECK_EQUAL(UC_CALL(truncate, "f", 7), 0);
	UC_CHECK_EQUAL(size_of("f"), 7);
	UC_CHECK_EQUAL(UC_CALL(truncate, ".", 7), -EISDIR);
	UC_CHECK_EQUAL(UC_CALL(truncate, "none", 7), -ENOENT);
	int left = -1;
	UC_CALL(lseek, f, 2, UC_SEEK_SET);
	UC_CHECK_EQUAL(UC_CALL(ioctl, f, UC_FIONREAD, &left), 0);
	UC_CHECK_EQUAL(left, 5);
	UC_CHECK_EQUAL(UC_CALL(fsync, f), 0);
	UC_CALL(close, f);
	leave();
}

UC_TEST(folders_are_listed)
{
	struct record {
		uint64_t ino;
		int64_t next;
		uint16_t bytes;
		uint8_t type;
		char name[];
	} __attribute__((packed));
	char buffer[4096], name[4] = "f00";
	unsigned seen[30] = {0}, dots = 0, calls = 0;
	UC_REQUIRE(enter_new("list"));
	for (int i = 0; i < 30; i++) {
		name[1] = (char)('0' + i / 10), name[2] = (char)('0' + i % 10);
		make_file(name, "");
	}
	long d = UC_CALL(open, ".", UC_O_RDONLY, 0), got;
	UC_CHECK_EQUAL(UC_CALL(read, d, buffer, 1), -EISDIR);
	UC_CHECK_EQUAL(UC_CALL(getdents64, d, buffer, 1), -EINVAL);
	while ((got = UC_CALL(getdents64, d, buffer, 100)) > 0) {
		calls++;
		for (long at = 0; at < got; at += ((struct record *)(buffer + at))->bytes) {
			struct record *record = (struct record *)(buffer + at);
			if (record->name[0] == '.') {
				dots++;
				UC_CHECK_EQUAL(record->type, 4);
			} else {
				seen[(record->name[1] - '0') * 10 + record->name[2] - '0']++;
				UC_CHECK_EQUAL(record->type, 8);
			}
		}
	}
	UC_CHECK_EQUAL(got, 0);
	UC_CHECK_EQUAL(dots, 2);
	UC_CHECK(calls > 5);
	for (int i = 0; i < 30; i++)
		UC_CHECK_EQUAL(seen[i], 1);
	UC_CHECK_EQUAL(UC_CALL(lseek, d, 0, UC_SEEK_SET), 0);
	UC_CHECK(UC_CALL(getdents64, d, buffer, sizeof buffer) > 0);
	UC_CALL(close, d);
	d = UC_CALL(open, "f00", UC_O_RDONLY, 0);
	UC_CHECK_EQUAL(UC_CALL(getdents64, d, buffer, sizeof buffer), -ENOTDIR);
	UC_CALL(close, d);
	leave();
}

UC_TEST(sendfile_moves_a_file)
{
	static char text[20000], back[20000];
	int64_t offset = 10;
	UC_REQUIRE(enter_new("sendfile"));
	for (unsigned i = 0; i < sizeof text; i++)
		text[i] = (char)(i * 7 >> 2);
	long in = UC_CALL(open, "in", UC_O_CREAT | UC_O_RDWR, 0644);
	long out = UC_CALL(open, "out", UC_O_CREAT | UC_O_RDWR, 0644);
	UC_CALL(write, in, text, sizeof text);
	UC_CHECK_EQUAL(UC_CALL(sendfile, out, in, &offset, 12000), 12000);
	UC_CHECK_EQUAL(offset, 12010);
	UC_CHECK_EQUAL(UC_CALL(lseek, in, 0, UC_SEEK_CUR), sizeof text);
	UC_CALL(lseek, in, 12010, UC_SEEK_SET);
	UC_CHECK_EQUAL(UC_CALL(sendfile, out, in, 0, 100000), (long)sizeof text - 12010);
	UC_CHECK_EQUAL(UC_CALL(sendfile, out, in, 0, 1), 0);
	UC_CHECK_EQUAL(UC_CALL(pread64, out, back, sizeof back, 0), (long)sizeof text - 10);
	bool same = true;
	for (unsigned i = 0; i < sizeof text - 10; i++)
		same = same && back[i] == text[i + 10];
	UC_CHECK(same);
	offset = -1;
	UC_CHECK_EQUAL(UC_CALL(sendfile, out, in, &offset, 1), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(sendfile, out, 4000, 0, 1), -EBADF);
	UC_CALL(close, in);
	UC_CALL(close, out);
	leave();
}

UC_TEST(vectors_at_an_offset)
{
	struct {
		void *base;
		unsigned long bytes;
	} out[2] = {{"abc", 3}, {"defg", 4}}, in[2];
	char first[2], second[8] = "";
	UC_REQUIRE(enter_new("vectors"));
	long f = UC_CALL(open, "f", UC_O_CREAT | UC_O_RDWR, 0644);
	UC_CHECK_EQUAL(UC_CALL(pwritev, f, out, 2, 2, 0), 7);
	UC_CHECK_EQUAL(UC_CALL(lseek, f, 0, UC_SEEK_CUR), 0);
	in[0].base = first, in[0].bytes = 2;
	in[1].base = second, in[1].bytes = 8;
	UC_CHECK_EQUAL(UC_CALL(preadv, f, in, 2, 3, 0), 6);
	UC_CHECK(first[0] == 'b' && second[0] == 'd' && second[3] == 'g');
	UC_CHECK_EQUAL(UC_CALL(preadv, f, in, 2, -1, 0), -EINVAL);
	/* Offset -1 of the newer calls is the position. */
	UC_CHECK_EQUAL(UC_CALL(pwritev2, f, out, 1, -1, -1, 0), 3);
	UC_CHECK_EQUAL(UC_CALL(lseek, f, 0, UC_SEEK_CUR), 3);
	UC_CHECK_EQUAL(UC_CALL(preadv2, f, in, 1, 0, 0, 0), 2);
	UC_CHECK_EQUAL(UC_CALL(preadv2, f, in, 1, 0, 0, 1 << 30), -EOPNOTSUPP);
	UC_CALL(close, f);
	leave();
}

/* Names that go while a folder is listed: the others are all told, once. */
UC_TEST(folders_change_while_they_are_listed)
{
	struct record {
		uint64_t ino;
		int64_t next;
		uint16_t bytes;
		uint8_t type;
		char name[];
	} __attribute__((packed));
	char buffer[80], name[3] = "a0";
	unsigned seen[10] = {0};
	UC_REQUIRE(enter_new("changing"));
	for (name[1] = '0'; name[1] <= '9'; name[1]++)
		make_file(name, "");
	long d = UC_CALL(open, ".", UC_O_RDONLY, 0), got;
	while ((got = UC_CALL(getdents64, d, buffer, sizeof buffer)) > 0)
		for (long at = 0; at < got; at += ((struct record *)(buffer + at))->bytes) {
			struct record *record = (struct record *)(buffer + at);
			if (record->name[0] == '.')
				continue;
			seen[record->name[1] - '0']++;
			UC_CHECK_EQUAL(UC_CALL(unlink, record->name), 0);
		}
	for (int i = 0; i < 10; i++)
		UC_CHECK_EQUAL(seen[i], 1);
	UC_CALL(close, d);
	UC_CHECK_EQUAL(UC_CALL(rmdir, "../changing"), 0);
	leave();
}
