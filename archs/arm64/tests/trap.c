/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions: names, signals, accesses, registers as text. */
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/trap.h>

static bool is(const char *text, const char *expected)
{
	return text != NULL && strlen(text) == strlen(expected) && memcmp(text, expected, strlen(expected)) == 0;
}

#define SYNDROME(class, rest) ((uint64_t)(class) << 26 | (rest))

UC_TEST(trap_names_and_signals)
{
	static const struct {
		uint64_t syndrome;
		int signal;
		const char *name;
	} known[] = {
		{SYNDROME(UC_TRAP_UNKNOWN, 0), 4, "invalid opcode"},
		{SYNDROME(UC_TRAP_BREAK, 1000), 4, "invalid opcode"}, /* GCC's __builtin_trap */
		{SYNDROME(UC_TRAP_BREAK, 1), 4, "invalid opcode"},    /* clang's */
		{SYNDROME(UC_TRAP_BREAK, 0), 5, "breakpoint"},
		{SYNDROME(UC_TRAP_STEP, 0), 5, "step"},
		{SYNDROME(UC_TRAP_DATA, 0x07), 11, "page fault"},
		{SYNDROME(UC_TRAP_DATA, 0x4f), 11, "page fault"},
		{SYNDROME(UC_TRAP_FETCH, 0x04), 11, "page fault"},
		{SYNDROME(UC_TRAP_DATA, 0x21), 7, "alignment"},
		{SYNDROME(UC_TRAP_DATA, 0x10), 7, "external abort"},
		{SYNDROME(UC_TRAP_PC_ALIGNMENT, 0), 7, "alignment"},
		{SYNDROME(UC_TRAP_SP_ALIGNMENT, 0), 7, "stack alignment"},
		{SYNDROME(UC_TRAP_FLOATING_POINT, 0), 8, "floating point"},
		{SYNDROME(0x3f, 0), 11, "exception"},
	};
	for (size_t n = 0; n < sizeof(known) / sizeof(known[0]); n++) {
		struct uc_trap trap = {.syndrome = known[n].syndrome};
		UC_CHECK_EQUAL(uc_trap_signal(&trap), known[n].signal);
		UC_CHECK(is(uc_trap_name(&trap), known[n].name));
	}
}

UC_TEST(trap_accesses)
{
	struct uc_trap trap = {.syndrome = SYNDROME(UC_TRAP_DATA, 0x07)};
	UC_CHECK(is(uc_trap_access(&trap), "read"));
	UC_CHECK_EQUAL(uc_trap_code(&trap), 1); /* SEGV_MAPERR */
	trap.syndrome |= UC_TRAP_WRITES;
	UC_CHECK(is(uc_trap_access(&trap), "write"));
	trap.syndrome = SYNDROME(UC_TRAP_FETCH_LOWER, 0x0f);
	UC_CHECK(is(uc_trap_access(&trap), "execute"));
	UC_CHECK_EQUAL(uc_trap_code(&trap), 2); /* SEGV_ACCERR */
	trap.syndrome = SYNDROME(UC_TRAP_DATA, UC_TRAP_ALIGNMENT);
	UC_CHECK(uc_trap_access(&trap) == NULL);
	trap.syndrome = SYNDROME(UC_TRAP_BREAK, 0);
	UC_CHECK(uc_trap_access(&trap) == NULL);
}

static char printed[1280];
static size_t printed_bytes, printed_lines;

static void take(const char *text, size_t bytes)
{
	if (printed_bytes + bytes < sizeof(printed))
		memcpy(printed + printed_bytes, text, bytes);
	printed_bytes += bytes;
	printed_lines += text[bytes - 1] == '\n';
}

static bool printed_contains(const char *text)
{
	size_t length = strlen(text);
	for (size_t n = 0; n + length <= printed_bytes; n++)
		if (memcmp(printed + n, text, length) == 0)
			return true;
	return false;
}

UC_TEST(trap_registers_as_text)
{
	struct uc_trap trap = {.x = {[0] = 0x0123456789abcdef, [30] = UINT64_MAX}, .pc = 0x1000, .syndrome = 6};
	printed_bytes = printed_lines = 0;
	uc_trap_print(&trap, take);
	UC_REQUIRE(printed_bytes < sizeof(printed));
	UC_CHECK_EQUAL(printed_lines, 9);
	UC_CHECK(printed_contains("  x0  0x0123456789abcdef x1  0x0000000000000000"));
	UC_CHECK(printed_contains(" x30 0xffffffffffffffff sp  0x0000000000000000"));
	UC_CHECK(printed_contains(" pc  0x0000000000001000 pst 0x0000000000000000 esr 0x0000000000000006\n"));
}
