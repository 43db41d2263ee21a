/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes and small macros that every file of ours may use. */
#ifndef UNICORE_COMPILER_H
#define UNICORE_COMPILER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UC_NORETURN _Noreturn
#define UC_UNUSED __attribute__((unused))
#define UC_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#define UC_LIKELY(x) __builtin_expect(!!(x), 1)
#define UC_UNLIKELY(x) __builtin_expect(!!(x), 0)

#define UC_ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define UC_CONTAINER_OF(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))
#define UC_ALIGN_UP(x, alignment) (((x) + ((alignment)-1)) & ~((__typeof__(x))(alignment)-1))
#define UC_ALIGN_DOWN(x, alignment) ((x) & ~((__typeof__(x))(alignment)-1))

#endif
