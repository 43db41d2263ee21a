/* SPDX-License-Identifier: BSD-3-Clause */
/* What every provider owes: before main there is a root, it is where the process is, and it takes files. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-file.h>
#include <unicore/string.h>
#include <unicore/test.h>

UC_TEST(root_is_there_before_main)
{
	struct uc_linux_stat root, here;
	char path[8];
	UC_CHECK_EQUAL(UC_CALL(stat, "/", &root), 0);
	UC_CHECK_EQUAL(root.mode & UC_S_IFMT, UC_S_IFDIR);
	UC_CHECK_EQUAL(UC_CALL(stat, ".", &here), 0);
	UC_CHECK(root.dev == here.dev && root.ino == here.ino);
	UC_CHECK_EQUAL(UC_CALL(getcwd, path, sizeof path), 2);
	UC_CHECK(memcmp(path, "/", 2) == 0);
	UC_CHECK_EQUAL(UC_CALL(umount2, "/", 0), -EBUSY);
}

UC_TEST(root_takes_files)
{
	char text[8];
	long file = UC_CALL(open, "/contract", UC_O_CREAT | UC_O_EXCL | UC_O_RDWR, 0644);
	UC_REQUIRE(file >= 0);
	UC_CHECK_EQUAL(UC_CALL(write, file, "abc", 3), 3);
	UC_CHECK_EQUAL(UC_CALL(pread64, file, text, 8, 0), 3);
	UC_CHECK_EQUAL(UC_CALL(close, file), 0);
	UC_CHECK_EQUAL(UC_CALL(unlink, "/contract"), 0);
}
