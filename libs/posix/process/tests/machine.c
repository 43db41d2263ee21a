/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine, limits and the small calls. */
#include <stdint.h>
#include <unicore/call.h>
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

static int equal(const char *a, const char *b)
{
	return strlen(a) == strlen(b) && memcmp(a, b, strlen(a)) == 0;
}

UC_TEST(uname_tells_the_abi)
{
	static char names[6][65];
	UC_CHECK_EQUAL(UC_CALL(uname, names), 0);
	UC_CHECK(equal(names[0], "Linux") && equal(names[1], "unicore") && equal(names[3], "Unicore"));
	UC_CHECK_EQUAL(UC_CALL(sethostname, "web", 3), 0);
	UC_CALL(uname, names);
	UC_CHECK(equal(names[1], "web"));
	UC_CHECK_EQUAL(UC_CALL(sethostname, "x", 100), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(uname, 0), -EFAULT);
}

UC_TEST(sysinfo_tells_memory)
{
	struct {
		int64_t uptime;
		uint64_t loads[3], total, free, rest[4];
		uint16_t processes;
		uint64_t high[2];
		uint32_t unit;
	} info;
	UC_CHECK_EQUAL(UC_CALL(sysinfo, &info), 0);
	UC_CHECK(info.total == uc_pages_total() && info.free <= info.total && info.free > 0);
	UC_CHECK_EQUAL(info.unit, 4096);
	UC_CHECK_EQUAL(info.processes, 1);
}

UC_TEST(limits_are_kept)
{
	uint64_t limit[2], old[2];
	UC_CHECK_EQUAL(UC_CALL(prlimit64, 0, 7, 0, old), 0); /* RLIMIT_NOFILE */
	UC_CHECK(old[0] > 0 && old[0] <= old[1]);
	limit[0] = 100;
	limit[1] = old[1];
	UC_CHECK_EQUAL(UC_CALL(setrlimit, 7, limit), 0);
	UC_CHECK_EQUAL(UC_CALL(getrlimit, 7, limit), 0);
	UC_CHECK(limit[0] == 100 && limit[1] == old[1]);
	limit[0] = limit[1] + 1;
	UC_CHECK_EQUAL(UC_CALL(setrlimit, 7, limit), -EINVAL);
	limit[0] = limit[1] = old[1] + 1;
	UC_CHECK_EQUAL(UC_CALL(prlimit64, 0, 7, limit, 0), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(prlimit64, 0, 16, 0, old), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(prlimit64, 5, 7, 0, old), -ESRCH);
	UC_CALL(setrlimit, 7, old);
}

UC_TEST(usage_grows)
{
	int64_t usage[18], later[18];
	UC_CHECK_EQUAL(UC_CALL(getrusage, 0, usage), 0);
	UC_CHECK_EQUAL(UC_CALL(getrusage, 0, later), 0);
	UC_CHECK(later[0] > usage[0] || (later[0] == usage[0] && later[1] >= usage[1]));
	UC_CHECK_EQUAL(UC_CALL(getrusage, 9, usage), -EINVAL);
}

UC_TEST(names_and_priorities)
{
	char name[16] = "";
	UC_CHECK_EQUAL(UC_CALL(prctl, 15, "a-name-that-is-far-too-long"), 0);
	UC_CHECK_EQUAL(UC_CALL(prctl, 16, name), 0);
	UC_CHECK(equal(name, "a-name-that-is-"));
	UC_CHECK_EQUAL(UC_CALL(prctl, 15, "short"), 0);
	UC_CALL(prctl, 16, name);
	UC_CHECK(equal(name, "short"));
	UC_CHECK_EQUAL(UC_CALL(prctl, 9999, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(getpriority, 0, 0), 20);
	UC_CHECK_EQUAL(UC_CALL(setpriority, 0, 0, 5), 0);
	UC_CHECK_EQUAL(UC_CALL(getpriority, 3, 0), -EINVAL);
}
