/* SPDX-License-Identifier: BSD-3-Clause */
/* For tests of paths: a folder of one's own, files in it, and what stat says of them. */
#ifndef FILES_H
#define FILES_H

#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-file.h>
#include <unicore/test.h>

/* Where the tests began: on Linux a folder made for them. */
__attribute__((unused)) static int base = -1;

/** Makes a folder and goes there. */
static inline bool enter_new(const char *name)
{
	if (base < 0)
		base = UC_CALL(open, ".", UC_O_RDONLY | UC_O_DIRECTORY, 0);
	return base >= 0 && UC_CALL(mkdir, name, 0755) == 0 && UC_CALL(chdir, name) == 0;
}

static inline void leave(void)
{
	UC_CHECK_EQUAL(UC_CALL(fchdir, base), 0);
	UC_CHECK_EQUAL(UC_CALL(close, base), 0);
	base = -1;
}

/** A file with this text. Returns 0 or a negative errno. */
static inline long make_file(const char *path, const char *text)
{
	long bytes = 0, file = UC_CALL(open, path, UC_O_CREAT | UC_O_EXCL | UC_O_WRONLY, 0644);
	if (file < 0)
		return file;
	while (text[bytes])
		bytes++;
	UC_CHECK_EQUAL(UC_CALL(write, file, text, bytes), bytes);
	UC_CHECK_EQUAL(UC_CALL(close, file), 0);
	return 0;
}

/** The type of what a path names, or a negative errno. */
static inline long type_of(const char *path)
{
	struct uc_linux_stat stat;
	long error = UC_CALL(stat, path, &stat);
	return error ? error : (long)(stat.mode & UC_S_IFMT);
}

static inline long link_type_of(const char *path)
{
	struct uc_linux_stat stat;
	long error = UC_CALL(lstat, path, &stat);
	return error ? error : (long)(stat.mode & UC_S_IFMT);
}

static inline long size_of(const char *path)
{
	struct uc_linux_stat stat;
	long error = UC_CALL(stat, path, &stat);
	return error ? error : stat.size;
}

#endif
