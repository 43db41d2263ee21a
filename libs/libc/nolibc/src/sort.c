/* SPDX-License-Identifier: BSD-3-Clause */
/* qsort as heapsort (no memory, O(n log n) always) and bsearch. */
#include <stdlib.h>

typedef int compare(const void *a, const void *b);

static void swap(char *a, char *b, size_t bytes)
{
	while (bytes--) {
		char c = *a;
		*a++ = *b;
		*b++ = c;
	}
}

static void sift_down(char *base, size_t root, size_t count, size_t bytes, compare *order)
{
	for (size_t child; (child = 2 * root + 1) < count; root = child) {
		if (child + 1 < count && order(base + child * bytes, base + (child + 1) * bytes) < 0)
			child++;
		if (order(base + root * bytes, base + child * bytes) >= 0)
			return;
		swap(base + root * bytes, base + child * bytes, bytes);
	}
}

void qsort(void *base, size_t count, size_t bytes, compare *order)
{
	for (size_t n = count / 2; n-- > 0;)
		sift_down(base, n, count, bytes, order);
	for (size_t n = count; n-- > 1;) {
		swap(base, (char *)base + n * bytes, bytes);
		sift_down(base, 0, n, bytes, order);
	}
}

void *bsearch(const void *key, const void *base, size_t count, size_t bytes, compare *order)
{
	const char *low = base;
	while (count > 0) {
		const char *middle = low + count / 2 * bytes;
		int sign = order(key, middle);
		if (sign == 0)
			return (void *)middle;
		if (sign > 0) {
			low = middle + bytes;
			count--;
		}
		count /= 2;
	}
	return NULL;
}
