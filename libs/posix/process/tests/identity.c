/* SPDX-License-Identifier: BSD-3-Clause */
/* Who the process is, and what it may become. */
#include <stdint.h>
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/test.h>

#define SAME (-1)

static void check_users(uint32_t real, uint32_t effective, uint32_t saved)
{
	uint32_t r, e, s;
	UC_CHECK_EQUAL(UC_CALL(getresuid, &r, &e, &s), 0);
	UC_CHECK_EQUAL(r, real);
	UC_CHECK_EQUAL(e, effective);
	UC_CHECK_EQUAL(s, saved);
	UC_CHECK_EQUAL(UC_CALL(getuid), real);
	UC_CHECK_EQUAL(UC_CALL(geteuid), effective);
}

UC_TEST(the_process_is_number_one)
{
	UC_CHECK_EQUAL(UC_CALL(getpid), 1);
	UC_CHECK_EQUAL(UC_CALL(getppid), 0);
	UC_CHECK_EQUAL(UC_CALL(getpgrp), 1);
	UC_CHECK_EQUAL(UC_CALL(getpgid, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(getpgid, 7), -ESRCH);
	UC_CHECK_EQUAL(UC_CALL(getsid, 1), 1);
	UC_CHECK_EQUAL(UC_CALL(setsid), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(setpgid, 0, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(setpgid, 0, 5), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(setpgid, 0, -1), -EINVAL);
}

UC_TEST(there_are_no_other_processes)
{
	int status;
	UC_CHECK_EQUAL(UC_CALL(wait4, -1, &status, 0, 0), -ECHILD);
	UC_CHECK_EQUAL(UC_CALL(waitid, 0, 0, 0, 4, 0), -ECHILD);
	UC_CHECK_EQUAL(UC_CALL(fork), -ENOSYS);
	UC_CHECK_EQUAL(UC_CALL(execve, "/bin/sh", 0, 0), -ENOSYS);
}

static void check_groups(void)
{
	uint32_t set[3] = {4, 5, 6}, got[3] = {0};
	UC_CHECK_EQUAL(UC_CALL(setgroups, 3, set), 0);
	UC_CHECK_EQUAL(UC_CALL(getgroups, 0, 0), 3);
	UC_CHECK_EQUAL(UC_CALL(getgroups, 3, got), 3);
	UC_CHECK(got[0] == 4 && got[2] == 6);
	UC_CHECK_EQUAL(UC_CALL(getgroups, 2, got), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(setgroups, 0, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(setgroups, 1000, set), -EINVAL);
}

/* One test, since there is no way back: groups as the superuser; the effective user goes away, comes back by the saved
 * one, then for good. */
UC_TEST(identities_change_as_on_linux)
{
	check_groups();
	check_users(0, 0, 0);
	UC_CHECK_EQUAL(UC_CALL(setgid, 20), 0);
	UC_CHECK_EQUAL(UC_CALL(getegid), 20);
	UC_CHECK_EQUAL(UC_CALL(setresuid, SAME, 10, SAME), 0);
	check_users(0, 10, 0);
	UC_CHECK_EQUAL(UC_CALL(setresuid, SAME, 11, SAME), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(setgroups, 0, 0), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(setuid, 0), 0);
	check_users(0, 0, 0);
	UC_CHECK_EQUAL(UC_CALL(setreuid, 10, 12), 0);
	check_users(10, 12, 12);
	UC_CHECK_EQUAL(UC_CALL(setreuid, 12, 10), 0);
	check_users(12, 10, 10);
	UC_CHECK_EQUAL(UC_CALL(setreuid, SAME, 0), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(setuid, 12), 0);
	check_users(12, 12, 10);
	UC_CHECK_EQUAL(UC_CALL(setuid, SAME), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(setgid, 21), -EPERM);
	UC_CHECK_EQUAL(UC_CALL(setresgid, 20, 20, 20), 0);
	UC_CHECK_EQUAL(UC_CALL(getresuid, 0, 0, 0), -EFAULT);
}
