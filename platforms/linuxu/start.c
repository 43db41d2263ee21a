/* SPDX-License-Identifier: BSD-3-Clause */
/* From the host's loader to uc_boot: relocation, final rights, arguments, memory, traps. Without stack protector. */
#include "linuxu.h"
#include <unicore/arch.h>

/* From the linker script: what is read-only once it is relocated. */
extern const char uc_relro_start[] __attribute__((visibility("hidden")));
extern const char uc_relro_end[] __attribute__((visibility("hidden")));

/* Entries of the auxiliary vector: uapi linux/auxvec.h. */
enum { AT_NULL = 0, AT_PAGESZ = 6, AT_HWCAP2 = 26, AT_SYSINFO_EHDR = 33 };

const void *uc_linuxu_vdso;
unsigned long uc_linuxu_hwcap2;

static void read_auxiliary(const uintptr_t *entry)
{
	for (; entry[0] != AT_NULL; entry += 2) {
		if (entry[0] == AT_SYSINFO_EHDR)
			uc_linuxu_vdso = (const void *)entry[1];
		else if (entry[0] == AT_HWCAP2)
			uc_linuxu_hwcap2 = entry[1];
	}
}

void uc_linuxu_sigaction(int signal, void (*handler)(int, void *, void *), unsigned long flags)
{
	struct host_sigaction action = {
		.handler = handler,
		.flags = flags | HOST_SA_SIGINFO | HOST_SA_RESTORER,
		.restorer = uc_linuxu_sigreturn,
		.mask = HOST_SIGNAL_BIT(HOST_SIGTERM) | HOST_SIGNAL_BIT(HOST_SIGINT) | HOST_SIGNAL_BIT(HOST_SIGALRM),
	};
	HOST_CALL(HOST_RT_SIGACTION, signal, &action, 0, sizeof(action.mask));
}

#if CONFIG_BUILD_SANITIZE_ADDRESS
/* lib-asan's shadow: a byte for each 8 of the 47 bits of address space. */
static void map_shadow(void)
{
	void *shadow = (void *)0x7fff8000;
	long flags = HOST_MAP_PRIVATE | HOST_MAP_ANONYMOUS | HOST_MAP_NORESERVE | HOST_MAP_FIXED;
	if (HOST_CALL(HOST_MMAP, shadow, 1ul << 44, HOST_PROT_READ | HOST_PROT_WRITE, flags, -1, 0) < 0)
		uc_linuxu_fail("shadow of the address sanitizer", "the host gives no address space");
}
#else
static void map_shadow(void)
{
}
#endif

_Noreturn void uc_linuxu_start(uintptr_t *stack, uintptr_t base, const void *dynamic)
{
	uc_arch_relocate(base, dynamic);
	map_shadow();
	if (uc_plat_protect((void *)uc_relro_start, (size_t)(uc_relro_end - uc_relro_start), UC_RIGHT_READ) != 0)
		uc_linuxu_fail("relocated data", "the host does not make it read-only");

	int argc = (int)stack[0];
	char **argv = (char **)(stack + 1);
	uintptr_t *after_environment = stack + argc + 2;
	while (*after_environment++ != 0)
		;
	read_auxiliary(after_environment);
	uc_linuxu_traps_init();
	/* A console or socket that nobody reads any more is an error to whom writes, not the end. */
	uc_linuxu_sigaction(HOST_SIGPIPE, HOST_SIG_IGN, 0);
	uc_linuxu_options(argc, argv);
	uc_boot();
}
