/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices: what the toolstack wrote is found and checked, and the back end's state is followed. */
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/xen-model.h>
#include <unicore/xenbus.h>

static struct uc_xenbus_device device;

UC_TEST(devices_are_found_in_order)
{
	unsigned numbers[3];
	uc_xen_model_restart();
	UC_CHECK_EQUAL(uc_xenbus_find("vif", numbers, 3), 0);
	uc_xen_model_device("vif", 10, "2");
	uc_xen_model_device("vif", 2, "2");
	uc_xen_model_write(UC_XEN_MODEL_HOME "device/vif/x1", "");
	uc_xen_model_device("vif", 0, "2");
	UC_CHECK_EQUAL(uc_xenbus_find("vif", numbers, 3), 3);
	UC_CHECK(numbers[0] == 0 && numbers[1] == 2 && numbers[2] == 10);
	UC_CHECK_EQUAL(uc_xenbus_find("vif", numbers, 2), 2);
}

UC_TEST(what_cannot_be_is_refused)
{
	static const struct {
		const char *name, *value;
	} wrong[] = {
		{"backend", NULL}, {"backend", ""}, {"backend-id", "x"}, {"backend-id", "32752"}, {"backend-id", NULL}};
	char front[64];
	uc_xen_model_front(front, "vif", 1);
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(wrong); n++) {
		uc_xen_model_restart();
		uc_xen_model_device("vif", 1, "2");
		uc_xen_model_write_at(front, wrong[n].name, wrong[n].value);
		UC_CHECK(uc_xenbus_open(&device, "vif", 1) < 0);
	}
	char long_path[200];
	memset(long_path, 'p', sizeof(long_path));
	long_path[0] = '/';
	long_path[199] = 0;
	uc_xen_model_write_at(front, "backend", long_path);
	UC_CHECK_EQUAL(uc_xenbus_open(&device, "vif", 1), -EINVAL);
}

static void back_answers(const char *path, const char *value)
{
	char front[64], back[64];
	uc_xen_model_front(front, "vif", 1);
	uc_xen_model_back(back, "vif", 1);
	size_t bytes = strlen(front);
	if (strlen(path) != bytes + 6 || memcmp(path, front, bytes) != 0 || memcmp(path + bytes, "/state", 6) != 0)
		return;
	if (value && value[0] == '4')
		uc_xen_model_write_at(back, "state", "4");
}

UC_TEST(the_back_end_is_followed)
{
	char back[64];
	uc_xen_model_restart();
	uc_xen_model.written = back_answers;
	uc_xen_model_device("vif", 1, "2");
	uc_xen_model_back(back, "vif", 1);
	uc_xen_model_write_at(back, "feature-sg", "1");
	UC_CHECK_EQUAL(uc_xenbus_open(&device, "vif", 1), 0);
	UC_CHECK_EQUAL(uc_xenbus_wait(&device, 1u << UC_XENBUS_INIT_WAIT), 0);
	UC_CHECK_EQUAL(uc_xenbus_back_number(&device, "feature-sg", 0), 1);
	UC_CHECK_EQUAL(uc_xenbus_back_number(&device, "feature-none", 7), 7);
	UC_CHECK_EQUAL(uc_xenbus_front_number(0, &device, "tx-ring-ref", 9), 0);
	UC_CHECK_EQUAL(uc_xen_model_read_number(UC_XEN_MODEL_HOME "device/vif/1/tx-ring-ref"), 9);
	UC_CHECK_EQUAL(uc_xenbus_set_state(&device, UC_XENBUS_CONNECTED), 0);
	UC_CHECK_EQUAL(uc_xenbus_wait(&device, 1u << UC_XENBUS_CONNECTED), 0);
	/* It vanishes. */
	uc_xen_model_write(back, NULL);
	UC_CHECK_EQUAL(uc_xenbus_wait(&device, 1u << UC_XENBUS_INIT_WAIT), -EIO);
	UC_CHECK_EQUAL(device.back_state, UC_XENBUS_CLOSED);
	uc_xenbus_close(&device);
	UC_CHECK_EQUAL(uc_xen_model_read_number(UC_XEN_MODEL_HOME "device/vif/1/state"), UC_XENBUS_CLOSED);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

static void change_later(void *back)
{
	/* By then the other thread waits, behind the thread of watches. */
	uc_sleep_until(uc_clock_monotonic_ns() + UC_NS_PER_MS / 5, false);
	uc_xen_model_write_at(back, "state", "2");
}

static struct uc_thread *tester;
static uint64_t seen_ns;

static void note(struct uc_xenbus_device *of)
{
	if (of->back_state == UC_XENBUS_INIT_WAIT && uc_thread_current() != tester)
		seen_ns = uc_clock_monotonic_ns();
}

/** One change; adds to `early` when the thread of watches saw it in good time, to `missed` when who waits did not. */
static void change_once(unsigned *early, unsigned *missed)
{
	struct uc_thread *thread;
	char back[64];
	uc_xen_model_restart();
	uc_xen_model_device("vif", 1, "1");
	uc_xen_model_back(back, "vif", 1);
	UC_CHECK_EQUAL(uc_xenbus_open(&device, "vif", 1), 0);
	device.changed = note;
	seen_ns = 0;
	/* What comes at the beginning is dealt with. */
	uc_sleep_until(uc_clock_monotonic_ns() + UC_NS_PER_MS / 5, false);
	UC_CHECK_EQUAL(uc_thread_create(&thread, NULL, change_later, back), 0);
	uint64_t deadline_ns = uc_clock_monotonic_ns() + CONFIG_XENBUS_ANSWER_MS * UC_NS_PER_MS;
	int result = uc_xenbus_wait(&device, 1u << UC_XENBUS_INIT_WAIT);
	bool was_early = seen_ns != 0 && seen_ns + UC_NS_PER_MS / 5 < deadline_ns;
	*early += was_early;
	*missed += was_early && result != 0;
	UC_CHECK_EQUAL(uc_thread_join(thread), 0);
	device.changed = NULL;
	uc_xenbus_close(&device);
}

UC_TEST(a_change_that_the_thread_of_watches_sees_first)
{
	unsigned early = 0, missed = 0;
	tester = uc_thread_current();
	for (unsigned n = 0; n < 1000 && early < 10; n++)
		change_once(&early, &missed);
	UC_CHECK(early > 0);
	UC_CHECK_EQUAL(missed, 0);
}
