/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions: names, signals, accesses, registers as text. */
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/trap.h>

static bool is(const char *text, const char *expected)
{
	return text != NULL && strlen(text) == strlen(expected) && memcmp(text, expected, strlen(expected)) == 0;
}

UC_TEST(trap_names_and_signals)
{
	static const struct {
		uint64_t vector;
		int signal;
		const char *name;
	} known[] = {
		{0, 8, "division"},
		{3, 5, "breakpoint"},
		{6, 4, "invalid opcode"},
		{13, 11, "general protection"},
		{14, 11, "page fault"},
		{17, 7, "alignment"},
		{19, 8, "SIMD floating point"},
		{9, 11, "exception"},
		{255, 11, "exception"},
	};
	for (size_t n = 0; n < sizeof(known) / sizeof(known[0]); n++) {
		struct uc_trap trap = {.vector = known[n].vector};
		UC_CHECK_EQUAL(uc_trap_signal(&trap), known[n].signal);
		UC_CHECK(is(uc_trap_name(&trap), known[n].name));
	}
}

UC_TEST(trap_accesses)
{
	struct uc_trap trap = {.vector = 14, .error = 0x4};
	UC_CHECK(is(uc_trap_access(&trap), "read"));
	trap.error = 0x7;
	UC_CHECK(is(uc_trap_access(&trap), "write"));
	trap.error = 0x15;
	UC_CHECK(is(uc_trap_access(&trap), "execute"));
	trap.vector = 13;
	UC_CHECK(uc_trap_access(&trap) == NULL);
}

static char printed[1024];
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
	struct uc_trap trap = {.rax = 0x0123456789abcdef, .r15 = UINT64_MAX, .rip = 0x1000, .error = 6};
	printed_bytes = printed_lines = 0;
	uc_trap_print(&trap, take);
	UC_REQUIRE(printed_bytes < sizeof(printed));
	UC_CHECK(printed_lines >= 4);
	UC_CHECK(printed_contains("  rax 0x0123456789abcdef rbx 0x0000000000000000"));
	UC_CHECK(printed_contains(" r15 0xffffffffffffffff\n"));
	UC_CHECK(printed_contains(" rip 0x0000000000001000"));
	UC_CHECK(printed_contains(" err 0x0000000000000006\n"));
}
