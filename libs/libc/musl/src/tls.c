/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The TLS block of every thread, kernel's and pthreads': musl's struct pthread, and the image's .tdata and .tbss on the
 * side of the thread pointer where the ABI wants them (unicore/tls-layout.h). Instead of musl's __init_tls. Without
 * stack protector: thread 0 is built before there is a canary.
 */
#include "libc.h"
#include "pthread_impl.h"
#include <stdint.h>
#include <string.h>
#include <unicore/libc.h>
#include <unicore/tls-layout.h>

#define ALIGNMENT 64UL
#define ROUND(x) (((x) + ALIGNMENT - 1) & -ALIGNMENT)

/* From the platform's linker script: the TLS segment's image, the end of its file part, its end. */
extern hidden const char uc_tls_image_start[], uc_tls_image_end[], uc_tls_end[];

volatile int __thread_list_lock;

static size_t data_bytes(void)
{
	return ROUND((size_t)(uc_tls_end - uc_tls_image_start));
}

/* The two words behind struct pthread are the dtv, for __tls_get_addr. */
#define DTV_BYTES (2 * sizeof(uintptr_t))

#if UC_TLS_DATA_ABOVE
/* struct pthread ends at the thread pointer; the ABI's words and the dtv come between it and the data. */
#define POINTER_OFFSET ROUND(sizeof(struct pthread))
#define DATA_OFFSET (POINTER_OFFSET + ALIGNMENT)
#define BLOCK_BYTES (DATA_OFFSET + data_bytes())
_Static_assert(GAP_ABOVE_TP + DTV_BYTES <= ALIGNMENT, "they fit before the data");
#else
#define GAP_ABOVE_TP 0
#define POINTER_OFFSET data_bytes()
#define DATA_OFFSET 0
#define BLOCK_BYTES (POINTER_OFFSET + ROUND(sizeof(struct pthread) + DTV_BYTES))
#endif

static struct pthread *pthread_of(void *thread_pointer)
{
	return (struct pthread *)thread_pointer - UC_TLS_DATA_ABOVE;
}

size_t uc_tls_bytes(void)
{
	return BLOCK_BYTES;
}

void *uc_tls_build(void *block, uintptr_t canary)
{
	char *thread_pointer = (char *)block + POINTER_OFFSET, *data = (char *)block + DATA_OFFSET;
	struct pthread *self = pthread_of(thread_pointer);
	memcpy(data, uc_tls_image_start, (size_t)(uc_tls_image_end - uc_tls_image_start));
	self->self = self;
	self->dtv = (uintptr_t *)((char *)(self + 1) + GAP_ABOVE_TP);
	self->dtv[0] = 1;
	self->dtv[1] = (uintptr_t)data;
	self->prev = self->next = self;
	self->canary = canary;
	self->detach_state = DT_JOINABLE;
	self->robust_list.head = &self->robust_list.head;
	self->locale = &libc.global_locale;
	return thread_pointer;
}

void *uc_tls_block(void *thread_pointer)
{
	return (char *)thread_pointer - POINTER_OFFSET;
}

void uc_tls_set_tid(void *thread_pointer, int tid)
{
	pthread_of(thread_pointer)->tid = tid;
}

/* For pthread_create: `memory` is cleared, libc.tls_size long and of any alignment. */
hidden void *__copy_tls(unsigned char *memory)
{
	return pthread_of(uc_tls_build((void *)ROUND((uintptr_t)memory), __pthread_self()->canary));
}

/* For a thread that is used again (SIGEV_THREAD): its variables as they were at first. */
hidden void __reset_tls(void)
{
	char *data = (char *)__pthread_self()->dtv[1];
	size_t image = (size_t)(uc_tls_image_end - uc_tls_image_start);
	memcpy(data, uc_tls_image_start, image);
	memset(data + image, 0, (size_t)(uc_tls_end - uc_tls_image_end));
}
