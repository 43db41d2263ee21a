/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * 12,000 times a xenstore that answers well, nearly well, or nonsense: calls return, nothing around their buffers
 * changes, and no memory is lost.
 */
#include <unicore/errno.h>
#include <unicore/printk.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/xen-model.h>
#include <unicore/xenbus.h>

#define CASES 12000
#define ROUNDS 12
#define GUARD 64

static struct {
	char before[GUARD], text[64], after[GUARD];
} memory;

static unsigned broken, good, failed, changes;

static void on_change(struct uc_xenbus_watch *watch)
{
	(void)watch;
	changes++;
}

static int fill(uc_xenbus_transaction transaction, void *argument)
{
	(void)argument;
	return uc_xenbus_write(transaction, "t", "1");
}

static void count(long result)
{
	*(result >= 0 ? &good : &failed) += 1;
}

static void one_round(void)
{
	uint64_t number;
	switch (uc_xen_model_below(5)) {
	case 0:
		count(uc_xenbus_read(0, "some/thing", memory.text, 1 + uc_xen_model_below(sizeof(memory.text))));
		return;
	case 1:
		count(uc_xenbus_list(0, "some", memory.text, 1 + uc_xen_model_below(sizeof(memory.text))));
		return;
	case 2:
		count(uc_xenbus_write_number(0, "some/thing", uc_test_random()));
		return;
	case 3:
		count(uc_xenbus_read_number(0, "some/thing", &number));
		return;
	default:
		count(uc_xenbus_transact(fill, NULL));
	}
}

static void one_case(void)
{
	struct uc_xenbus_watch watch = {.path = "some", .changed = on_change};
	bool is_broken = false;
	uc_xen_model_write(UC_XEN_MODEL_HOME "some/thing", "12345");
	uc_xen_model_write(UC_XEN_MODEL_HOME "some/other", "");
	/* An answer that never comes is waited for: those that are lost would take the test's time. */
	uc_xen_model.bad_replies = 9 + uc_xen_model_below(120);
	int watched = uc_xenbus_watch(&watch);
	for (unsigned n = 0; n < ROUNDS && !is_broken; n++) {
		one_round();
		is_broken = uc_xenbus_write(0, "x", "y") == -EIO;
		if (uc_xen_model_below(4) == 0)
			uc_xen_model_write(UC_XEN_MODEL_HOME "some/other", "new");
	}
	broken += is_broken;
	if (watched == 0)
		uc_xenbus_unwatch(&watch);
}

UC_TEST(nonsense_harms_nobody)
{
	memset(&memory, 0x55, sizeof(memory));
	uc_xen_model_cases(one_case, CASES);
	for (unsigned n = 0; n < GUARD; n++)
		UC_CHECK(memory.before[n] == 0x55 && memory.after[n] == 0x55);
	UC_CHECK(broken > CASES / 8 && good > CASES && failed > CASES / 8 && changes > 0);
	uc_printk("# %u connections broke, %u calls went well, %u failed\n", broken, good, failed);
}
