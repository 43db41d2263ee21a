/* SPDX-License-Identifier: BSD-3-Clause */
/* Every allocation fails in its turn: errors are told, nothing leaks, what was there stays. And mounting, to the end.
 */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/heapfault.h>
#include <unicore/linux-file.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

static char block[10000];

/* Makes and takes away a bit of everything. Errors are allowed; a wrong answer is not. */
static void use_files(void)
{
	char back[4];
	long file;
	UC_CALL(mkdir, "/f", 0755);
	UC_CALL(symlink, "a", "/f/link");
	file = UC_CALL(open, "/f/link", UC_O_CREAT | UC_O_RDWR, 0644);
	if (file >= 0) {
		long done = UC_CALL(write, file, block, sizeof block);
		UC_CHECK(done == -ENOSPC || (done > 0 && done <= (long)sizeof block));
		struct uc_linux_stat stat;
		UC_CALL(fstat, file, &stat);
		UC_CHECK_EQUAL(stat.size, done > 0 ? done : 0);
		if (done > 0)
			UC_CHECK_EQUAL(UC_CALL(pread64, file, back, 4, done - 4), 4);
		UC_CALL(close, file);
	}
	for (char name[] = "/f/0"; name[3] < '0' + 12; name[3]++)
		UC_CALL(link, "/f/a", name);
	UC_CALL(rename, "/f/0", "/f/renamed");
	UC_CALL(mount, "none", "/f", "tmpfs", 0, 0);
	UC_CALL(mkdir, "/f/inner", 0755);
}

static void take_away(void)
{
	UC_CALL(umount2, "/f", 0);
	UC_CALL(rmdir, "/f/inner"); /* when nothing was mounted */
	for (char name[] = "/f/0"; name[3] < '0' + 12; name[3]++)
		UC_CALL(unlink, name);
	UC_CALL(unlink, "/f/renamed");
	UC_CALL(unlink, "/f/link");
	UC_CALL(unlink, "/f/a");
	long error = UC_CALL(rmdir, "/f");
	UC_CHECK(error == 0 || error == -ENOENT);
}

UC_TEST(ramfs_survives_every_failed_allocation)
{
	struct uc_heap_statistics before, after;
	use_files();
	take_away();
	uc_heap_statistics(&before);
	unsigned long n = 1;
	for (bool fired = true; fired && n < 500; n++) {
		uc_heapfault_arm(n);
		use_files();
		fired = uc_heapfault_fired();
		uc_heapfault_arm(0);
		take_away();
		uc_heap_statistics(&after);
		UC_CHECK_EQUAL(after.blocks, before.blocks);
		UC_CHECK_EQUAL(after.used_bytes, before.used_bytes);
	}
	UC_CHECK(n > 20 && n < 500);
}

