/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions by name and as Linux's signals, and the registers as text. Classes: Arm ARM (DDI 0487), D13.2.37. */
#include <unicore/compiler.h>
#include <unicore/trap.h>

/* Linux's numbers, the same on every architecture that we know. */
enum { SIGILL = 4, SIGTRAP = 5, SIGBUS = 7, SIGFPE = 8, SIGSEGV = 11 };

struct exception {
	char name[19]; /* in place: a table of pointers would need relocations */
	uint8_t class;
	uint8_t signal;
};

/* The signals as in arch/arm64/kernel/traps.c and mm/fault.c of Linux. */
static const struct exception exceptions[] = {
	{"invalid opcode", UC_TRAP_UNKNOWN, SIGILL},
	{"no FPU", 0x07, SIGILL},
	{"illegal state", 0x0e, SIGILL},
	{"system call", 0x15, SIGILL},
	{"system register", 0x18, SIGILL},
	{"page fault", UC_TRAP_FETCH_LOWER, SIGSEGV},
	{"page fault", UC_TRAP_FETCH, SIGSEGV},
	{"alignment", UC_TRAP_PC_ALIGNMENT, SIGBUS},
	{"page fault", UC_TRAP_DATA_LOWER, SIGSEGV},
	{"page fault", UC_TRAP_DATA, SIGSEGV},
	{"stack alignment", UC_TRAP_SP_ALIGNMENT, SIGBUS},
	{"floating point", UC_TRAP_FLOATING_POINT, SIGFPE},
	{"system error", 0x2f, SIGBUS},
	{"step", UC_TRAP_STEP, SIGTRAP},
	{"breakpoint", UC_TRAP_BREAK, SIGTRAP},
};

/* Of the immediate of brk: what __builtin_trap is with GCC and with clang. */
enum { BRK_OF_GCC = 1000, BRK_OF_CLANG = 1 };
#define BRK_IMMEDIATE(syndrome) ((unsigned)(syndrome)&0xffffu)

static bool is_builtin_trap(const struct uc_trap *trap)
{
	unsigned immediate = BRK_IMMEDIATE(trap->syndrome);
	return UC_TRAP_CLASS(trap->syndrome) == UC_TRAP_BREAK && (immediate == BRK_OF_GCC || immediate == BRK_OF_CLANG);
}

static bool is_abort(const struct uc_trap *trap)
{
	unsigned class = UC_TRAP_CLASS(trap->syndrome);
	return class == UC_TRAP_FETCH_LOWER || class == UC_TRAP_FETCH || class == UC_TRAP_DATA_LOWER ||
	       class == UC_TRAP_DATA;
}

static const struct exception *find(const struct uc_trap *trap)
{
	for (size_t n = 0; n < UC_ARRAY_LENGTH(exceptions); n++)
		if (exceptions[n].class == UC_TRAP_CLASS(trap->syndrome))
			return &exceptions[n];
	return NULL;
}

/* What the page tables have no part in. */
static const struct exception alignment = {.name = "alignment", .signal = SIGBUS};
static const struct exception external = {.name = "external abort", .signal = SIGBUS};

static const struct exception *classify(const struct uc_trap *trap)
{
	if (is_builtin_trap(trap))
		return &exceptions[0];
	if (is_abort(trap) && UC_TRAP_STATUS(trap->syndrome) == UC_TRAP_ALIGNMENT)
		return &alignment;
	if (is_abort(trap) && UC_TRAP_STATUS(trap->syndrome) >= UC_TRAP_EXTERNAL)
		return &external;
	return find(trap);
}

int uc_trap_signal(const struct uc_trap *trap)
{
	const struct exception *exception = classify(trap);
	return exception != NULL ? exception->signal : SIGSEGV;
}

const char *uc_trap_name(const struct uc_trap *trap)
{
	const struct exception *exception = classify(trap);
	return exception != NULL ? exception->name : "exception";
}

const char *uc_trap_access(const struct uc_trap *trap)
{
	unsigned class = UC_TRAP_CLASS(trap->syndrome);
	if (!is_abort(trap) || UC_TRAP_STATUS(trap->syndrome) >= UC_TRAP_EXTERNAL)
		return NULL;
	if (class == UC_TRAP_FETCH_LOWER || class == UC_TRAP_FETCH)
		return "execute";
	return trap->syndrome & UC_TRAP_WRITES ? "write" : "read";
}

struct line {
	char text[100];
	size_t length;
};

/* " x29 0x0123456789abcdef" */
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

/* x0 to x30 are named by their number. */
static const char others[][4] = {"sp ", "pc ", "pst", "esr"};

static void name_of(size_t n, char *name)
{
	name[0] = 'x';
	name[1] = (char)(n < 10 ? '0' + n : '0' + n / 10);
	name[2] = (char)(n < 10 ? ' ' : '0' + n % 10);
	name[3] = '\0';
}

#define NUMBERED 31
#define PER_LINE 4

void uc_trap_print(const struct uc_trap *trap, void (*write)(const char *text, size_t bytes))
{
	struct line line = {.length = 0};
	size_t count = NUMBERED + UC_ARRAY_LENGTH(others);
	for (size_t n = 0; n < count; n++) {
		char numbered[4];
		name_of(n, numbered);
		if (n % PER_LINE == 0)
			line.text[line.length++] = ' ';
		add_register(&line, n < NUMBERED ? numbered : others[n - NUMBERED],
			     ((const uint64_t *)(const void *)trap)[n]);
		if (n % PER_LINE == PER_LINE - 1 || n + 1 == count) {
			line.text[line.length++] = '\n';
			write(line.text, line.length);
			line.length = 0;
		}
	}
}
