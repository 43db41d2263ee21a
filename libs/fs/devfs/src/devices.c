/* SPDX-License-Identifier: BSD-3-Clause */
/* The devices of every image, with their numbers (Linux, Documentation/admin-guide/devices.txt). */
#include "devices.h"
#include <unicore/compiler.h>
#include <unicore/console-file.h>
#include <unicore/errno.h>

static int open_console(unsigned flags, struct uc_file **file)
{
	*file = uc_console_file(flags);
	return *file ? 0 : -ENOMEM;
}

/* The file that the descriptor stands for, as it is, as on the BSDs: a new position or new flags would need it
 * reopened. */
static int open_descriptor(int descriptor, unsigned flags, struct uc_file **file)
{
	*file = uc_descriptor_file(descriptor);
	if (!*file)
		return -ENXIO;
	unsigned access = flags & UC_O_ACCMODE;
	if ((access == UC_O_WRONLY || uc_file_readable(*file)) && (access == UC_O_RDONLY || uc_file_writable(*file)))
		return 0;
	uc_file_put(*file);
	return -EACCES;
}

static int open_stdin(unsigned flags, struct uc_file **file)
{
	return open_descriptor(0, flags, file);
}

static int open_stdout(unsigned flags, struct uc_file **file)
{
	return open_descriptor(1, flags, file);
}

static int open_stderr(unsigned flags, struct uc_file **file)
{
	return open_descriptor(2, flags, file);
}

#define NUMBER(major, minor) ((major) << 8 | (minor))
#define EVERYBODY (UC_S_IFCHR | 0666u)

static struct uc_device devices[] = {
	{.name = "null", .mode = EVERYBODY, .rdev = NUMBER(1, 3), .operations = &null_operations},
	{.name = "zero", .mode = EVERYBODY, .rdev = NUMBER(1, 5), .operations = &zero_operations},
	{.name = "full", .mode = EVERYBODY, .rdev = NUMBER(1, 7), .operations = &full_operations},
	{.name = "random", .mode = EVERYBODY, .rdev = NUMBER(1, 8), .operations = &random_operations},
	{.name = "urandom", .mode = EVERYBODY, .rdev = NUMBER(1, 9), .operations = &random_operations},
	{.name = "tty", .mode = EVERYBODY, .rdev = NUMBER(5, 0), .open = open_console},
	{.name = "console", .mode = UC_S_IFCHR | 0600, .rdev = NUMBER(5, 1), .open = open_console},
	{.name = "stdin", .mode = EVERYBODY, .open = open_stdin},
	{.name = "stdout", .mode = EVERYBODY, .open = open_stdout},
	{.name = "stderr", .mode = EVERYBODY, .open = open_stderr},
};

void devices_register(void)
{
	for (size_t i = 0; i < UC_ARRAY_LENGTH(devices); i++)
		uc_device_register(&devices[i]);
}