UC_TEST(mount_covers_and_uncovers)
{
	struct uc_linux_stat outer, inner;
	char path[16];
	UC_REQUIRE(UC_CALL(mkdir, "/mnt", 0755) == 0);
	long file = UC_CALL(creat, "/mnt/below", 0644);
	UC_CALL(close, file);
	UC_CALL(stat, "/mnt", &outer);
	UC_CHECK_EQUAL(UC_CALL(mount, "none", "/mnt", "nosuchfs", 0, 0), -ENODEV);
	UC_CHECK_EQUAL(UC_CALL(mount, "none", "/mnt/below", "tmpfs", 0, 0), -ENOTDIR);
	UC_CHECK_EQUAL(UC_CALL(mount, "none", "/mnt", "tmpfs", 0, 0), 0);
	UC_CALL(stat, "/mnt", &inner);
	UC_CHECK(inner.dev != outer.dev);
	UC_CHECK_EQUAL(inner.mode & 07777, 01777);
	UC_CHECK_EQUAL(UC_CALL(access, "/mnt/below", 0), -ENOENT);
	UC_CHECK_EQUAL(UC_CALL(rmdir, "/mnt"), -EBUSY);
	UC_CHECK_EQUAL(UC_CALL(rename, "/mnt", "/other"), -EBUSY);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "/mnt/x", 0755), 0);
	UC_CHECK_EQUAL(UC_CALL(link, "/mnt/x", "/y"), -EXDEV);
	UC_CHECK_EQUAL(UC_CALL(rename, "/mnt/x", "/y"), -EXDEV);
	/* Over the bounds of the mount, up and down. */
	UC_CHECK_EQUAL(UC_CALL(chdir, "/mnt/x"), 0);
	UC_CHECK_EQUAL(UC_CALL(getcwd, path, sizeof path), 7);
	UC_CHECK(memcmp(path, "/mnt/x", 7) == 0);
	UC_CHECK_EQUAL(UC_CALL(access, "../../mnt/x", 0), 0);
	UC_CHECK_EQUAL(UC_CALL(umount2, "/mnt", 0), -EBUSY);
	UC_CHECK_EQUAL(UC_CALL(chdir, "/"), 0);
	file = UC_CALL(open, "/mnt/open", UC_O_CREAT | UC_O_RDWR, 0644);
	UC_CHECK_EQUAL(UC_CALL(umount2, "/mnt", 0), -EBUSY);
	UC_CALL(close, file);
	UC_CHECK_EQUAL(UC_CALL(umount2, "/mnt/x", 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(umount2, "/mnt", 0), 0);
	UC_CHECK_EQUAL(UC_CALL(access, "/mnt/below", 0), 0);
	UC_CHECK_EQUAL(UC_CALL(umount2, "/", 0), -EBUSY);
	UC_CALL(unlink, "/mnt/below");
	UC_CHECK_EQUAL(UC_CALL(rmdir, "/mnt"), 0);
}

UC_TEST(mount_read_only)
{
	UC_REQUIRE(UC_CALL(mkdir, "/ro", 0755) == 0);
	UC_CHECK_EQUAL(UC_CALL(mount, "none", "/ro", "tmpfs", 1, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(mkdir, "/ro/x", 0755), -EROFS);
	UC_CHECK_EQUAL(UC_CALL(open, "/ro/f", UC_O_CREAT | UC_O_RDWR, 0644), -EROFS);
	UC_CHECK_EQUAL(UC_CALL(chmod, "/ro", 0700), -EROFS);
	UC_CHECK_EQUAL(UC_CALL(access, "/ro", 2), -EROFS);
	UC_CHECK_EQUAL(UC_CALL(umount2, "/ro", 0), 0);
	UC_CALL(rmdir, "/ro");
}

/* Until there is no page left: what was written is there, and all of it comes back. */
UC_TEST(ramfs_fills_memory_and_gives_it_back)
{
	static char chunk[65536];
	size_t before = uc_pages_free_count(), total = 0;
	long file = UC_CALL(open, "/all", UC_O_CREAT | UC_O_RDWR, 0644), done;
	UC_REQUIRE(file >= 0);
	while ((done = UC_CALL(write, file, chunk, sizeof chunk)) > 0)
		total += (size_t)done;
	UC_CHECK_EQUAL(done, -ENOSPC);
	struct uc_linux_stat stat;
	UC_CALL(fstat, file, &stat);
	UC_CHECK_EQUAL(stat.size, total);
	UC_CHECK(total > before / 2 * UC_PAGE_BYTES);
	UC_CHECK(uc_pages_free_count() < 8);
	long other = UC_CALL(open, "/other", UC_O_CREAT | UC_O_RDWR, 0644);
	if (other >= 0) {
		UC_CHECK_EQUAL(UC_CALL(write, other, chunk, 1), -ENOSPC);
		UC_CALL(close, other);
		UC_CALL(unlink, "/other");
	}
	UC_CALL(close, file);
	UC_CHECK_EQUAL(UC_CALL(unlink, "/all"), 0);
	UC_CHECK(uc_pages_free_count() + 64 >= before);
}
