/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console as a file, open as descriptors 0, 1 and 2. What arrives waits in a small buffer, since readiness can only
 * be told by taking what is there. Lines are edited at the other end (the host's terminal), not here.
 */
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/console-file.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

static struct {
	char bytes[256];
	size_t start, end;
	bool ended;
} input;

/* All open console files listen to the same input. */
static struct uc_list open_files = UC_LIST_INIT(open_files);

struct console {
	struct uc_file file;
	struct uc_list node;
};

/* Interrupts off. */
static void tell_all(void)
{
	uc_list_for_each(node, &open_files)
	{
		uc_waitq_wake_all(&UC_CONTAINER_OF(node, struct console, node)->file.waiters, UC_POLL_READABLE);
	}
}

/* Interrupts off. */
static bool look(void)
{
	if (input.start == input.end && !input.ended) {
		long got = uc_plat_console_read(input.bytes, sizeof input.bytes);
		input.ended = got < 0;
		input.start = 0;
		input.end = got > 0 ? (size_t)got : 0;
	}
	return input.start < input.end || input.ended;
}

/* Where the platform cannot tell of input, it is looked for as long as somebody waits. */
#define LOOK_EVERY_NS (20 * UC_NS_PER_MS)

static bool platform_tells;

static bool somebody_waits(void)
{
	uc_list_for_each(node, &open_files)
	{
		if (!uc_list_empty(&UC_CONTAINER_OF(node, struct console, node)->file.waiters.entries))
			return true;
	}
	return false;
}

static void look_again(struct uc_timer *timer)
{
	if (!somebody_waits())
		return;
	if (look())
		tell_all();
	else
		uc_timer_set(timer, uc_clock_monotonic_ns() + LOOK_EVERY_NS);
}

static struct uc_timer timer = {.fire = look_again};

static bool has_input(void)
{
	unsigned long state = uc_plat_irq_save();
	bool found = look();
	if (!found && !platform_tells)
		uc_timer_set(&timer, uc_clock_monotonic_ns() + LOOK_EVERY_NS);
	uc_plat_irq_restore(state);
	return found;
}

static long console_read(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)position;
	if (uc_iovec_bytes(vector, count) == 0)
		return 0;
	if (!has_input()) {
		if (file->flags & UC_O_NONBLOCK)
			return -EAGAIN;
		int error = UC_WAIT_EVENT(&file->waiters, has_input(), UC_FOREVER, true);
		if (error)
			return error;
	}
	long done = 0;
	for (int i = 0; i < count && has_input() && !input.ended; i++) {
		size_t part = input.end - input.start < vector[i].bytes ? input.end - input.start : vector[i].bytes;
		memcpy(vector[i].base, input.bytes + input.start, part);
		input.start += part;
		done += (long)part;
	}
	return done;
}

static long console_write(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	(void)file, (void)position;
	for (int i = 0; i < count; i++)
		uc_plat_console_write(vector[i].base, vector[i].bytes);
	return (long)uc_iovec_bytes(vector, count);
}

static unsigned console_poll(struct uc_file *file)
{
	(void)file;
	return UC_POLL_WRITABLE | (has_input() ? UC_POLL_READABLE : 0);
}

static int console_stat(struct uc_file *file, struct uc_stat *stat)
{
	(void)file;
	stat->mode = UC_S_IFCHR | 0620;
	stat->nlink = 1;
	stat->ino = 1;
	stat->rdev = 5 << 8 | 1; /* /dev/console */
	stat->blksize = 1024;
	return 0;
}

/* include/uapi/asm-generic/termbits.h */
struct terminal {
	uint32_t input, output, control, local;
	uint8_t line, characters[19];
};

static struct terminal terminal = {.input = 0x500, .output = 0x5, .control = 0xbf, .local = 0x8a3b};

/* A terminal: programs buffer their output by lines then. Its modes are kept, and without effect. */
static long console_control(struct uc_file *file, unsigned request, void *argument)
{
	static const uint16_t window[4] = {24, 80, 0, 0};
	(void)file;
	if (!argument)
		return -EFAULT;
	switch (request) {
	case UC_TCGETS:
		memcpy(argument, &terminal, sizeof terminal);
		return 0;
	case UC_TCSETS:
	case UC_TCSETSW:
	case UC_TCSETSF:
		memcpy(&terminal, argument, sizeof terminal);
		return 0;
	case UC_TIOCGWINSZ:
		memcpy(argument, window, sizeof window);
		return 0;
	case UC_FIONREAD:
		*(int *)argument = has_input() ? (int)(input.end - input.start) : 0;
		return 0;
	default:
		return -ENOTTY;
	}
}

static void console_release(struct uc_file *file)
{
	struct console *console = UC_CONTAINER_OF(file, struct console, file);
	unsigned long state = uc_plat_irq_save();
	uc_list_remove(&console->node);
	uc_plat_irq_restore(state);
	uc_heap_free(console);
}

static const struct uc_file_operations operations = {
	.read = console_read,
	.write = console_write,
	.stat = console_stat,
	.control = console_control,
	.poll = console_poll,
	.release = console_release,
};

struct uc_file *uc_console_file(unsigned flags)
{
	struct console *console = uc_heap_alloc(sizeof *console);
	if (!console)
		return NULL;
	uc_file_init(&console->file, &operations, flags);
	unsigned long state = uc_plat_irq_save();
	uc_list_add_before(&open_files, &console->node);
	uc_plat_irq_restore(state);
	return &console->file;
}

int uc_console_open(void)
{
	struct uc_file *file = uc_console_file(UC_O_RDWR);
	if (!file)
		return -ENOMEM;
	platform_tells = uc_plat_on_console_input(tell_all) == 0;
	for (int descriptor = 0; descriptor < 3; descriptor++) {
		uc_file_get(file);
		int result = uc_descriptor_install(file, descriptor, false);
		if (result < 0)
			return result;
	}
	uc_file_put(file);
	return 0;
}
