/* SPDX-License-Identifier: BSD-3-Clause */
/* Permissions: what a process that gave up the superuser may still do. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-file.h>
#include <unicore/test.h>

#define USER 1000u
#define GROUP 1000u

static void become(unsigned user, unsigned group)
{
	if (user != 0)
		UC_CHECK_EQUAL(UC_CALL(setresgid, -1, group, -1), 0);
	UC_CHECK_EQUAL(UC_CALL(setresuid, -1, user, -1), 0);
	if (user == 0)
		UC_CHECK_EQUAL(UC_CALL(setresgid, -1, group, -1), 0);
}

static void make(const char *path, unsigned mode, unsigned user, unsigned group)
{
	long file = UC_CALL(open, path, UC_O_CREAT | UC_O_EXCL | UC_O_WRONLY, 0600);
	UC_CHECK(file >= 0);
	UC_CALL(close, file);
	UC_CHECK_EQUAL(UC_CALL(chown, path, user, group), 0);
	UC_CHECK_EQUAL(UC_CALL(chmod, path, mode), 0);
}

static long try_open(const char *path, unsigned flags)
{
	long file = UC_CALL(open, path, flags, 0);
	if (file >= 0)
		UC_CALL(close, file);
	return file < 0 ? file : 0;
}

UC_TEST(rights_of_owner_group_and_others)
{
	UC_REQUIRE(UC_CALL(mkdir, "/r", 0755) == 0);
	make("/r/owner", 0400, USER, 5);
	make("/r/group", 0040, 5, GROUP);
	make("/r/others", 0004, 5, 5);
	make("/r/owner-not", 0044, USER, GROUP);
	become(USER, GROUP);
	UC_CHECK_EQUAL(try_open("/r/owner", UC_O_RDONLY), 0);
	UC_CHECK_EQUAL(try_open("/r/owner", UC_O_RDWR), -EACCES);
	UC_CHECK_EQUAL(try_open("/r/group", UC_O_RDONLY), 0);
	UC_CHECK_EQUAL(try_open("/r/others", UC_O_RDONLY), 0);
	/* The owner is not one of the others. */
	UC_CHECK_EQUAL(try_open("/r/owner-not", UC_O_RDONLY), -EACCES);
	UC_CHECK_EQUAL(UC_CALL(access, "/r/owner", 4), 0);
	UC_CHECK_EQUAL(UC_CALL(faccessat2, UC_AT_FDCWD, "/r/owner", 2, UC_AT_EACCESS), -EACCES);
	UC_CHECK_EQUAL(UC_CALL(chmod, "/r/owner", 0600), 0);
	UC_CHECK_EQUAL(UC_CALL(chmod, "/r/group", 0666), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(chown, "/r/owner", 7, -1), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(chown, "/r/owner", USER, -1), 0);
	UC_CHECK_EQUAL(UC_CALL(utimensat, UC_AT_FDCWD, "/r/group", 0, 0), -EACCES);
	UC_CHECK_EQUAL(UC_CALL(truncate, "/r/group", 0), -EACCES);
	become(0, 0);
	UC_CALL(unlink, "/r/owner");
	UC_CALL(unlink, "/r/group");
	UC_CALL(unlink, "/r/others");
	UC_CALL(unlink, "/r/owner-not");
	UC_CHECK_EQUAL(UC_CALL(rmdir, "/r"), 0);
}

UC_TEST(rights_on_folders)
{
	struct uc_linux_stat stat;
	UC_REQUIRE(UC_CALL(mkdir, "/d", 0755) == 0);
	UC_CALL(mkdir, "/d/closed", 0700);
	make("/d/closed/f", 0666, 5, 5);
	UC_CALL(mkdir, "/d/own", 0755);
	UC_CALL(chown, "/d/own", USER, GROUP);
	UC_CALL(mkdir, "/d/sticky", 0755);
	UC_CALL(chmod, "/d/sticky", 01777);
	make("/d/sticky/theirs", 0666, 5, 5);
	become(USER, GROUP);
	UC_CHECK_EQUAL(try_open("/d/closed/f", UC_O_RDONLY), -EACCES);
	UC_CHECK_EQUAL(UC_CALL(chdir, "/d/closed"), -EACCES);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "/d/new", 0755), -EACCES);
	UC_CHECK_EQUAL(UC_CALL(rmdir, "/d/own"), -EACCES);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "/d/own/new", 0755), 0);
	UC_CHECK_EQUAL(UC_CALL(stat, "/d/own/new", &stat), 0);
	UC_CHECK(stat.uid == USER && stat.gid == GROUP);
	UC_CHECK_EQUAL(UC_CALL(unlink, "/d/sticky/theirs"), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(rename, "/d/sticky/theirs", "/d/own/x"), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(mount, "none", "/d/own", "tmpfs", 0, 0), -EPERM);
	become(0, 0);
	UC_CHECK_EQUAL(UC_CALL(access, "/d/sticky/theirs", 1), -EACCES);
	UC_CALL(unlink, "/d/sticky/theirs");
	UC_CALL(unlink, "/d/closed/f");
	UC_CALL(rmdir, "/d/own/new");
	UC_CALL(rmdir, "/d/own");
	UC_CALL(rmdir, "/d/closed");
	UC_CALL(rmdir, "/d/sticky");
	UC_CHECK_EQUAL(UC_CALL(rmdir, "/d"), 0);
}

UC_TEST(rights_of_set_id_files)
{
	struct uc_linux_stat stat;
	make("/s", 06711, USER, GROUP);
	UC_CHECK_EQUAL(UC_CALL(chmod, "/s", 06755), 0);
	become(USER, GROUP);
	long file = UC_CALL(open, "/s", UC_O_WRONLY, 0);
	UC_CHECK_EQUAL(UC_CALL(write, file, "x", 1), 1);
	UC_CALL(fstat, file, &stat);
	UC_CHECK_EQUAL(stat.mode & 07777, 0755);
	UC_CALL(close, file);
	become(0, 0);
	UC_CHECK_EQUAL(UC_CALL(unlink, "/s"), 0);
}
