/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's view of the compiler and of the image below it. */
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unicore/crash.h>

typedef uint8_t u8_t;
typedef int8_t s8_t;
typedef uint16_t u16_t;
typedef int16_t s16_t;
typedef uint32_t u32_t;
typedef int32_t s32_t;
typedef uintptr_t mem_ptr_t;

#define BYTE_ORDER __BYTE_ORDER__ /* lwIP and the compiler have the same numbers for both */

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_LIMITS_H 1
#define INT_MAX __INT_MAX__
#define LWIP_NO_CTYPE_H 1
#define LWIP_NO_UNISTD_H 1
#define X8_F "02x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "zu"

#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS 1
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define lwip_htons(x) __builtin_bswap16(x)
#define lwip_htonl(x) __builtin_bswap32(x)
#else
#define lwip_htons(x) ((u16_t)(x))
#define lwip_htonl(x) ((u32_t)(x))
#endif

#define LWIP_PLATFORM_ASSERT(text) uc_crash("lwip: %s", text)
#define LWIP_PLATFORM_DIAG(text)

/** A random number that a stranger cannot guess: random.c. */
u32_t lwip_random(void);
#define LWIP_RAND() lwip_random()

/** RFC 1071's sum, not complemented, in the order of memory: checksum.c. */
u16_t lwip_checksum(const void *data, int bytes);
#define LWIP_CHKSUM lwip_checksum

#endif
