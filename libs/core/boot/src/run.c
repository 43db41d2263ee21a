/* SPDX-License-Identifier: BSD-3-Clause */
/* The first thread: init table, the application, fini table. */
#include "run.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/init.h>
#include <unicore/libc.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/string.h>

/* The image did not come as far as main. */
#define STATUS_NOT_RUN 125

_Noreturn static void give_up(const char *what, int error)
{
	uc_printk("boot: %s: error %d\n", what, -error);
	uc_plat_exit(STATUS_NOT_RUN);
}

static void initialise(void)
{
	for (unsigned n = 0; n < uc_init_count; n++) {
		int error = uc_init_table[n].call();
		if (error != 0)
			give_up(uc_init_table[n].name, error);
	}
}

/* The arguments live as long as the image. */
static char **make_arguments(int *count)
{
	static char *name_only[] = {NULL, NULL};
	const char *line = uc_plat_command_line();
	size_t bytes = strlen(line) + 1;
	char **words = name_only;
	*count = 1;
	if (bytes > 1) {
		size_t most = bytes / 2 + 2; /* with name and end */
		words = uc_heap_alloc_zeroed(1, most * sizeof(char *) + bytes);
		if (words == NULL)
			give_up("arguments", -ENOMEM);
		int split = uc_boot_split(line, (char *)(words + most), words + 1);
		if (split < 0)
			give_up("command line: a quote is not closed", split);
		*count += split;
	}
	words[0] = (char *)uc_image_name;
	return words;
}

void uc_boot_run(void *unused)
{
	static char *no_environment[] = {NULL};
	(void)unused;
	initialise();
	int count;
	char **words = make_arguments(&count);
	uc_image_exit(uc_libc_run(count, words, no_environment));
}

_Noreturn void uc_image_exit(int status)
{
	static bool ending;
	if (!ending) { /* a fini call that ends the image itself */
		ending = true;
		for (unsigned n = 0; n < uc_fini_count; n++)
			uc_fini_table[n].call();
	}
	uc_plat_exit(status & 0xff);
}
