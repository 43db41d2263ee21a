/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * xenstore's control/shutdown (docs/misc/xenstore-paths.pandoc, "control/shutdown"): a word asks, and is removed to say
 * that it was heard. The domain tells first, by control/feature-…, what it understands.
 */
#include <unicore/errno.h>
#include <unicore/printk.h>
#include <unicore/string.h>
#include <unicore/xenbus.h>

#define WORD "control/shutdown"

static bool is(const char *text, const char *word)
{
	size_t bytes = strlen(word) + 1;
	return strlen(text) + 1 == bytes && memcmp(text, word, bytes) == 0;
}

static int hear(uc_xenbus_transaction transaction, void *argument)
{
	char *word = argument;
	long length = uc_xenbus_read(transaction, WORD, word, 16);
	if (length <= 0) {
		word[0] = 0;
		return length == -ENOENT ? 0 : (int)length;
	}
	return uc_xenbus_write(transaction, WORD, "");
}

static void on_word(struct uc_xenbus_watch *watch)
{
	char word[16];
	(void)watch;
	if (uc_xenbus_transact(hear, word) < 0)
		return;
	if (is(word, "poweroff") || is(word, "halt"))
		uc_xen_ask_shutdown(false);
	else if (is(word, "reboot"))
		uc_xen_ask_shutdown(true);
	else if (is(word, "suspend"))
		(void)uc_xen_suspend();
	else if (word[0])
		uc_printk("xen: the toolstack asks for '%s', which is not known here\n", word);
}

int uc_xen_control_init(void);
int uc_xen_control_init(void)
{
	static struct uc_xenbus_watch watch = {.path = WORD, .changed = on_word};
	static const char *const features[] = {"control/feature-poweroff", "control/feature-reboot",
					       "control/feature-suspend"};
	/* A toolstack that does not let us write there asks all the same. */
	for (unsigned n = 0; n < sizeof(features) / sizeof(features[0]); n++)
		(void)uc_xenbus_write(0, features[n], "1");
	/* Without xenstore nobody asks. */
	(void)uc_xenbus_watch(&watch);
	return 0;
}
