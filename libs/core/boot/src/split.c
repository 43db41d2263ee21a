/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line as words. */
#include "run.h"
#include <stdbool.h>
#include <unicore/errno.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_option(const char *word)
{
	return word[0] == 'u' && word[1] == 'c' && word[2] == '.';
}

/* Copies one word, unquoted, with its end. Moves both along. Returns false when a quote is not closed. */
static bool copy_word(const char **from, char **to)
{
	char quote = '\0';
	const char *c = *from;
	for (; *c != '\0' && (quote != '\0' || !is_blank(*c)); c++) {
		if (*c == quote) {
			quote = '\0';
		} else if (quote == '\0' && (*c == '"' || *c == '\'')) {
			quote = *c;
		} else {
			bool escape = *c == '\\' && c[1] != '\0' &&
				      (quote == '\0' || (quote == '"' && (c[1] == '"' || c[1] == '\\')));
			if (escape)
				c++;
			*(*to)++ = *c;
		}
	}
	*(*to)++ = '\0';
	*from = c;
	return quote == '\0';
}

int uc_boot_split(const char *line, char *buffer, char **words)
{
	int count = 0;
	for (;;) {
		while (is_blank(*line))
			line++;
		if (*line == '\0')
			return count;
		bool option = is_option(line);
		char *word = buffer;
		if (!copy_word(&line, &buffer))
			return -EINVAL;
		if (option)
			buffer = word;
		else
			words[count++] = word;
	}
}
