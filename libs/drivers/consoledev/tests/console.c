/* SPDX-License-Identifier: BSD-3-Clause */
/* The contract. Where somebody listens (tests/e2e), what comes is echoed until a line "end"; else nothing blocks. */
#include <unicore/clock.h>
#include <unicore/consoledev.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define MOST_BYTES (2u << 20)

static struct uc_waitq wake;
static volatile bool is_ready;

static void ready(struct uc_consoledev *console)
{
	(void)console;
	is_ready = true;
	uc_waitq_wake_all(&wake, 0);
}

static struct uc_consoledev *device(void)
{
	struct uc_device *first = uc_device_next(UC_DEVICE_CONSOLE, NULL);
	if (!first)
		uc_test_skip("there is no console device");
	return (struct uc_consoledev *)first;
}

static bool wait(void)
{
	int result = UC_WAIT_EVENT(&wake, is_ready, uc_clock_monotonic_ns() + 5 * UC_NS_PER_SECOND, false);
	is_ready = false;
	return result == 0;
}

static bool write_all(struct uc_consoledev *console, const char *text, size_t bytes)
{
	for (size_t done = 0; done < bytes;) {
		long some = console->write(console, text + done, bytes - done);
		if (some < 0)
			return false;
		done += (size_t)some;
		if (some == 0 && !wait())
			return false;
	}
	return true;
}

static bool is_end(const char *text, size_t bytes)
{
	return bytes >= 4 && memcmp(text + bytes - 4, "end\n", 4) == 0;
}

UC_TEST(a_console_echoes)
{
	static char text[8192];
	struct uc_consoledev *console = device();
	if (!console)
		return;
	uc_waitq_init(&wake);
	console->ready = ready;
	UC_CHECK(write_all(console, "ready\n", 6));
	for (size_t total = 0; total < MOST_BYTES;) {
		long bytes = console->read(console, text, sizeof(text));
		UC_REQUIRE(bytes >= 0);
		if (bytes == 0 && !wait())
			break;
		UC_CHECK(write_all(console, text, (size_t)bytes));
		total += (size_t)bytes;
		if (is_end(text, (size_t)bytes))
			break;
	}
	console->ready = NULL;
}
