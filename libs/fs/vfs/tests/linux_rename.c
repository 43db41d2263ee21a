/* SPDX-License-Identifier: BSD-3-Clause */
/* rename(2) and renameat2(2). Also run on Linux itself. */
#include "files.h"

#define NOREPLACE 1
#define EXCHANGE 2

static long rename2(const char *from, const char *to, unsigned flags)
{
	return UC_CALL(renameat2, UC_AT_FDCWD, from, UC_AT_FDCWD, to, flags);
}

UC_TEST(rename_replaces)
{
	UC_REQUIRE(enter_new("rename"));
	make_file("a", "1");
	make_file("b", "22");
	UC_CALL(mkdir, "d", 0755);
	UC_CHECK_EQUAL(UC_CALL(rename, "a", "b"), 0);
	UC_CHECK_EQUAL(size_of("b"), 1);
	UC_CHECK_EQUAL(type_of("a"), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(rename, "b", "d/c"), 0);
	UC_CHECK_EQUAL(size_of("d/c"), 1);
	UC_CHECK_EQUAL(UC_CALL(rename, "none", "x"), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(rename, "d/c", "d/c"), 0);
	UC_CHECK_EQUAL(UC_CALL(link, "d/c", "e"), 0);
	/* Two names of one file: both stay. */
	UC_CHECK_EQUAL(UC_CALL(rename, "d/c", "e"), 0);
	UC_CHECK_EQUAL(type_of("d/c"), UC_S_IFREG);
	leave();
}

UC_TEST(rename_keeps_sorts_apart)
{
	UC_REQUIRE(enter_new("sorts"));
	make_file("f", "");
	UC_CALL(mkdir, "d", 0755);
	UC_CALL(mkdir, "full", 0755);
	make_file("full/x", "");
	UC_CALL(mkdir, "e", 0755);
	UC_CHECK_EQUAL(UC_CALL(rename, "f", "d"), -EISDIR);
	UC_CHECK_EQUAL(UC_CALL(rename, "d", "f"), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(rename, "d", "full"), -ENOTEMPTY);
	UC_CHECK_EQUAL(UC_CALL(rename, "f", "new/"), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(rename, "f/", "new"), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(rename, "d", "new/"), 0);
	UC_CHECK_EQUAL(UC_CALL(rename, "full", "e"), 0);
	UC_CHECK_EQUAL(type_of("e/x"), UC_S_IFREG);
	UC_CHECK_EQUAL(UC_CALL(rename, ".", "dot"), -EBUSY);
	UC_CHECK_EQUAL(UC_CALL(rename, "f", ".."), -EBUSY);
	UC_CHECK_EQUAL(rename2("f", "new", 1000), -EINVAL);
	leave();
}

UC_TEST(rename_makes_no_circles)
{
	UC_REQUIRE(enter_new("circles"));
	UC_CALL(mkdir, "a", 0755);
	UC_CALL(mkdir, "a/b", 0755);
	UC_CALL(mkdir, "a/b/c", 0755);
	UC_CHECK_EQUAL(UC_CALL(rename, "a", "a/b/c/d"), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(rename, "a", "a/b"), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(rename, "a/b/c", "a"), -ENOTEMPTY);
	UC_CHECK_EQUAL(rename2("a/b/c", "a", EXCHANGE), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(rename, "a/b/c", "c"), 0);
	UC_CHECK_EQUAL(UC_CALL(chdir, "c"), 0);
	UC_CHECK_EQUAL(type_of("../a/b"), UC_S_IFDIR);
	leave();
}

UC_TEST(rename_counts_links_of_folders)
{
	struct uc_linux_stat stat;
	UC_REQUIRE(enter_new("counts"));
	UC_CALL(mkdir, "a", 0755);
	UC_CALL(mkdir, "b", 0755);
	UC_CALL(mkdir, "a/x", 0755);
	UC_CALL(mkdir, "b/x", 0755);
	make_file("b/f", "");
	UC_CHECK_EQUAL(UC_CALL(rename, "a/x", "b/x"), 0);
	UC_CALL(stat, "a", &stat);
	UC_CHECK_EQUAL(stat.nlink, 2);
	UC_CALL(stat, "b", &stat);
	UC_CHECK_EQUAL(stat.nlink, 3);
	UC_CHECK_EQUAL(UC_CALL(rename, "b/x", "a/y"), 0);
	UC_CALL(stat, "a", &stat);
	UC_CHECK_EQUAL(stat.nlink, 3);
	UC_CALL(stat, "b", &stat);
	UC_CHECK_EQUAL(stat.nlink, 2);
	leave();
}

UC_TEST(rename_with_flags)
{
	UC_REQUIRE(enter_new("flags"));
	make_file("f", "1");
	UC_CALL(mkdir, "d", 0755);
	make_file("d/x", "");
	UC_CHECK_EQUAL(rename2("f", "d", NOREPLACE), -EEXIST);
	UC_CHECK_EQUAL(rename2("f", "g", NOREPLACE), 0);
	UC_CHECK_EQUAL(rename2("g", "none", EXCHANGE), -ENOENT);
	UC_CHECK_EQUAL(rename2("g", "d", EXCHANGE), 0);
	UC_CHECK_EQUAL(size_of("d"), 1);
	UC_CHECK_EQUAL(type_of("g/x"), UC_S_IFREG);
	UC_CHECK_EQUAL(type_of("g/.."), UC_S_IFDIR);
	UC_CHECK_EQUAL(rename2("g", "d", EXCHANGE | NOREPLACE), -EINVAL);
	leave();
}
