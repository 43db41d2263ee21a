/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The TLS block of a thread: a control block, and the image's .tdata and .tbss on the side of the thread pointer where
 * the ABI wants them (unicore/tls-layout.h). Early: without stack protector.
 */
#include <unicore/compiler.h>
#include <unicore/libc.h>
#include <unicore/string.h>
#include <unicore/tls-layout.h>

#define TLS_ALIGNMENT 64UL

/* From the platform's linker script: the TLS segment's image, the end of its file part, its end. */
extern const char uc_tls_image_start[], uc_tls_image_end[], uc_tls_end[];

#if UC_TLS_DATA_ABOVE
/* Ends at the thread pointer. */
struct control {
	int tid;
	char unused[TLS_ALIGNMENT + UC_TLS_CANARY - sizeof(int)];
	uintptr_t canary;
	char more[-UC_TLS_CANARY - (int)sizeof(uintptr_t)];
};
_Static_assert(sizeof(struct control) == TLS_ALIGNMENT, "the thread pointer is aligned as the data are");
#else
/* Begins at the thread pointer, where the ABI wants its own address. */
struct control {
	struct control *self;
	char unused[UC_TLS_CANARY - sizeof(struct control *)];
	uintptr_t canary;
	int tid;
};
_Static_assert(offsetof(struct control, canary) == UC_TLS_CANARY, "the compiler reads the canary there");
#endif

static size_t data_bytes(void)
{
	return UC_ALIGN_UP((size_t)(uc_tls_end - uc_tls_image_start), TLS_ALIGNMENT);
}

/* From the beginning of the block to the thread pointer. */
static size_t pointer_offset(void)
{
	return UC_TLS_DATA_ABOVE ? sizeof(struct control) : data_bytes();
}

static struct control *control_of(void *thread_pointer)
{
	return (struct control *)thread_pointer - UC_TLS_DATA_ABOVE;
}

/* Above the thread pointer the ABI keeps some words, up to the data's alignment. */
#define ABOVE_BYTES (UC_TLS_DATA_ABOVE * TLS_ALIGNMENT)

size_t uc_tls_bytes(void)
{
	return data_bytes() + sizeof(struct control) + ABOVE_BYTES;
}

void *uc_tls_build(void *block, uintptr_t canary)
{
	char *thread_pointer = (char *)block + pointer_offset();
	char *data = UC_TLS_DATA_ABOVE ? thread_pointer + ABOVE_BYTES : block;
	memcpy(data, uc_tls_image_start, (size_t)(uc_tls_image_end - uc_tls_image_start));
#if !UC_TLS_DATA_ABOVE
	control_of(thread_pointer)->self = control_of(thread_pointer);
#endif
	control_of(thread_pointer)->canary = canary;
	return thread_pointer;
}

void *uc_tls_block(void *thread_pointer)
{
	return (char *)thread_pointer - pointer_offset();
}

void uc_tls_set_tid(void *thread_pointer, int tid)
{
	control_of(thread_pointer)->tid = tid;
}
