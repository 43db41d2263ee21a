/* SPDX-License-Identifier: BSD-3-Clause */
/* Random calls, with a book of who holds each page: nothing is handed out twice, nothing is lost. */
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define SLOTS 64
#define CALLS 20000

static struct {
	uint64_t *pages;
	size_t count;
	uint64_t mark;
} book[SLOTS];

static size_t held_pages;

static void mark_pages(unsigned slot)
{
	book[slot].mark = uc_test_random();
	for (size_t n = 0; n < book[slot].count; n++)
		book[slot].pages[n * UC_PAGE_BYTES / sizeof(uint64_t)] = book[slot].mark + n;
}

static void check_pages(unsigned slot)
{
	for (size_t n = 0; n < book[slot].count; n++)
		UC_CHECK(book[slot].pages[n * UC_PAGE_BYTES / sizeof(uint64_t)] == book[slot].mark + n);
}

static void take(unsigned slot)
{
	size_t count = 1 + uc_test_random() % 24, alignment = UC_PAGE_BYTES << uc_test_random() % 5;
	uint64_t *pages = uc_test_random() % 3 ? uc_pages_alloc(count) : uc_pages_alloc_aligned(count, alignment);
	if (!pages)
		return;
	book[slot].pages = pages;
	book[slot].count = count;
	held_pages += count;
	mark_pages(slot);
}

/* Gives back the end of a range, or all of it, or takes more behind it. */
static void change(unsigned slot)
{
	check_pages(slot);
	size_t count = book[slot].count, words = UC_PAGE_BYTES / sizeof(uint64_t);
	if (uc_test_random() % 4 == 0 && uc_pages_claim(book[slot].pages + count * words, 2) == 0) {
		book[slot].count += 2;
		held_pages += 2;
	} else {
		size_t kept = uc_test_random() % 2 ? 0 : uc_test_random() % count;
		uc_pages_free(book[slot].pages + kept * words, count - kept);
		book[slot].count = kept;
		held_pages -= count - kept;
	}
	mark_pages(slot);
}

UC_TEST(random_calls_keep_every_page)
{
	size_t before = uc_pages_free_count();
	for (unsigned n = 0; n < CALLS; n++) {
		unsigned slot = uc_test_random() % SLOTS;
		if (book[slot].count)
			change(slot);
		else
			take(slot);
		if (uc_pages_free_count() + held_pages != before) {
			UC_CHECK_EQUAL(uc_pages_free_count(), before - held_pages);
			break;
		}
	}
	for (unsigned slot = 0; slot < SLOTS; slot++) {
		check_pages(slot);
		uc_pages_free(book[slot].pages, book[slot].count);
		book[slot].count = 0;
	}
	held_pages = 0;
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}
