/* SPDX-License-Identifier: BSD-3-Clause */
/* Every allocation of the walk and of open fails in its turn: an error, and nothing is left open or held. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/heapfault.h>
#include <unicore/linux-file.h>
#include <unicore/test.h>

static bool expected(long result)
{
	return result >= 0 || result == -ENOMEM || result == -ENOSPC || result == -ENOENT;
}

/* Through links, so that the walk allocates. */
static void use_paths(void)
{
	struct uc_linux_stat stat;
	long file = UC_CALL(open, "/w/l/f", UC_O_CREAT | UC_O_RDWR, 0644);
	UC_CHECK(expected(file));
	UC_CALL(close, file);
	UC_CHECK(expected(UC_CALL(stat, "/w/l/l2/f", &stat)));
	file = UC_CALL(open, "/w/l", UC_O_RDONLY | UC_O_DIRECTORY, 0);
	UC_CHECK(expected(file));
	UC_CALL(close, file);
	UC_CHECK(expected(UC_CALL(rename, "/w/l/f", "/w/l/l2/g")));
	UC_CHECK(expected(UC_CALL(link, "/w/d/g", "/w/l/h")));
	UC_CHECK(expected(UC_CALL(mkdir, "/w/l/sub", 0755)));
	UC_CHECK(expected(UC_CALL(access, "/w/l2/x", 0)));
}

static void take_away(void)
{
	UC_CALL(unlink, "/w/d/f");
	UC_CALL(unlink, "/w/d/g");
	UC_CALL(unlink, "/w/d/h");
	UC_CALL(rmdir, "/w/d/sub");
}

UC_TEST(paths_survive_every_failed_allocation)
{
	struct uc_heap_statistics before, after;
	UC_REQUIRE(UC_CALL(mkdir, "/w", 0755) == 0 && UC_CALL(mkdir, "/w/d", 0755) == 0);
	UC_CALL(symlink, "d", "/w/l");
	UC_CALL(symlink, "/w/l", "/w/d/l2");
	use_paths();
	take_away();
	uc_heap_statistics(&before);
	unsigned long n = 1;
	for (bool fired = true; fired && n < 200; n++) {
		uc_heapfault_arm(n);
		use_paths();
		fired = uc_heapfault_fired();
		uc_heapfault_arm(0);
		take_away();
		uc_heap_statistics(&after);
		UC_CHECK_EQUAL(after.blocks, before.blocks);
		UC_CHECK_EQUAL(after.used_bytes, before.used_bytes);
	}
	UC_CHECK(n > 15 && n < 200);
	UC_CALL(unlink, "/w/d/l2");
	UC_CALL(unlink, "/w/l");
	UC_CALL(rmdir, "/w/d");
	UC_CHECK_EQUAL(UC_CALL(rmdir, "/w"), 0);
}
