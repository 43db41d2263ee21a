/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From entry.S to uc_boot, without stack protector.
 *
 * MUST, in this order: relocate the image (nothing else may use relocated data before); make the console work; install
 * the exception handlers; find the memory, the command line and the modules; give all pages their final rights (text
 * read and execute, .rodata and relocated data read, the rest read and write; no page at zero; nothing writable and
 * executable); call uc_boot. MUST: end the image with a message and the status 125 when any of this cannot be done.
 * MUST: keep the cost independent of the size of memory.
 * MAY: move the image to a random address first, where the loader allows it.
 */
#include "stub.h"
#include <unicore/arch.h>

_Noreturn void uc_stub_start(uintptr_t base, const void *dynamic)
{
	uc_arch_relocate(base, dynamic);
	uc_boot();
}

/*
 * MUST: be the same pointer to the same text at each call, for as long as the image lives; words as lib-boot splits
 * them. MUST: leave out what the loader puts in front (the image's name). MAY: take out the words "uc.…" that it obeys
 * itself.
 */
const char *uc_plat_command_line(void)
{
	return "";
}
