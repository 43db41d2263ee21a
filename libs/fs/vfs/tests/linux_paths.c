/* SPDX-License-Identifier: BSD-3-Clause */
/* Path resolution (path_resolution(7)) and the calls on names, with every error that a caller meets. Also run on Linux
 * itself. */
#include "files.h"

UC_TEST(paths_of_folders_and_files)
{
	UC_REQUIRE(enter_new("paths"));
	UC_CHECK_EQUAL(UC_CALL(mkdir, "a", 0755), 0);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "a/b/", 0755), 0);
	UC_CHECK_EQUAL(make_file("a/b/f", "x"), 0);
	UC_CHECK_EQUAL(type_of("a//b/./../b/f"), UC_S_IFREG);
	UC_CHECK_EQUAL(type_of("./a/b/.."), UC_S_IFDIR);
	UC_CHECK_EQUAL(type_of("a/b/f/"), -ENOTDIR);
	UC_CHECK_EQUAL(type_of("a/b/f/."), -ENOTDIR);
	UC_CHECK_EQUAL(type_of("a/c/f"), -ENOENT);
	UC_CHECK_EQUAL(type_of(""), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(stat, 0, 0), -EFAULT);
	UC_CHECK_EQUAL(type_of("/"), UC_S_IFDIR);
	UC_CHECK_EQUAL(type_of("/.."), UC_S_IFDIR);
	leave();
}

UC_TEST(paths_too_long)
{
	static char path[5000];
	UC_REQUIRE(enter_new("long"));
	for (int i = 0; i < 300; i++)
		path[i] = 'n';
	path[255] = 0;
	UC_CHECK_EQUAL(make_file(path, ""), 0);
	UC_CHECK_EQUAL(UC_CALL(unlink, path), 0);
	path[255] = 'n', path[256] = 0;
	UC_CHECK_EQUAL(make_file(path, ""), -ENAMETOOLONG);
	UC_CHECK_EQUAL(UC_CALL(mkdir, path, 0755), -ENAMETOOLONG);
	for (int i = 0; i < 4999; i++)
		path[i] = i % 2 ? '/' : '.';
	path[4095] = 0;
	UC_CHECK_EQUAL(type_of(path), UC_S_IFDIR);
	path[4095] = '/', path[4096] = 0;
	UC_CHECK_EQUAL(type_of(path), -ENAMETOOLONG);
	leave();
}

UC_TEST(links_are_followed)
{
	UC_REQUIRE(enter_new("links"));
	UC_CALL(mkdir, "d", 0755);
	make_file("d/f", "hello");
	UC_CHECK_EQUAL(UC_CALL(symlink, "d", "l"), 0);
	UC_CHECK_EQUAL(UC_CALL(symlink, "l/f", "m"), 0);
	UC_CHECK_EQUAL(UC_CALL(symlink, "nowhere", "dead"), 0);
	UC_CHECK_EQUAL(type_of("l/f"), UC_S_IFREG);
	UC_CHECK_EQUAL(type_of("m"), UC_S_IFREG);
	UC_CHECK_EQUAL(link_type_of("m"), UC_S_IFLNK);
	UC_CHECK_EQUAL(link_type_of("l/"), UC_S_IFDIR);
	UC_CHECK_EQUAL(type_of("dead"), -ENOENT);
	UC_CHECK_EQUAL(link_type_of("dead"), UC_S_IFLNK);
	UC_CHECK_EQUAL(size_of("m"), 5);
	UC_CHECK_EQUAL(UC_CALL(symlink, "x", "l"), -EEXIST);
	UC_CHECK_EQUAL(UC_CALL(symlink, "", "e"), -ENOENT);
	leave();
}

