/* SPDX-License-Identifier: BSD-3-Clause */
/* Random operations on names in folders against a list of what must be there; and many names in one folder. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-file.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define NAMES 24
#define FOLDERS 3

/* What each name stands for: nothing, or a file of this size (1 to …), or an empty folder. */
enum { NOTHING = -1, FOLDER = 0 };
static int there[FOLDERS][NAMES];
static int last_size;

static const char *path_of(int folder, int name)
{
	static char paths[2][16];
	static int turn;
	char *path = paths[turn ^= 1];
	memcpy(path, "/m0/n00", 8);
	path[2] = (char)('0' + folder);
	path[5] = (char)('0' + name / 10);
	path[6] = (char)('0' + name % 10);
	return path;
}

static int random_below(int most)
{
	return (int)(uc_test_random() % (uint64_t)most);
}

static bool make(int folder, int name)
{
	int *what = &there[folder][name];
	const char *path = path_of(folder, name);
	if (random_below(4) == 0) {
		long error = UC_CALL(mkdir, path, 0755);
		if (error != (*what == NOTHING ? 0 : -EEXIST))
			return false;
		if (*what == NOTHING)
			*what = FOLDER;
		return true;
	}
	long file = UC_CALL(open, path, UC_O_CREAT | UC_O_EXCL | UC_O_WRONLY, 0644);
	if (*what != NOTHING)
		return file == -EEXIST;
	*what = ++last_size;
	return file >= 0 && UC_CALL(ftruncate, file, last_size) == 0 && UC_CALL(close, file) == 0;
}

static bool remove(int folder, int name)
{
	int *what = &there[folder][name];
	bool as_folder = random_below(2);
	long error = as_folder ? UC_CALL(rmdir, path_of(folder, name)) : UC_CALL(unlink, path_of(folder, name));
	if (*what == NOTHING)
		return error == -ENOENT;
	if ((*what == FOLDER) != as_folder)
		return error == (as_folder ? -ENOTDIR : -EISDIR);
	*what = NOTHING;
	return error == 0;
}

static bool move(int from_folder, int from, int to_folder, int to)
{
	int *source = &there[from_folder][from], *target = &there[to_folder][to];
	unsigned flags = (unsigned)random_below(3);
	long error =
		UC_CALL(renameat2, UC_AT_FDCWD, path_of(from_folder, from), UC_AT_FDCWD, path_of(to_folder, to), flags);
	if (*source == NOTHING)
		return error == -ENOENT;
	if (flags == 1 && *target != NOTHING)
		return error == -EEXIST;
	if (flags == 2) {
		if (*target == NOTHING)
			return error == -ENOENT;
		int moved = *source;
		*source = *target;
		*target = moved;
		return error == 0;
	}
	if (source == target)
		return error == 0;
	if (*target != NOTHING && (*target == FOLDER) != (*source == FOLDER))
		return error == (*target == FOLDER ? -EISDIR : -ENOTDIR);
	*target = *source;
	*source = NOTHING;
	return error == 0;
}

static bool matches(int folder, int name)
{
	struct uc_linux_stat stat;
	long error = UC_CALL(lstat, path_of(folder, name), &stat);
	int what = there[folder][name];
	if (what == NOTHING)
		return error == -ENOENT;
	if (error)
		return false;
	return what == FOLDER ? (stat.mode & UC_S_IFMT) == UC_S_IFDIR : stat.size == what;
}

struct record {
	uint64_t ino;
	int64_t next;
	uint16_t bytes;
	uint8_t type;
	char name[];
} __attribute__((packed));

/* The number of entries that a folder tells, with "." and "..". */
static int count(const char *path)
{
	char buffer[300];
	long folder = UC_CALL(open, path, UC_O_RDONLY, 0), got;
	int entries = 0;
	while ((got = UC_CALL(getdents64, folder, buffer, sizeof buffer)) > 0)
		for (long at = 0; at < got; at += ((struct record *)(buffer + at))->bytes)
			entries++;
	UC_CALL(close, folder);
	return got < 0 ? (int)got : entries;
}

UC_TEST(ramfs_names_are_a_map)
{
	char folder_path[] = "/m0";
	for (int f = 0; f < FOLDERS; f++) {
		folder_path[2] = (char)('0' + f);
		UC_REQUIRE(UC_CALL(mkdir, folder_path, 0755) == 0);
		for (int n = 0; n < NAMES; n++)
			there[f][n] = NOTHING;
	}
	for (int round = 0; round < 6000; round++) {
		int f = random_below(FOLDERS), n = random_below(NAMES), g = random_below(FOLDERS),
		    m = random_below(NAMES);
		int what = random_below(8);
		bool good = what < 4 ? make(f, n) : what < 6 ? remove(f, n) : move(f, n, g, m);
		if (!good || !matches(f, n) || !matches(g, m)) {
			uc_test_fail(__FILE__, __LINE__, "round %d, operation %d", round, what);
			return;
		}
	}
	for (int f = 0; f < FOLDERS; f++) {
		struct uc_linux_stat stat;
		int names = 2, folders = 2;
		folder_path[2] = (char)('0' + f);
		for (int n = 0; n < NAMES; n++) {
			UC_CHECK(matches(f, n));
			names += there[f][n] != NOTHING;
			folders += there[f][n] == FOLDER;
		}
		UC_CHECK_EQUAL(count(folder_path), names);
		UC_CALL(stat, folder_path, &stat);
		UC_CHECK_EQUAL(stat.nlink, folders);
		for (int n = 0; n < NAMES; n++)
			if (there[f][n] != NOTHING)
				UC_CHECK_EQUAL(there[f][n] == FOLDER ? UC_CALL(rmdir, path_of(f, n))
								     : UC_CALL(unlink, path_of(f, n)),
					       0);
		UC_CHECK_EQUAL(UC_CALL(rmdir, folder_path), 0);
	}
}

UC_TEST(ramfs_holds_many_names)
{
	char path[] = "/many/00000";
	UC_REQUIRE(UC_CALL(mkdir, "/many", 0755) == 0);
	for (int turn = 0; turn < 2; turn++)
		for (int i = 0; i < 3000; i++) {
			for (int digit = 0, rest = i; digit < 5; digit++, rest /= 10)
				path[10 - digit] = (char)('0' + rest % 10);
			if (turn == 0)
				UC_REQUIRE(UC_CALL(symlink, "target", path) == 0);
			else
				UC_REQUIRE(UC_CALL(unlink, path) == 0);
		}
	UC_CHECK_EQUAL(count("/many"), 2);
	UC_CHECK_EQUAL(UC_CALL(rmdir, "/many"), 0);
}
