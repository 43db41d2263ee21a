/* SPDX-License-Identifier: BSD-3-Clause */
/* The folder of devices, descriptors by name, drivers' own devices, and memory that runs out. */
#include <unicore/call.h>
#include <unicore/devfs.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/heapfault.h>
#include <unicore/string.h>
#include <unicore/test.h>

UC_TEST(devfs_is_a_mount)
{
	struct uc_linux_stat dev, root;
	struct uc_statfs statfs;
	UC_CHECK_EQUAL(UC_CALL(stat, "/dev", &dev), 0);
	UC_CHECK_EQUAL(UC_CALL(stat, "/", &root), 0);
	UC_CHECK(dev.dev != root.dev);
	UC_CHECK_EQUAL(UC_CALL(statfs, "/dev/null", &statfs), 0);
	UC_CHECK_EQUAL(statfs.type, 0x1373);
	UC_CHECK_EQUAL(UC_CALL(open, "/dev/new", UC_O_CREAT | UC_O_RDWR, 0644), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "/dev/new", 0755), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(unlink, "/dev/null"), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(chmod, "/dev/null", 0600), 0);
	UC_CHECK_EQUAL(UC_CALL(umount2, "/dev", 0), 0);
	UC_CHECK_EQUAL(UC_CALL(access, "/dev/null", 0), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(mount, "none", "/dev", "devtmpfs", 0, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(access, "/dev/null", 0), 0);
}

UC_TEST(devfs_gives_descriptors_by_name)
{
	long file = UC_CALL(open, "/dev/stdout", UC_O_WRONLY | UC_O_APPEND | UC_O_CREAT, 0644);
	UC_REQUIRE(file >= 0);
	UC_CHECK_EQUAL(UC_CALL(write, file, "# from /dev/stdout\n", 19), 19);
	UC_CALL(close, file);
	long saved = UC_CALL(dup, 0), ro = UC_CALL(open, "/dev/null", UC_O_RDONLY, 0);
	UC_CHECK_EQUAL(UC_CALL(dup2, ro, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(open, "/dev/stdin", UC_O_RDWR, 0), -EACCES);
	UC_CALL(close, 0);
	UC_CHECK_EQUAL(UC_CALL(open, "/dev/stdin", UC_O_RDONLY, 0), -ENXIO);
	UC_CHECK_EQUAL(UC_CALL(dup2, saved, 0), 0);
	UC_CALL(close, saved);
	UC_CALL(close, ro);
}

UC_TEST(devfs_console_is_a_terminal)
{
	uint16_t window[4];
	long file = UC_CALL(open, "/dev/console", UC_O_RDWR, 0);
	UC_REQUIRE(file >= 0);
	UC_CHECK_EQUAL(UC_CALL(ioctl, file, UC_TIOCGWINSZ, window), 0);
	UC_CHECK_EQUAL(UC_CALL(write, file, "# from /dev/console\n", 20), 20);
	UC_CALL(close, file);
}

static long read_answer(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)file, (void)position;
	if (uc_iovec_bytes(vector, count) < 2)
		return -EINVAL;
	uc_iovec_put(vector, 0, "42", 2);
	return 2;
}

UC_TEST(devfs_takes_devices_of_drivers)
{
	static const struct uc_file_operations operations = {
		.read = read_answer, .stat = uc_node_stat, .release = uc_node_release};
	static struct uc_device device = {
		.name = "answer", .mode = UC_S_IFCHR | 0444, .rdev = 0x1234, .operations = &operations};
	char text[8];
	struct uc_linux_stat stat;
	uc_device_register(&device);
	long file = UC_CALL(open, "/dev/answer", UC_O_RDONLY, 0);
	UC_REQUIRE(file >= 0);
	UC_CHECK_EQUAL(UC_CALL(read, file, text, 8), 2);
	UC_CHECK(text[0] == '4');
	UC_CHECK_EQUAL(UC_CALL(fstat, file, &stat), 0);
	UC_CHECK_EQUAL(stat.rdev, 0x1234);
	UC_CALL(close, file);
}

UC_TEST(devfs_lists_its_devices)
{
	struct record {
		uint64_t ino;
		int64_t next;
		uint16_t bytes;
		uint8_t type;
		char name[];
	} __attribute__((packed));
	char buffer[2048];
	bool found = false;
	long folder = UC_CALL(open, "/dev", UC_O_RDONLY, 0), got;
	while ((got = UC_CALL(getdents64, folder, buffer, sizeof buffer)) > 0)
		for (long at = 0; at < got; at += ((struct record *)(buffer + at))->bytes) {
			struct record *record = (struct record *)(buffer + at);
			if (strlen(record->name) == 4 && memcmp(record->name, "null", 4) == 0)
				found = record->type == 2;
		}
	UC_CHECK(found);
	UC_CALL(close, folder);
}

UC_TEST(devfs_survives_every_failed_allocation)
{
	struct uc_heap_statistics before, after;
	uc_heap_statistics(&before);
	unsigned long n = 1;
	for (bool fired = true; fired && n < 50; n++) {
		uc_heapfault_arm(n);
		long file = UC_CALL(open, "/dev/zero", UC_O_RDONLY, 0);
		UC_CHECK(file >= 0 || file == -ENOMEM);
		long console = UC_CALL(open, "/dev/tty", UC_O_RDWR, 0);
		UC_CHECK(console >= 0 || console == -ENOMEM);
		fired = uc_heapfault_fired();
		uc_heapfault_arm(0);
		UC_CALL(close, file);
		UC_CALL(close, console);
		uc_heap_statistics(&after);
		UC_CHECK_EQUAL(after.blocks, before.blocks);
	}
	UC_CHECK(n > 3 && n < 50);
}
