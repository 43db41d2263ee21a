/* SPDX-License-Identifier: BSD-3-Clause */
/* Little-endian and big-endian numbers, from and to the CPU's order. Any context. */
#ifndef UNICORE_BYTEORDER_H
#define UNICORE_BYTEORDER_H

#include <stdint.h>

/* A number as it lies in memory that a device or a peer shares. */
typedef uint16_t uc_le16;
typedef uint32_t uc_le32;
typedef uint64_t uc_le64;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/** The CPU's number, from a little-endian one and the other way round. */
static inline uint16_t uc_little16(uint16_t number)
{
	return number;
}

/** As uc_little16. */
static inline uint32_t uc_little32(uint32_t number)
{
	return number;
}

/** As uc_little16. */
static inline uint64_t uc_little64(uint64_t number)
{
	return number;
}
#else
/** The CPU's number, from a little-endian one and the other way round. */
static inline uint16_t uc_little16(uint16_t number)
{
	return __builtin_bswap16(number);
}

/** As uc_little16. */
static inline uint32_t uc_little32(uint32_t number)
{
	return __builtin_bswap32(number);
}

/** As uc_little16. */
static inline uint64_t uc_little64(uint64_t number)
{
	return __builtin_bswap64(number);
}
#endif

#endif
