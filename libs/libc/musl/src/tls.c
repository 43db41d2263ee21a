/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The TLS block of every thread, kernel's and pthreads': the image's .tdata and .tbss, right below musl's struct
 * pthread, to which the thread pointer points. Instead of musl's __init_tls. Without stack protector: thread 0 is built
 * before there is a canary.
 */
#include "libc.h"
#include "pthread_impl.h"
#include <stdint.h>
#include <string.h>
#include <unicore/libc.h>

#define ALIGNMENT 64UL
#define ROUND(x) (((x) + ALIGNMENT - 1) & -ALIGNMENT)

/* From the platform's linker script: the TLS segment's image, the end of its file part, its end. */
extern hidden const char uc_tls_image_start[], uc_tls_image_end[], uc_tls_end[];

volatile int __thread_list_lock;

static size_t below_bytes(void)
{
	return ROUND((size_t)(uc_tls_end - uc_tls_image_start));
}

/* The two words at the end are the dtv, for __tls_get_addr. */
size_t uc_tls_bytes(void)
{
	return below_bytes() + ROUND(sizeof(struct pthread) + 2 * sizeof(uintptr_t));
}

void *uc_tls_build(void *block, uintptr_t canary)
{
	struct pthread *self = (void *)((char *)block + below_bytes());
	memcpy(block, uc_tls_image_start, (size_t)(uc_tls_image_end - uc_tls_image_start));
	self->self = self;
	self->dtv = (uintptr_t *)(self + 1);
	self->dtv[0] = 1;
	self->dtv[1] = (uintptr_t)block;
	self->prev = self->next = self;
	self->canary = canary;
	self->detach_state = DT_JOINABLE;
	self->robust_list.head = &self->robust_list.head;
	self->locale = &libc.global_locale;
	return self;
}

void *uc_tls_block(void *thread_pointer)
{
	return (char *)thread_pointer - below_bytes();
}

void uc_tls_set_tid(void *thread_pointer, int tid)
{
	((struct pthread *)thread_pointer)->tid = tid;
}

/* For pthread_create: `memory` is cleared, libc.tls_size long and of any alignment. */
hidden void *__copy_tls(unsigned char *memory)
{
	return uc_tls_build((void *)ROUND((uintptr_t)memory), __pthread_self()->canary);
}

/* For a thread that is used again (SIGEV_THREAD): its variables as they were at first. */
hidden void __reset_tls(void)
{
	char *block = uc_tls_block(__pthread_self());
	size_t image = (size_t)(uc_tls_image_end - uc_tls_image_start);
	memcpy(block, uc_tls_image_start, image);
	memset(block + image, 0, (size_t)(uc_tls_end - uc_tls_image_end));
}
