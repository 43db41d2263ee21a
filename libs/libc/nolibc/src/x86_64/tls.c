/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The TLS block of a thread: the image's .tdata and .tbss end where the control block begins, to which the thread
 * pointer points (variant II of Drepper, ELF Handling For Thread-Local Storage, section 3.4.6). Early: without stack
 * protector.
 */
#include <unicore/compiler.h>
#include <unicore/libc.h>
#include <unicore/string.h>

#define TLS_ALIGNMENT 64UL

/* From the platform's linker script: the TLS segment's image, the end of its file part, its end. */
extern const char uc_tls_image_start[], uc_tls_image_end[], uc_tls_end[];

struct control {
	struct control *self; /* fs:0, by the ABI */
	uintptr_t unused[4];
	uintptr_t canary; /* fs:0x28, by the compiler */
	int tid;
};

_Static_assert(offsetof(struct control, canary) == 0x28, "the compiler reads the canary there");

static size_t data_bytes(void)
{
	return UC_ALIGN_UP((size_t)(uc_tls_end - uc_tls_image_start), TLS_ALIGNMENT);
}

size_t uc_tls_bytes(void)
{
	return data_bytes() + sizeof(struct control);
}

void *uc_tls_build(void *block, uintptr_t canary)
{
	struct control *control = (struct control *)((char *)block + data_bytes());
	memcpy(block, uc_tls_image_start, (size_t)(uc_tls_image_end - uc_tls_image_start));
	control->self = control;
	control->canary = canary;
	return control;
}

void *uc_tls_block(void *thread_pointer)
{
	return (char *)thread_pointer - data_bytes();
}

void uc_tls_set_tid(void *thread_pointer, int tid)
{
	((struct control *)thread_pointer)->tid = tid;
}
