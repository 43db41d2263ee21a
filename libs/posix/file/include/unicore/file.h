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
#include <unicore/linux-file.h>
#include <unicore/sched.h>

struct uc_file;
struct uc_iovec {
	void *base;
	size_t bytes;
};

struct uc_time {
	int64_t seconds;
	uint32_t nanoseconds;
};

/** What stat(2) and statx(2) tell, the same on every architecture. Times since 1970. */
struct uc_stat {
	uint64_t dev, ino, rdev;
	uint32_t mode, nlink, uid, gid, blksize;
	int64_t size, blocks; /* blocks of 512 bytes */
	struct uc_time atime, mtime, ctime, btime;
};

/** Keeps a file's data in place while somebody outside of the file uses them: a mapping, a packet in flight. */
struct uc_file_data {
	unsigned references;
	void (*release)(struct uc_file_data *data);
};

/** One reference more. NULL is allowed: data that are never freed. */
static inline void uc_file_data_get(struct uc_file_data *data)
{
	if (data)
		data->references++;
}

/** One reference less; the last one frees the data. NULL is allowed. */
static inline void uc_file_data_put(struct uc_file_data *data)
{
	if (data && --data->references == 0)
		data->release(data);
}

/** A piece of a file that lies in memory. */
struct uc_file_piece {
	void *address;             /* read-only if the piece was asked for unshared */
	size_t bytes;              /* 0: at or behind the end of the file */
	struct uc_file_data *data; /* a reference for the caller; NULL: lies there as long as the image runs */
};

/**
 * Operations; each may be NULL, which gives the errno of the manual page (-EINVAL, -ESPIPE, -ENOTTY, …). They return a
 * value or a negative errno and honour O_NONBLOCK in file->flags. What they block in ends with -EINTR when the thread
 * is interrupted before anything was moved. `position` is NULL for what cannot seek (no `seek`); it is advanced by the
 * operation. The access mode was checked by the caller.
 */
struct uc_file_operations {
	long (*read)(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position);
	long (*write)(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position);
	/**
	 * A write of pieces of other files, which are not copied: `data[i]` is what `vector[i]` belongs to (NULL: lies
	 * there as long as the image runs), and the file takes a reference for what it keeps. NULL: they are written.
	 */
	long (*lend)(struct uc_file *file, const struct uc_iovec *vector, struct uc_file_data *const *data, int count);
	/** Sets file->position and returns it; uc_file_seek does it for what has a size. */
	int64_t (*seek)(struct uc_file *file, int64_t offset, int whence);
	/** `stat` is cleared; NULL: an anonymous file. */
	int (*stat)(struct uc_file *file, struct uc_stat *stat);
	/** ioctl. The requests of descriptor and flags (FIOCLEX, FIONBIO, …) do not come here. */
	long (*control)(struct uc_file *file, unsigned request, void *argument);
	int (*truncate)(struct uc_file *file, int64_t bytes);
	int (*sync)(struct uc_file *file);
	long (*list)(struct uc_file *file, void *buffer, size_t bytes); /* getdents64 */
	/** Readiness now, as poll(2) bits; NULL: always readable and writable. A change is pushed to file->waiters with
	 * the new bits. */
	unsigned (*poll)(struct uc_file *file);
	/**
	 * The longest piece from `offset`, at most `bytes`. `shared`: later changes of the file are seen at the
	 * address, and the other way round; the piece is page aligned and goes on to the end of its last page, cleared
	 * behind the file's end. Returns 0, -ENODEV (not in memory so) or -ENOMEM.
	 */
	int (*map)(struct uc_file *file, int64_t offset, size_t bytes, bool shared, struct uc_file_piece *piece);
	/** The last reference is gone; listeners were told UC_FILE_GONE and have left the queue. */
	void (*release)(struct uc_file *file);
};

struct uc_file {
	const struct uc_file_operations *operations;
	unsigned references;
	unsigned flags; /* O_ACCMODE, O_NONBLOCK, O_APPEND, … of open(2); not O_CLOEXEC */
	bool locked;    /* by flock(2): lib-posix-file's */
	int64_t position;
	struct uc_waitq waiters; /* told of every change of readiness */
	const void *kind;        /* set by the maker, to recognise its own files (a socket, an epoll) */
};

/** Told to the waiters when the last reference is gone, before `release`: a listener takes its entry out in `notify`.
 */
#define UC_FILE_GONE 0x4000u

/** One reference for the caller. `file` is embedded in the maker's structure. */
void uc_file_init(struct uc_file *file, const struct uc_file_operations *operations, unsigned flags);
void uc_file_get(struct uc_file *file);
void uc_file_put(struct uc_file *file);

/** lseek of a file of `size` bytes without holes. Returns the new position, -EINVAL, -EOVERFLOW or -ENXIO (SEEK_DATA
 * behind the end). */
int64_t uc_file_seek(struct uc_file *file, int64_t offset, int whence, int64_t size);

/** Readiness now, as poll(2) bits. Does not block. */
static inline unsigned uc_file_poll(struct uc_file *file)
{
	return file->operations->poll ? file->operations->poll(file) : UC_POLL_READABLE | UC_POLL_WRITABLE;
}

/** Whether it was opened for reading. */
static inline bool uc_file_readable(const struct uc_file *file)
{
	return !(file->flags & (UC_O_PATH | UC_O_WRONLY));
}

/** Whether it was opened for writing. */
static inline bool uc_file_writable(const struct uc_file *file)
{
	return !(file->flags & UC_O_PATH) && (file->flags & UC_O_ACCMODE) != UC_O_RDONLY;
}

/** Bytes in all parts of a vector that uc_file_check_vector let pass. */
size_t uc_iovec_bytes(const struct uc_iovec *vector, int count);
/** Returns 0, -EINVAL (count, sum of lengths) or -EFAULT. */
int uc_iovec_check(const struct uc_iovec *vector, int count);

/** Copies to, or from, the bytes of a vector from `skip` on. `skip` + `bytes` lie in it. */
void uc_iovec_put(const struct uc_iovec *vector, size_t skip, const void *from, size_t bytes);
void uc_iovec_get(const struct uc_iovec *vector, size_t skip, void *to, size_t bytes);

/** The file of a descriptor with a reference for the caller, or NULL (EBADF). */
struct uc_file *uc_descriptor_file(int descriptor);
/** Puts the file at the lowest free descriptor >= `lowest` and takes over the caller's reference, which an error
 * leaves. Returns it, -EMFILE or -ENOMEM. */
int uc_descriptor_install(struct uc_file *file, int lowest, bool close_on_exec);
/**
 * Two descriptors for two new files (pipe, socketpair) in `descriptors`; takes over both references, which an error
 * leaves. Returns 0, -EMFILE or -ENOMEM.
 */
int uc_descriptor_install_pair(struct uc_file *first, struct uc_file *second, bool close_on_exec, int descriptors[2]);
/** Takes the descriptor out of the table. Returns its file with the table's reference, or NULL. */
struct uc_file *uc_descriptor_remove(int descriptor);

/** What stat(2) tells of an open file. Returns 0 or the operation's negative errno. */
int uc_file_stat(struct uc_file *file, struct uc_stat *stat);
/** Linux's struct stat, of the image's architecture. */
void uc_stat_to_linux(const struct uc_stat *stat, struct uc_linux_stat *linux_stat);

#endif
