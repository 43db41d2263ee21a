/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions by name and as Linux's signals, and the registers as text. Vectors: Intel SDM volume 3, table 6-1. */
#include <unicore/compiler.h>
#include <unicore/trap.h>

/* Linux's numbers, the same on every architecture that we know. */
enum { SIGILL = 4, SIGTRAP = 5, SIGBUS = 7, SIGFPE = 8, SIGSEGV = 11 };

struct exception {
	char name[20]; /* in place: a table of pointers would need relocations */
	unsigned char signal;
};

static const struct exception exceptions[] = {
	[0] = {"division", SIGFPE},
	[1] = {"debug", SIGTRAP},
	[2] = {"NMI", SIGBUS},
	[3] = {"breakpoint", SIGTRAP},
	[4] = {"overflow", SIGSEGV},
	[5] = {"bound range", SIGSEGV},
	[6] = {"invalid opcode", SIGILL},
	[7] = {"no FPU", SIGSEGV},
	[8] = {"double fault", SIGSEGV},
	[10] = {"invalid TSS", SIGSEGV},
	[11] = {"segment not present", SIGBUS},
	[12] = {"stack segment", SIGBUS},
	[13] = {"general protection", SIGSEGV},
	[14] = {"page fault", SIGSEGV},
	[16] = {"x87 floating point", SIGFPE},
	[17] = {"alignment", SIGBUS},
	[18] = {"machine check", SIGBUS},
	[19] = {"SIMD floating point", SIGFPE},
	[21] = {"control protection", SIGSEGV},
};

int uc_trap_signal(const struct uc_trap *trap)
{
	if (trap->vector < UC_ARRAY_LENGTH(exceptions) && exceptions[trap->vector].signal != 0)
		return exceptions[trap->vector].signal;
	return SIGSEGV;
}

#define VECTOR_PAGE_FAULT 14
/* Bits of a page fault's error code: Intel SDM volume 3, section 4.7. */
#define FAULT_WRITE 0x02u
#define FAULT_FETCH 0x10u

const char *uc_trap_access(const struct uc_trap *trap)
{
	if (trap->vector != VECTOR_PAGE_FAULT)
		return NULL;
	return trap->error & FAULT_FETCH ? "execute" : trap->error & FAULT_WRITE ? "write" : "read";
}

const char *uc_trap_name(const struct uc_trap *trap)
{
	if (trap->vector < UC_ARRAY_LENGTH(exceptions) && exceptions[trap->vector].signal != 0)
		return exceptions[trap->vector].name;
	return "exception";
}

struct line {
	char text[100];
	size_t length;
};

/* " rip 0x0123456789abcdef" */
static void add_register(struct line *line, const char *name, uint64_t value)
{
	line->text[line->length++] = ' ';
	while (*name != '\0')
		line->text[line->length++] = *name++;
	line->text[line->length++] = ' ';
	line->text[line->length++] = '0';
	line->text[line->length++] = 'x';
	for (int shift = 60; shift >= 0; shift -= 4)
		line->text[line->length++] = "0123456789abcdef"[value >> shift & 0xf];
}

static const struct {
	char name[4];
	uint8_t offset;
} registers[] = {
#define REGISTER(name, field)                         \
	{                                             \
		name, offsetof(struct uc_trap, field) \
	}
	REGISTER("rax", rax), REGISTER("rbx", rbx),    REGISTER("rcx", rcx),   REGISTER("rdx", rdx),
	REGISTER("rsi", rsi), REGISTER("rdi", rdi),    REGISTER("rbp", rbp),   REGISTER("rsp", rsp),
	REGISTER("r8 ", r8),  REGISTER("r9 ", r9),     REGISTER("r10", r10),   REGISTER("r11", r11),
	REGISTER("r12", r12), REGISTER("r13", r13),    REGISTER("r14", r14),   REGISTER("r15", r15),
	REGISTER("rip", rip), REGISTER("flg", rflags), REGISTER("err", error),
#undef REGISTER
};

#define PER_LINE 4

void uc_trap_print(const struct uc_trap *trap, void (*write)(const char *text, size_t bytes))
{
	struct line line = {.length = 0};
	for (size_t n = 0; n < UC_ARRAY_LENGTH(registers); n++) {
		if (n % PER_LINE == 0)
			line.text[line.length++] = ' ';
		add_register(&line, registers[n].name, *(const uint64_t *)((const char *)trap + registers[n].offset));
		if (n % PER_LINE == PER_LINE - 1 || n + 1 == UC_ARRAY_LENGTH(registers)) {
			line.text[line.length++] = '\n';
			write(line.text, line.length);
			line.length = 0;
		}
	}
}