UC_TEST(links_that_lead_nowhere)
{
	char name[4] = "l00", target[4] = "l01";
	UC_REQUIRE(enter_new("loops"));
	UC_CALL(symlink, "self", "self");
	UC_CHECK_EQUAL(type_of("self"), -ELOOP);
	UC_CHECK_EQUAL(type_of("self/x"), -ELOOP);
	UC_CHECK_EQUAL(UC_CALL(open, "self", UC_O_RDONLY, 0), -ELOOP);
	UC_CHECK_EQUAL(UC_CALL(open, "self", UC_O_RDWR | UC_O_CREAT, 0644), -ELOOP);
	make_file("l00", "");
	for (int i = 1; i <= 41; i++) {
		target[1] = (char)('0' + (i - 1) / 10), target[2] = (char)('0' + (i - 1) % 10);
		name[1] = (char)('0' + i / 10), name[2] = (char)('0' + i % 10);
		UC_CHECK_EQUAL(UC_CALL(symlink, target, name), 0);
	}
	UC_CHECK_EQUAL(type_of("l40"), UC_S_IFREG);
	UC_CHECK_EQUAL(type_of("l41"), -ELOOP);
	leave();
}

UC_TEST(readlink_cuts_and_does_not_terminate)
{
	char text[8] = "zzzzzzz";
	UC_REQUIRE(enter_new("readlink"));
	UC_CALL(symlink, "target", "l");
	make_file("f", "");
	UC_CHECK_EQUAL(UC_CALL(readlink, "l", text, 3), 3);
	UC_CHECK(text[2] == 'r' && text[3] == 'z');
	UC_CHECK_EQUAL(UC_CALL(readlink, "l", text, 8), 6);
	UC_CHECK_EQUAL(UC_CALL(readlink, "f", text, 8), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(readlink, "l", text, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(readlink, "none", text, 8), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(readlink, "", text, 8), -ENOENT);
	leave();
}

UC_TEST(mkdir_and_rmdir_refuse)
{
	UC_REQUIRE(enter_new("folders"));
	make_file("f", "");
	UC_CALL(mkdir, "d", 0755);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "d", 0755), -EEXIST);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "f", 0755), -EEXIST);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "f/", 0755), -EEXIST);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "f/x", 0755), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(mkdir, ".", 0755), -EEXIST);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "/", 0755), -EEXIST);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "", 0755), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "none/x", 0755), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(rmdir, "f"), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(rmdir, "none"), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(rmdir, "d/."), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(rmdir, "d/.."), -ENOTEMPTY);
	UC_CHECK_EQUAL(UC_CALL(rmdir, "/"), -EBUSY);
	make_file("d/x", "");
	UC_CHECK_EQUAL(UC_CALL(rmdir, "d"), -ENOTEMPTY);
	UC_CALL(unlink, "d/x");
	UC_CHECK_EQUAL(UC_CALL(rmdir, "d/"), 0);
	UC_CHECK_EQUAL(type_of("d"), -ENOENT);
	leave();
}

UC_TEST(unlink_refuses)
{
	UC_REQUIRE(enter_new("unlink"));
	make_file("f", "");
	UC_CALL(mkdir, "d", 0755);
	UC_CALL(symlink, "d", "l");
	UC_CHECK_EQUAL(UC_CALL(unlink, "d"), -EISDIR);
	UC_CHECK_EQUAL(UC_CALL(unlink, "."), -EISDIR);
	UC_CHECK_EQUAL(UC_CALL(unlink, "f/"), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(unlink, "none"), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(unlink, ""), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(unlinkat, UC_AT_FDCWD, "f", 1), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(unlinkat, UC_AT_FDCWD, "d", UC_AT_REMOVEDIR), 0);
	UC_CHECK_EQUAL(UC_CALL(unlink, "l"), 0);
	UC_CHECK_EQUAL(UC_CALL(unlink, "f"), 0);
	leave();
}

UC_TEST(link_gives_a_second_name)
{
	struct uc_linux_stat a, b;
	UC_REQUIRE(enter_new("hard"));
	make_file("f", "abc");
	UC_CALL(mkdir, "d", 0755);
	UC_CALL(symlink, "f", "l");
	UC_CHECK_EQUAL(UC_CALL(link, "f", "g"), 0);
	UC_CHECK_EQUAL(UC_CALL(stat, "f", &a), 0);
	UC_CHECK_EQUAL(UC_CALL(stat, "g", &b), 0);
	UC_CHECK(a.ino == b.ino && a.dev == b.dev);
	UC_CHECK_EQUAL(a.nlink, 2);
	UC_CHECK_EQUAL(UC_CALL(link, "d", "e"), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(link, "f", "g"), -EEXIST);
	UC_CHECK_EQUAL(UC_CALL(link, "none", "n"), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(link, "f", "h/"), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(link, "l", "m"), 0);
	UC_CHECK_EQUAL(link_type_of("m"), UC_S_IFLNK);
	UC_CHECK_EQUAL(UC_CALL(linkat, UC_AT_FDCWD, "l", UC_AT_FDCWD, "n", UC_AT_SYMLINK_FOLLOW), 0);
	UC_CHECK_EQUAL(link_type_of("n"), UC_S_IFREG);
	UC_CALL(unlink, "f");
	UC_CALL(stat, "g", &b);
	UC_CHECK_EQUAL(b.nlink, 2);
	UC_CHECK_EQUAL(b.size, 3);
	leave();
}

