/* SPDX-License-Identifier: BSD-3-Clause */
/* Says where it runs and what it was given; a block of the heap and a second thread show that both are there. */
#include "target.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicore/pagealloc.h>
#include <unicore/sched.h>

#define BLOCK_BYTES 65536

static void greet(void *block)
{
	printf("thread %d: hello with %d bytes of its own\n", uc_thread_id(uc_thread_current()), BLOCK_BYTES);
	memset(block, 0x55, BLOCK_BYTES);
}

/* The first argument is the status that the image ends with. */
int main(int argc, char **argv)
{
	printf("Hello from %s\n", TARGET);
	for (int n = 1; n < argc; n++)
		printf("argument %d: %s\n", n, argv[n]);
	printf("free: %zu of %zu KiB\n", uc_pages_free_count() * UC_PAGE_BYTES / 1024,
	       uc_pages_total() * UC_PAGE_BYTES / 1024);

	void *block = malloc(BLOCK_BYTES);
	struct uc_thread *thread;
	struct uc_thread_attributes attributes = {.name = "greeter"};
	if (!block || uc_thread_create(&thread, &attributes, greet, block) != 0) {
		fputs("out of memory\n", stderr);
		return EXIT_FAILURE;
	}
	uc_thread_join(thread);
	free(block);
	return argc > 1 ? atoi(argv[1]) : EXIT_SUCCESS;
}
