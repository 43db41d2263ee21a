/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open files and the descriptor table. Everything that has a descriptor (regular file, pipe, socket, epoll, timerfd)
 * is a `struct uc_file` with operations. Constants and structures are Linux's ABI. Thread context.
 */
#ifndef UNICORE_FILE_H
#define UNICORE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/sched.h>

struct uc_file;
struct uc_iovec {
	void *base;
	size_t bytes;
};

/**
 * Operations; each may be NULL, which gives the errno of the manual page (-EINVAL, -ESPIPE, -ENOTTY, …). They return a
 * value or a negative errno and honour O_NONBLOCK in file->flags. `position` is NULL for what cannot seek; it is
 * advanced by the operation.
 */
struct uc_file_operations {
	long (*read)(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position);
	long (*write)(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position);
	int64_t (*seek)(struct uc_file *file, int64_t offset, int whence);
	int (*stat)(struct uc_file *file, void *linux_stat);
	long (*control)(struct uc_file *file, unsigned long request, void *argument); /* ioctl */
	int (*truncate)(struct uc_file *file, int64_t bytes);
	int (*sync)(struct uc_file *file);
	long (*list)(struct uc_file *file, void *buffer, size_t bytes); /* getdents64 */
	/** Readiness now, as poll(2) bits; does not block. A change is pushed to file->waiters with the new bits. */
	unsigned (*poll)(struct uc_file *file);
	/** Address of the file's data at `offset`, valid until uc_file_put, if it lies in memory as one piece; else -ENODEV. */
	long (*map)(struct uc_file *file, int64_t offset, size_t bytes, const void **data);
	/** The last reference is gone; listeners were told UC_FILE_GONE and have left the queue. */
	void (*release)(struct uc_file *file);
};

/** What file->waiters are told, by uc_file_put alone, before `release`: a listener must leave the queue in its notify. */
#define UC_FILE_GONE 0x4000u

struct uc_file {
	const struct uc_file_operations *operations;
	unsigned references;
	unsigned flags; /* O_ACCMODE, O_NONBLOCK, O_APPEND, … of open(2); not O_CLOEXEC */
	int64_t position;
	struct uc_waitq waiters; /* told of every change of readiness */
	const void *kind;        /* set by the maker, to recognise its own files (a socket, an epoll) */
};

/** One reference for the caller. `file` is embedded in the maker's structure. */
void uc_file_init(struct uc_file *file, const struct uc_file_operations *operations, unsigned flags);
void uc_file_get(struct uc_file *file);
void uc_file_put(struct uc_file *file);

/** The file of a descriptor with a reference for the caller, or NULL (EBADF). */
struct uc_file *uc_descriptor_file(int descriptor);
/** Puts the file at the lowest free descriptor >= `lowest` and takes over the caller's reference. Returns it, -EMFILE or -ENOMEM. */
int uc_descriptor_install(struct uc_file *file, int lowest, bool close_on_exec);

#endif