UC_TEST(calls_relative_to_a_descriptor)
{
	UC_REQUIRE(enter_new("at"));
	UC_CALL(mkdir, "d", 0755);
	make_file("f", "");
	int d = UC_CALL(open, "d", UC_O_RDONLY | UC_O_DIRECTORY, 0), f = UC_CALL(open, "f", UC_O_RDONLY, 0);
	UC_CHECK_EQUAL(UC_CALL(mkdirat, d, "sub", 0700), 0);
	UC_CHECK_EQUAL(type_of("d/sub"), UC_S_IFDIR);
	UC_CHECK_EQUAL(UC_CALL(mkdirat, f, "sub", 0700), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(mkdirat, 4000, "sub", 0700), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(symlinkat, "t", d, "l"), 0);
	UC_CHECK_EQUAL(link_type_of("d/l"), UC_S_IFLNK);
	UC_CHECK_EQUAL(UC_CALL(faccessat, d, "sub", 0), 0);
	UC_CHECK_EQUAL(UC_CALL(faccessat, d, "none", 0), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(renameat, d, "l", UC_AT_FDCWD, "l2"), 0);
	UC_CHECK_EQUAL(UC_CALL(unlinkat, d, "sub", UC_AT_REMOVEDIR), 0);
	UC_CHECK_EQUAL(UC_CALL(access, "f", 8), -EINVAL);
	UC_CALL(close, d);
	UC_CALL(close, f);
	leave();
}

static bool working_folder_ends_with(const char *end)
{
	char path[256];
	long length = UC_CALL(getcwd, path, sizeof path) - 1, i = 0;
	while (end[i])
		i++;
	if (length < i)
		return false;
	for (long n = 0; n < i; n++)
		if (path[length - i + n] != end[n])
			return false;
	return path[0] == '/' && path[length] == 0;
}

UC_TEST(working_folder_moves)
{
	char small[2];
	UC_REQUIRE(enter_new("cwd"));
	UC_CALL(mkdir, "a", 0755);
	UC_CALL(mkdir, "a/b", 0755);
	make_file("f", "");
	UC_CHECK_EQUAL(UC_CALL(chdir, "a/b"), 0);
	UC_CHECK(working_folder_ends_with("/cwd/a/b"));
	UC_CHECK_EQUAL(UC_CALL(chdir, ".."), 0);
	UC_CHECK(working_folder_ends_with("/cwd/a"));
	UC_CHECK_EQUAL(UC_CALL(rename, "../a", "../z"), 0);
	UC_CHECK(working_folder_ends_with("/cwd/z"));
	UC_CHECK_EQUAL(UC_CALL(chdir, "../f"), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(chdir, "none"), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(getcwd, small, sizeof small), -ERANGE);
	int d = UC_CALL(open, "b", UC_O_RDONLY, 0), f = UC_CALL(open, "../f", UC_O_RDONLY, 0);
	UC_CHECK_EQUAL(UC_CALL(fchdir, f), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(fchdir, d), 0);
	UC_CHECK(working_folder_ends_with("/cwd/z/b"));
	UC_CHECK_EQUAL(UC_CALL(fchdir, 4000), -EBADF);
	/* It may be removed, and is still there for who is in it, but without a path. */
	UC_CHECK_EQUAL(UC_CALL(rmdir, "../b"), 0);
	UC_CHECK_EQUAL(UC_CALL(getcwd, (char[200]){0}, 200), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "x", 0755), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(chdir, "/"), 0);
	UC_CHECK_EQUAL(UC_CALL(getcwd, (char[200]){0}, 200), 2);
	UC_CALL(close, d);
	UC_CALL(close, f);
	leave();
}
