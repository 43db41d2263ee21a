/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The toolstack's requests: Xen's docs/misc/xenstore-paths.pandoc, ~/control/shutdown. What takes its time is done by a
 * thread of its own, as watches are needed meanwhile.
 */
#include "control.h"
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/printk.h>
#include <unicore/sched.h>
#include <unicore/string.h>

#define SECOND_NS 1000000000ull
#define STACK_BYTES 8192

static struct uc_waitq wake = UC_WAITQ_INIT(wake);
static bool suspend_due;

void control_wake(void)
{
	uc_waitq_wake_all(&wake, 0);
}

static bool is(const char *text, const char *word)
{
	size_t bytes = strlen(word) + 1;
	return strlen(text) + 1 == bytes && memcmp(text, word, bytes) == 0;
}

static void shutdown_changed(struct uc_xenbus_watch *watch)
{
	char word[32];
	long bytes = uc_xenbus_read(0, watch->path, word, sizeof(word));
	if (bytes <= 0)
		return;
	/* That it was heard. */
	uc_xenbus_write(0, watch->path, "");
	if (is(word, "poweroff") || is(word, "halt")) {
		uc_xen_ask_shutdown(false);
	} else if (is(word, "reboot")) {
		uc_xen_ask_shutdown(true);
	} else if (is(word, "suspend")) {
		suspend_due = true;
		control_wake();
	} else {
		uc_printk("xen: the toolstack asks for \"%s\", which is not known\n", word);
	}
}

static bool has_work(void)
{
#if CONFIG_XENCONTROL_BALLOON
	if (control_balloon_is_due())
		return true;
#endif
	return suspend_due;
}

static void work(void *unused)
{
	(void)unused;
	for (;;) {
		UC_WAIT_EVENT(&wake, has_work(), UC_FOREVER, false);
		if (suspend_due) {
			suspend_due = false;
			uc_xen_suspend();
		}
#if CONFIG_XENCONTROL_BALLOON
		if (control_balloon_is_due() && !control_balloon())
			UC_WAIT_EVENT(&wake, suspend_due, uc_clock_monotonic_ns() + SECOND_NS, false);
#endif
	}
}

int uc_xencontrol_init(void);
int uc_xencontrol_init(void)
{
	static const struct uc_thread_attributes attributes = {.name = "xencontrol", .stack_bytes = STACK_BYTES};
	static struct uc_xenbus_watch watch = {.path = "control/shutdown", .changed = shutdown_changed};
	static const char *const features[] = {"control/feature-poweroff", "control/feature-reboot",
					       "control/feature-suspend"};
	/* Toolstacks may forbid them; then they do not ask for them either. */
	for (size_t n = 0; n < UC_ARRAY_LENGTH(features); n++)
		if (uc_xenbus_write(0, features[n], "1") == -ENODEV)
			return 0;
	struct uc_thread *thread;
	int error = uc_thread_create(&thread, &attributes, work, NULL);
	if (error != 0)
		return error;
	uc_thread_detach(thread);
	error = uc_xenbus_watch(&watch);
	if (error != 0)
		uc_printk("xen: the toolstack's requests are not heard: error %d\n", -error);
#if CONFIG_XENCONTROL_BALLOON
	control_balloon_init();
#endif
	return 0;
}
