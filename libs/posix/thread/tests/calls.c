/* SPDX-License-Identifier: BSD-3-Clause */
/* The small calls: tids, scheduling on one CPU, barriers of memory. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/test.h>

UC_TEST(the_main_thread_is_number_one)
{
	UC_CHECK_EQUAL(UC_CALL(gettid), 1);
}

UC_TEST(there_is_one_cpu)
{
	unsigned long mask = 0, two[2] = {0, 0};
	unsigned cpu = 9, node = 9;
	UC_CHECK_EQUAL(UC_CALL(sched_getaffinity, 0, 8, &mask), 8);
	UC_CHECK_EQUAL(mask, 1);
	UC_CHECK_EQUAL(UC_CALL(sched_getaffinity, 0, 4, &mask), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(sched_getaffinity, 9999, 8, &mask), -ESRCH);
	mask = 3;
	UC_CHECK_EQUAL(UC_CALL(sched_setaffinity, 0, 8, &mask), 0);
	mask = 2;
	UC_CHECK_EQUAL(UC_CALL(sched_setaffinity, 0, 8, &mask), -EINVAL);
	UC_CHECK(UC_CALL(sched_getaffinity, 0, 16, two) > 0);
	UC_CHECK_EQUAL(UC_CALL(getcpu, &cpu, &node, 0), 0);
	UC_CHECK(cpu == 0 && node == 0);
}

UC_TEST(there_is_one_policy)
{
	int priority = 0;
	UC_CHECK_EQUAL(UC_CALL(sched_getscheduler, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(sched_setscheduler, 0, 0, &priority), 0);
	UC_CHECK_EQUAL(UC_CALL(sched_setscheduler, 0, 1, &priority), -EINVAL);
	priority = 5;
	UC_CHECK_EQUAL(UC_CALL(sched_setparam, 0, &priority), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(sched_getparam, 0, &priority), 0);
	UC_CHECK_EQUAL(priority, 0);
	UC_CHECK_EQUAL(UC_CALL(sched_get_priority_max, 1), 99);
	UC_CHECK_EQUAL(UC_CALL(sched_get_priority_min, 77), -EINVAL);
}

UC_TEST(membarrier_is_honest)
{
	long known = UC_CALL(membarrier, 0, 0, 0);
	UC_CHECK(known > 0);
	UC_CHECK_EQUAL(UC_CALL(membarrier, 1, 0, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(membarrier, 3, 0, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(membarrier, 1, 1, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(set_robust_list, 0, 24), 0);
	UC_CHECK_EQUAL(UC_CALL(set_robust_list, 0, 23), -EINVAL);
}
