/* SPDX-License-Identifier: BSD-3-Clause */
/* TLS blocks: how one is built, and that the one of the running thread is such a block. */
#include <stdint.h>
#include <unicore/heap.h>
#include <unicore/libc.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>

static _Thread_local uint64_t value = 0x0123456789abcdef;
static _Thread_local uint64_t zero;
static _Thread_local unsigned char aligned __attribute__((aligned(64))) = 9;

UC_TEST(variables_begin_with_their_values)
{
	UC_CHECK(value == 0x0123456789abcdef);
	UC_CHECK(zero == 0);
	UC_CHECK(aligned == 9);
	UC_CHECK_EQUAL((uintptr_t)&aligned % 64, 0);
}

UC_TEST(a_block_holds_what_it_was_built_with)
{
	size_t bytes = uc_tls_bytes();
	UC_CHECK(bytes >= sizeof value + sizeof zero);
	unsigned char *block = uc_heap_alloc_aligned(64, bytes + 64);
	UC_REQUIRE(block);
	memset(block, 0, bytes);
	memset(block + bytes, 0xee, 64);
	char *pointer = uc_tls_build(block, 0x1122334455667700);
	UC_CHECK(pointer >= (char *)block && pointer < (char *)block + bytes);
	UC_CHECK(uc_tls_block(pointer) == block);
	UC_CHECK_EQUAL((uintptr_t)pointer % 64, 0);
	uc_tls_set_tid(pointer, 4711);
	for (unsigned n = 0; n < 64; n++)
		UC_CHECK_EQUAL(block[bytes + n], 0xee);
	uc_heap_free(block);
}

static void look(void *other)
{
	*(uint64_t **)other = &value;
	UC_CHECK(value == 0x0123456789abcdef && zero == 0 && aligned == 9);
	zero = 5;
}

UC_TEST(each_thread_has_its_own)
{
	struct uc_thread *thread;
	uint64_t *other = NULL;
	value++;
	UC_REQUIRE(uc_thread_create(&thread, NULL, look, &other) == 0);
	uc_thread_join(thread);
	UC_CHECK(other && other != &value);
	UC_CHECK(value == 0x0123456789abcdf0 && zero == 0);
	value--;
}

static volatile unsigned sink;

/* Has a canary; returns to the right place only if it is the same before and after the switches. */
static __attribute__((noinline)) void frame_with_array(void *unused)
{
	volatile unsigned char array[32];
	(void)unused;
	array[0] = 1;
	for (unsigned n = 1; n < 32; n++) {
		array[n] = (unsigned char)(array[n - 1] + 1);
		uc_thread_yield();
	}
	sink = array[31];
}

UC_TEST(the_canary_holds_over_switches)
{
	struct uc_thread *threads[4];
	for (unsigned n = 0; n < 4; n++)
		UC_REQUIRE(uc_thread_create(&threads[n], NULL, frame_with_array, NULL) == 0);
	frame_with_array(NULL);
	for (unsigned n = 0; n < 4; n++)
		uc_thread_join(threads[n]);
	UC_CHECK_EQUAL(sink, 32);
}

static __attribute__((noinline)) void overrun(volatile char *array, unsigned bytes)
{
	for (unsigned n = 0; n < bytes; n++)
		array[n] = 'x';
}

static __attribute__((noinline)) void smash(void *unused)
{
	char array[16];
	(void)unused;
	overrun(array, 64);
}

UC_CRASH_TEST(smash_in_a_thread)
{
	struct uc_thread *thread;
	uc_thread_create(&thread, NULL, smash, NULL);
	uc_thread_join(thread);
}
