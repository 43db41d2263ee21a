/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * No request to end is slept through: one that comes between the look at pending interrupts and the system call in
 * which the host waits ends the wait. A process of this architecture cannot single-step itself, so each instruction of
 * the window is given to the handler's part as the one that was interrupted.
 */
#include <unicore/test.h>

void uc_linuxu_abort_wait(void *context);
extern const char uc_linuxu_wait_begin[], uc_linuxu_wait_end[], uc_linuxu_wait_abort[];

static uintptr_t goes_on_at(uintptr_t pc)
{
	/* uapi asm/ucontext.h, asm/sigcontext.h */
	static struct {
		uint8_t before[440];
		uint64_t pc;
	} context;
	context.pc = pc;
	uc_linuxu_abort_wait(&context);
	return context.pc;
}

UC_TEST(request_in_the_window_of_the_idle_wait)
{
	uintptr_t begin = (uintptr_t)uc_linuxu_wait_begin, end = (uintptr_t)uc_linuxu_wait_end;
	UC_CHECK(end - begin >= 12);
	for (uintptr_t pc = begin; pc < end; pc += 4)
		UC_CHECK_EQUAL(goes_on_at(pc), (uintptr_t)uc_linuxu_wait_abort);
	UC_CHECK_EQUAL(goes_on_at(begin - 4), begin - 4);
	UC_CHECK_EQUAL(goes_on_at(end), end);
	/* The call itself is the last of them. */
	UC_CHECK_EQUAL(((const uint32_t *)end)[-1], 0xd4000001u);
}
