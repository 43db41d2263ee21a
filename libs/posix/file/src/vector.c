/* SPDX-License-Identifier: BSD-3-Clause */
/* Vectors of readv and writev. */
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/string.h>

size_t uc_iovec_bytes(const struct uc_iovec *vector, int count)
{
	size_t bytes = 0;
	for (int i = 0; i < count; i++)
		bytes += vector[i].bytes;
	return bytes;
}

int uc_iovec_check(const struct uc_iovec *vector, int count)
{
	if (count < 0 || count > UC_IOV_MOST)
		return -EINVAL;
	if (count > 0 && !vector)
		return -EFAULT;
	size_t bytes = 0;
	for (int i = 0; i < count; i++) {
		if (vector[i].bytes > 0 && !vector[i].base)
			return -EFAULT;
		if (__builtin_add_overflow(bytes, vector[i].bytes, &bytes) || bytes > INT64_MAX)
			return -EINVAL;
	}
	return 0;
}

/* The next piece of the vector: at most `bytes`. Moves on to the part in which `skip` lies. */
static struct uc_iovec piece_of(const struct uc_iovec **vector, size_t *skip, size_t bytes)
{
	while (*skip >= (*vector)->bytes) {
		*skip -= (*vector)->bytes;
		++*vector;
	}
	size_t left = (*vector)->bytes - *skip;
	return (struct uc_iovec){(char *)(*vector)->base + *skip, left < bytes ? left : bytes};
}

void uc_iovec_put(const struct uc_iovec *vector, size_t skip, const void *from, size_t bytes)
{
	while (bytes > 0) {
		struct uc_iovec piece = piece_of(&vector, &skip, bytes);
		memcpy(piece.base, from, piece.bytes);
		from = (const char *)from + piece.bytes;
		skip += piece.bytes;
		bytes -= piece.bytes;
	}
}

void uc_iovec_get(const struct uc_iovec *vector, size_t skip, void *to, size_t bytes)
{
	while (bytes > 0) {
		struct uc_iovec piece = piece_of(&vector, &skip, bytes);
		memcpy(to, piece.base, piece.bytes);
		to = (char *)to + piece.bytes;
		skip += piece.bytes;
		bytes -= piece.bytes;
	}
}
