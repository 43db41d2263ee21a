/* SPDX-License-Identifier: BSD-3-Clause */
/* Each word uc.disk.file=<file>[,ro] of the command line is a disk; its requests are done when flush is called. */
#include "host-calls.h"
#include <unicore/blkdev.h>
#include <unicore/compiler.h>
#include <unicore/heap.h>
#include <unicore/linuxu.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/string.h>

int uc_hostdisk_init(void);

enum { AT_FDCWD = -100, O_RDWR = 2, O_CLOEXEC = 02000000, SEEK_END = 2 };
enum { FALLOC_FL_KEEP_SIZE = 1, FALLOC_FL_PUNCH_HOLE = 2 };
#define MOST_FRAGMENTS 64
#define MOST_BYTES (1u << 30)
#define MOST_PATH_BYTES 4096

struct hostdisk {
	struct uc_blkdev blkdev; /* first */
	long descriptor;
	struct uc_list waiting; /* requests */
	bool busy;              /* flush is at them */
};

static long host(long call, const struct hostdisk *disk, long a, long b, long c)
{
	return uc_host_syscall(call, disk->descriptor, a, b, c, 0, 0);
}

static int submit(struct uc_blkdev *device, struct uc_block_request *request)
{
	struct hostdisk *disk = (struct hostdisk *)device;
	int result = uc_block_check(device, request);
	if (result < 0)
		return result;
	unsigned long state = uc_plat_irq_save();
	uc_list_add_before(&disk->waiting, &request->node);
	uc_plat_irq_restore(state);
	return 0;
}

/** All of one fragment, which the host may do in parts. */
static int move(const struct hostdisk *disk, long call, const struct uc_block_fragment *fragment, uint64_t at)
{
	for (uint32_t done = 0; done < fragment->bytes;) {
		long some = host(call, disk, (long)((char *)fragment->data + done), fragment->bytes - done,
				 (long)(at + done));
		if (some == -EINTR)
			continue;
		if (some <= 0)
			return some == -ENOSPC ? -ENOSPC : -EIO;
		done += (uint32_t)some;
	}
	return 0;
}

static int transfer(const struct hostdisk *disk, const struct uc_block_request *request)
{
	long call = request->operation == UC_BLOCK_READ ? HOST_PREAD64 : HOST_PWRITE64;
	uint64_t at = request->sector * UC_BLOCK_SECTOR_BYTES;
	int result = 0;
	for (unsigned n = 0; n < request->count && result == 0; n++) {
		result = move(disk, call, &request->fragments[n], at);
		at += request->fragments[n].bytes;
	}
	return result;
}

static int perform(const struct hostdisk *disk, const struct uc_block_request *request)
{
	long result;
	switch (request->operation) {
	case UC_BLOCK_FLUSH:
		return host(HOST_FDATASYNC, disk, 0, 0, 0) < 0 ? -EIO : 0;
	case UC_BLOCK_DISCARD:
		result = host(HOST_FALLOCATE, disk, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			      (long)(request->sector * UC_BLOCK_SECTOR_BYTES),
			      (long)(request->sectors * UC_BLOCK_SECTOR_BYTES));
		return result == -EOPNOTSUPP ? -EOPNOTSUPP : result < 0 ? -EIO : 0;
	default:
		return transfer(disk, request);
	}
}

/** The first request that waits, taken out; NULL: none, and nobody is at them any more. */
static struct uc_block_request *next(struct hostdisk *disk)
{
	struct uc_block_request *request = NULL;
	unsigned long state = uc_plat_irq_save();
	if (uc_list_empty(&disk->waiting)) {
		disk->busy = false;
	} else {
		request = UC_CONTAINER_OF(disk->waiting.next, struct uc_block_request, node);
		uc_list_remove(&request->node);
	}
	uc_plat_irq_restore(state);
	return request;
}

static void flush(struct uc_blkdev *device)
{
	struct hostdisk *disk = (struct hostdisk *)device;
	unsigned long state = uc_plat_irq_save();
	bool was_busy = disk->busy;
	disk->busy = true;
	uc_plat_irq_restore(state);
	/* Called by the end of a request: who is at them sees the new ones, too. */
	if (was_busy)
		return;
	for (struct uc_block_request *request; (request = next(disk)) != NULL;) {
		int status = perform(disk, request);
		state = uc_plat_irq_save();
		request->done(request, status);
		uc_plat_irq_restore(state);
	}
}

static int make(const char *path, bool read_only)
{
	static const struct uc_blkdev_operations operations = {.submit = submit, .flush = flush};
	struct hostdisk *disk = uc_heap_alloc_zeroed(1, sizeof(*disk));
	if (!disk)
		return -ENOMEM;
	disk->descriptor =
		uc_host_syscall(HOST_OPENAT, AT_FDCWD, (long)path, (read_only ? 0 : O_RDWR) | O_CLOEXEC, 0, 0, 0);
	long bytes = disk->descriptor < 0 ? disk->descriptor : host(HOST_LSEEK, disk, 0, SEEK_END, 0);
	if (bytes < 0) {
		if (disk->descriptor >= 0)
			host(HOST_CLOSE, disk, 0, 0, 0);
		uc_heap_free(disk);
		return (int)bytes;
	}
	uc_list_init(&disk->waiting);
	disk->blkdev.operations = &operations;
	disk->blkdev.sectors = (uint64_t)bytes / UC_BLOCK_SECTOR_BYTES;
	disk->blkdev.block_bytes = UC_BLOCK_SECTOR_BYTES;
	disk->blkdev.most_fragments = MOST_FRAGMENTS;
	disk->blkdev.most_bytes = MOST_BYTES;
	disk->blkdev.most_discard_sectors = read_only ? 0 : UINT64_MAX / UC_BLOCK_SECTOR_BYTES;
	disk->blkdev.read_only = read_only;
	disk->blkdev.has_flush = true;
	uc_device_add(&disk->blkdev.device, UC_DEVICE_BLOCK);
	return 0;
}

/** A word of the command line without its key, as a path; `,ro` behind it is taken off. */
static int make_from(const char *word, size_t bytes)
{
	static char path[MOST_PATH_BYTES];
	bool read_only = bytes > 3 && memcmp(word + bytes - 3, ",ro", 3) == 0;
	if (read_only)
		bytes -= 3;
	if (bytes == 0 || bytes >= sizeof(path))
		return -ENAMETOOLONG;
	memcpy(path, word, bytes);
	path[bytes] = 0;
	return make(path, read_only);
}

int uc_hostdisk_init(void)
{
	static const char key[] = "uc.disk.file=";
	const size_t key_bytes = sizeof(key) - 1;
	for (const char *line = uc_plat_command_line(); *line;) {
		const char *word = line;
		while (*line && *line != ' ')
			line++;
		size_t bytes = (size_t)(line - word);
		while (*line == ' ')
			line++;
		if (bytes <= key_bytes || memcmp(word, key, key_bytes) != 0)
			continue;
		int error = make_from(word + key_bytes, bytes - key_bytes);
		if (error) {
			uc_printk("hostdisk: %.*s: error %d\n", (int)(bytes - key_bytes), word + key_bytes, -error);
			return error;
		}
	}
	return 0;
}
