/* SPDX-License-Identifier: BSD-3-Clause */
/* The process' arguments: words of the runner's ("uc.memory=…") are obeyed, the others become the image's command line.
 */
#include "linuxu.h"
#include <unicore/string.h>

#define DEFAULT_MEMORY_BYTES (64UL << 20)

static const char *command_line = "";

const char *uc_plat_command_line(void)
{
	return command_line;
}

size_t uc_linuxu_parse_bytes(const char *text)
{
	size_t bytes = 0;
	const char *c = text;
	for (; *c >= '0' && *c <= '9'; c++)
		if (__builtin_mul_overflow(bytes, 10, &bytes) ||
		    __builtin_add_overflow(bytes, (size_t)(*c - '0'), &bytes))
			return 0;
	int shift = *c == 'K' ? 10 : *c == 'M' ? 20 : *c == 'G' ? 30 : 0;
	if (shift != 0)
		c++;
	if (c == text || *c != '\0' || bytes > SIZE_MAX >> shift)
		return 0;
	return bytes << shift;
}

/* What follows `prefix` in `word`, or NULL. */
static const char *after(const char *word, const char *prefix)
{
	for (; *prefix != '\0'; word++, prefix++)
		if (*word != *prefix)
			return NULL;
	return word;
}

/* A word of the platform's. Those of libraries have a second dot ("uc.heapfault.nth=3") and stay on the command line.
 */
static bool is_option(const char *word)
{
	const char *name = after(word, "uc.");
	if (name == NULL)
		return false;
	while (*name != '\0' && *name != '=' && *name != '.')
		name++;
	return *name != '.';
}

static void obey(const char *word, size_t *memory_bytes)
{
	const char *value;
	if ((value = after(word, "uc.memory=")) != NULL) {
		*memory_bytes = uc_linuxu_parse_bytes(value);
		if (*memory_bytes < UC_PAGE_BYTES)
			uc_linuxu_fail("not a size of memory", word);
	} else if ((value = after(word, "uc.initrd=")) != NULL) {
		uc_linuxu_module_add(value);
	} else if ((value = after(word, "uc.port=")) != NULL) {
		if (!uc_linuxu_port_add(value))
			uc_linuxu_fail("not a pair of ports, or one too many", word);
	} else {
		uc_linuxu_fail("unknown option", word);
	}
}

/* Writes a word as lib-boot reads it: in double quotes, '"' and '\' after a '\'. `to` may be NULL to count only. */
static size_t quote(char *to, const char *word)
{
	size_t length = 0;
#define PUT(c) (to != NULL ? (void)(to[length] = (c)) : (void)0, length++)
	PUT('"');
	for (; *word != '\0'; word++) {
		if (*word == '"' || *word == '\\')
			PUT('\\');
		PUT(*word);
	}
	PUT('"');
	PUT(' ');
#undef PUT
	return length;
}

static bool needs_quotes(const char *word)
{
	if (*word == '\0')
		return true;
	for (; *word != '\0'; word++)
		if (*word <= ' ' || *word == '"' || *word == '\'' || *word == '\\')
			return true;
	return false;
}

static size_t put_word(char *to, const char *word)
{
	if (needs_quotes(word))
		return quote(to, word);
	size_t length = strlen(word);
	if (to != NULL) {
		memcpy(to, word, length);
		to[length] = ' ';
	}
	return length + 1;
}

static size_t put_words(char *to, int argc, char **argv)
{
	size_t length = 0;
	for (int n = 1; n < argc; n++)
		if (!is_option(argv[n]))
			length += put_word(to != NULL ? to + length : NULL, argv[n]);
	return length;
}

void uc_linuxu_options(int argc, char **argv)
{
	size_t memory_bytes = DEFAULT_MEMORY_BYTES;
	for (int n = 1; n < argc; n++)
		if (is_option(argv[n]))
			obey(argv[n], &memory_bytes);
	uc_linuxu_memory_init(memory_bytes);

	size_t length = put_words(NULL, argc, argv);
	if (length == 0)
		return;
	long text = HOST_CALL(HOST_MMAP, 0, length, HOST_PROT_READ | HOST_PROT_WRITE,
			      HOST_MAP_PRIVATE | HOST_MAP_ANONYMOUS, -1, 0);
	if (text < 0)
		uc_linuxu_fail("command line", "the host gives no memory");
	put_words((char *)text, argc, argv);
	((char *)text)[length - 1] = '\0';
	command_line = (const char *)text;
}
