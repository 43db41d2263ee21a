/* SPDX-License-Identifier: BSD-3-Clause */
/* The operations on nodes: docs/misc/xenstore.txt, "Database read, write and permissions operations". */
#include "wire.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/string.h>

/* How often a transaction is tried. */
#define MOST_TRIES 64

static struct store_piece text_of(const char *text)
{
	return (struct store_piece){text, strlen(text) + 1};
}

bool store_parse(const char *text, uint64_t *number)
{
	uint64_t value = 0;
	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*text - '0'), &value))
			return false;
	}
	*number = value;
	return true;
}

size_t store_print(char *text, uint64_t number)
{
	char digits[20];
	size_t count = 0;
	do
		digits[count++] = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	for (size_t n = 0; n < count; n++)
		text[n] = digits[count - 1 - n];
	text[count] = 0;
	return count;
}

int uc_xenbus_join(char *to, size_t bytes, const char *directory, const char *name)
{
	size_t first = strlen(directory), second = strlen(name);
	if (first + second + 2 > bytes)
		return -ENAMETOOLONG;
	memcpy(to, directory, first);
	to[first] = '/';
	memcpy(to + first + 1, name, second + 1);
	return 0;
}

long uc_xenbus_read(uc_xenbus_transaction transaction, const char *path, char *text, size_t bytes)
{
	struct store_piece piece = text_of(path);
	long length = store_request(XS_READ, transaction, &piece, 1, text, bytes);
	/* A value with a 0 in it is shorter as a text. */
	return length < 0 ? length : (long)strlen(text);
}

int uc_xenbus_read_number(uc_xenbus_transaction transaction, const char *path, uint64_t *number)
{
	char text[24];
	long length = uc_xenbus_read(transaction, path, text, sizeof(text));
	if (length < 0)
		return length == -E2BIG ? -EINVAL : (int)length;
	return store_parse(text, number) ? 0 : -EINVAL;
}

int uc_xenbus_write(uc_xenbus_transaction transaction, const char *path, const char *text)
{
	/* The value has no 0 behind it. */
	struct store_piece pieces[] = {text_of(path), {text, strlen(text)}};
	return (int)store_request(XS_WRITE, transaction, pieces, 2, NULL, 0);
}

int uc_xenbus_write_number(uc_xenbus_transaction transaction, const char *path, uint64_t number)
{
	char text[24];
	store_print(text, number);
	return uc_xenbus_write(transaction, path, text);
}

int uc_xenbus_remove(uc_xenbus_transaction transaction, const char *path)
{
	struct store_piece piece = text_of(path);
	return (int)store_request(XS_RM, transaction, &piece, 1, NULL, 0);
}

long uc_xenbus_list(uc_xenbus_transaction transaction, const char *path, char *names, size_t bytes)
{
	struct store_piece piece = text_of(path);
	return store_request(XS_DIRECTORY, transaction, &piece, 1, names, bytes);
}

static int begin(uc_xenbus_transaction *transaction)
{
	struct store_piece piece = text_of("");
	uint64_t number;
	char text[24];
	long length = store_request(XS_TRANSACTION_START, 0, &piece, 1, text, sizeof(text));
	if (length < 0)
		return (int)length;
	if (!store_parse(text, &number) || number == 0 || number > UINT32_MAX)
		return -EIO;
	*transaction = (uc_xenbus_transaction)number;
	return 0;
}

static int end(uc_xenbus_transaction transaction, bool commit)
{
	struct store_piece piece = text_of(commit ? "T" : "F");
	return (int)store_request(XS_TRANSACTION_END, transaction, &piece, 1, NULL, 0);
}

int uc_xenbus_transact(int (*fill)(uc_xenbus_transaction transaction, void *argument), void *argument)
{
	for (unsigned tries = 0; tries < MOST_TRIES; tries++) {
		uc_xenbus_transaction transaction = 0;
		int result = begin(&transaction);
		if (result < 0)
			return result;
		result = fill(transaction, argument);
		int ended = end(transaction, result == 0);
		if (result < 0)
			return result;
		if (ended != -EAGAIN)
			return ended;
	}
	return -EAGAIN;
}
