/* SPDX-License-Identifier: BSD-3-Clause */
/* From the boot to main: what musl's __libc_start_main does, without a kernel's stack. */
#include "libc.h"
#include "pthread_impl.h"
#include "syscall.h"
#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <unicore/libc.h>
#include <unicore/platform.h>
#include <unicore/posix-thread.h>
#include <unistd.h>

int main(int argc, char **argv, char **envp);

extern weak hidden void (*const __init_array_start)(void), (*const __init_array_end)(void);
extern weak hidden const Elf64_Ehdr __ehdr_start;

static char random_bytes[16];
static size_t auxiliary[2 * 12 + 2];

static size_t *put(size_t *vector, size_t type, size_t value)
{
	vector[0] = type;
	vector[1] = value;
	return vector + 2;
}

/* getauxval, dl_iterate_phdr and programs that look behind envp find these. */
static void make_auxiliary(const char *name)
{
	size_t *vector = auxiliary;
	const Elf64_Ehdr *volatile header = &__ehdr_start;
	vector = put(vector, AT_PAGESZ, UC_PAGE_BYTES);
	if (header) {
		vector = put(vector, AT_PHDR, (size_t)header + header->e_phoff);
		vector = put(vector, AT_PHENT, header->e_phentsize);
		vector = put(vector, AT_PHNUM, header->e_phnum);
		vector = put(vector, AT_ENTRY, header->e_entry);
	}
	if (uc_plat_entropy(random_bytes, sizeof random_bytes) == 0)
		vector = put(vector, AT_RANDOM, (size_t)random_bytes);
	vector = put(vector, AT_CLKTCK, 100);
	vector = put(vector, AT_EXECFN, (size_t)name);
	put(vector, AT_NULL, 0);
	libc.auxv = auxiliary;
}

static void set_name(char *path)
{
	__progname = __progname_full = path;
	for (char *c = path; *c; c++)
		if (*c == '/')
			__progname = c + 1;
}

int uc_libc_run(int argc, char **argv, char **envp)
{
	char *name = argc > 0 ? argv[0] : "";
	__environ = envp;
	libc.page_size = UC_PAGE_BYTES;
	libc.can_do_threads = 1;
	libc.tls_size = uc_tls_bytes() + 64;
	make_auxiliary(name);
	set_name(name);
	__pthread_self()->tid = __syscall(SYS_set_tid_address, &__thread_list_lock);

	uc_posix_program();
	uintptr_t call = (uintptr_t)&__init_array_start;
	for (; call < (uintptr_t)&__init_array_end; call += sizeof(void (*)(void)))
		(*(void (**)(void))call)();
	exit(main(argc, argv, envp));
}
