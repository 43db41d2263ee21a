/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All registers survive preemption anywhere: two threads hold patterns of their own in every general, vector and x87
 * register and compare them all the time, while a third preempts them thousands of times and lets them take turns.
 */
#include "../support.h"
#include <unicore/string.h>

#define PREEMPTIONS 10000

static volatile unsigned stop, rounds[2], spoilt;
static struct uc_thread *holders[2];

struct pattern {
	uint64_t general[13]; /* rbx to r15 but rbp, rsp and rax */
	uint8_t vectors[16][16];
	uint32_t mxcsr;
	double x87;
};

/* Loads the pattern, computes for some time without touching it, and stores what the registers are then. */
static void hold(const struct pattern *in, struct pattern *out)
{
	__asm__ volatile(
		"pushq %%rbp\n\t"
		"subq $144, %%rsp\n\t" /* what follows lies above a red zone, which must survive too */
		"movq %%rsi, 136(%%rsp)\n\t"
		"movq %%rdi, %%rax\n\t"
		"ldmxcsr 360(%%rax)\n\t"
		"fldl 368(%%rax)\n\t"
		".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n\t"
		"movdqu 104+16*\\n(%%rax), %%xmm\\n\n\t"
		".endr\n\t"
		"movq 0(%%rax), %%rbx\n\tmovq 8(%%rax), %%rcx\n\tmovq 16(%%rax), %%rdx\n\tmovq 24(%%rax), %%rsi\n\t"
		"movq 32(%%rax), %%rdi\n\tmovq 40(%%rax), %%r8\n\tmovq 48(%%rax), %%r9\n\tmovq 56(%%rax), %%r10\n\t"
		"movq 64(%%rax), %%r11\n\tmovq 72(%%rax), %%r12\n\tmovq 80(%%rax), %%r13\n\tmovq 88(%%rax), %%r14\n\t"
		"movq 96(%%rax), %%r15\n\t"
		"movq %%rbx, -8(%%rsp)\n\tmovq %%rcx, -120(%%rsp)\n\t"
		"movl $3000, %%eax\n\t"
		"cmpl $1, %%eax\n\t" /* the loop's condition lives in the flags across the jump */
		"1: leal -1(%%rax), %%eax\n\t"
		"jecxz 2f\n\t"
		"2: cmpl $0, %%eax\n\t"
		"jne 1b\n\t"
		"cmpq %%rbx, -8(%%rsp)\n\tjne 3f\n\t"
		"cmpq %%rcx, -120(%%rsp)\n\tjne 3f\n\t"
		"jmp 4f\n\t"
		"3: incl %c[spoilt](%%rip)\n\t"
		"4: movq 136(%%rsp), %%rax\n\t"
		"movq %%rbx, 0(%%rax)\n\tmovq %%rcx, 8(%%rax)\n\tmovq %%rdx, 16(%%rax)\n\tmovq %%rsi, 24(%%rax)\n\t"
		"movq %%rdi, 32(%%rax)\n\tmovq %%r8, 40(%%rax)\n\tmovq %%r9, 48(%%rax)\n\tmovq %%r10, 56(%%rax)\n\t"
		"movq %%r11, 64(%%rax)\n\tmovq %%r12, 72(%%rax)\n\tmovq %%r13, 80(%%rax)\n\tmovq %%r14, 88(%%rax)\n\t"
		"movq %%r15, 96(%%rax)\n\t"
		".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n\t"
		"movdqu %%xmm\\n, 104+16*\\n(%%rax)\n\t"
		".endr\n\t"
		"stmxcsr 360(%%rax)\n\t"
		"fstpl 368(%%rax)\n\t"
		"addq $144, %%rsp\n\t"
		"popq %%rbp"
		: "+D"(in), "+S"(out)
		: [spoilt] "i"(&spoilt)
		: "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm1",
		  "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",
		  "xmm14", "xmm15", "st", "memory", "cc");
}

_Static_assert(offsetof(struct pattern, vectors) == 104 && offsetof(struct pattern, mxcsr) == 360 &&
		       offsetof(struct pattern, x87) == 368,
	       "hold");

static void hold_pattern(void *number)
{
	unsigned own = (unsigned)(uintptr_t)number;
	struct pattern in, out;
	memset(&in, 0, sizeof in);
	memset(&out, 0, sizeof out);
	for (unsigned n = 0; n < 13; n++)
		in.general[n] = (own + 1) * 0x1111111111111111u + n;
	for (unsigned n = 0; n < sizeof in.vectors; n++)
		((uint8_t *)in.vectors)[n] = (uint8_t)(n * 3 + own * 97);
	in.mxcsr = own ? 0x1f80 : 0x7f80; /* rounds to nearest, or to zero */
	in.x87 = own ? 2.5 : -17.25;
	uc_preempt_allow(NULL);
	for (; !stop; rounds[own]++) {
		hold(&in, &out);
		/* The low bits of mxcsr are exceptions that were seen. */
		spoilt += memcmp(&in, &out, sizeof in) != 0;
	}
	uc_preempt_off();
	__asm__ volatile("ldmxcsr %0" : : "m"((const uint32_t){0x1f80}));
}

/* Each sleep ends with a preemption of whoever computes; the other one goes on after it. */
static void preempt_often(void *unused)
{
	(void)unused;
	for (unsigned n = 0; n < PREEMPTIONS; n++) {
		uc_thread_set_policy(holders[0], &(struct uc_thread_policy){.priority = (int)(n % 2) * 2});
		uc_sleep_until(uc_clock_monotonic_ns() + 20000, false);
	}
	stop = 1;
}

IN_SECTION_TEST(registers_survive_preemption)
{
	stop = rounds[0] = rounds[1] = spoilt = 0;
	for (uintptr_t n = 0; n < 2; n++)
		holders[n] = start(1, false, hold_pattern, (void *)n);
	struct uc_thread *often = start(3, false, preempt_often, NULL);
	uc_thread_join(often);
	for (unsigned n = 0; n < 2; n++)
		uc_thread_join(holders[n]);
	UC_CHECK_EQUAL(spoilt, 0);
	UC_CHECK(rounds[0] > PREEMPTIONS / 100 && rounds[1] > PREEMPTIONS / 100);
}
