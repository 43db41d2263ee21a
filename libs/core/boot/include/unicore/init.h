/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The init and fini tables. The build writes them from the "init" and "fini" entries of the manifests, in an order in
 * which each call runs after what it names; lib-boot runs them on the first thread, before main and after it.
 */
#ifndef UNICORE_INIT_H
#define UNICORE_INIT_H

struct uc_init_entry {
	const char *name;
	/** Returns 0, or a negative errno that stops the boot with a message that names the call. */
	int (*call)(void);
};

struct uc_fini_entry {
	const char *name;
	void (*call)(void);
};

extern const struct uc_init_entry uc_init_table[];
extern const unsigned uc_init_count;
extern const struct uc_fini_entry uc_fini_table[];
extern const unsigned uc_fini_count;

/** The application's name, without its "app-": argv[0]. */
extern const char uc_image_name[];

/** Ends the image in order: the fini table, then uc_plat_exit(status). What a libc's exit ends with. Thread context. */
_Noreturn void uc_image_exit(int status);

#endif
