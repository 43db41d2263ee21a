/* SPDX-License-Identifier: BSD-3-Clause */
/* The messages of 9P2000.L that move contents: of files, links, folders, and of the file system's own figures. */
#include "9p.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/string.h>

int p9_readlink(struct p9 *p9, uint32_t fid, char **target)
{
	struct call call;
	call_begin(&call, p9->channel, P9_READLINK);
	put32(&call, fid);
	int result = call_go(&call);
	if (result == 0) {
		uint16_t bytes = get16(&call);
		const uint8_t *text = get_bytes(&call, bytes);
		*target = text ? uc_heap_alloc(bytes + 1u) : NULL;
		if (text && !*target)
			result = -ENOMEM;
		if (*target) {
			memcpy(*target, text, bytes);
			(*target)[bytes] = 0;
		}
	}
	return call_end(&call, result);
}

int p9_readdir(struct p9 *p9, uint32_t fid, uint64_t offset)
{
	struct call call;
	call_begin(&call, p9->channel, P9_READDIR);
	put32(&call, fid);
	put64(&call, offset);
	put32(&call, UC_PAGE_BYTES);
	int result = call_go(&call);
	if (result == 0) {
		uint32_t bytes = get32(&call);
		const uint8_t *entries = get_bytes(&call, bytes);
		if (bytes > UC_PAGE_BYTES)
			call.bad = true;
		if (!call.bad) {
			memcpy(p9->list, entries, bytes);
			result = (int)bytes;
		}
	}
	return call_end(&call, result);
}

int p9_fsync(struct p9 *p9, uint32_t fid)
{
	struct call call;
	call_begin(&call, p9->channel, P9_FSYNC);
	put32(&call, fid);
	put32(&call, 0);
	return call_end(&call, call_go(&call));
}

int p9_statfs(struct p9 *p9, uint32_t fid, struct uc_statfs *statfs)
{
	struct call call;
	call_begin(&call, p9->channel, P9_STATFS);
	put32(&call, fid);
	int result = call_go(&call);
	if (result == 0) {
		statfs->type = get32(&call);
		statfs->block_bytes = statfs->fragment_bytes = get32(&call);
		statfs->blocks = get64(&call);
		statfs->free = get64(&call);
		statfs->available = get64(&call);
		statfs->files = get64(&call);
		statfs->files_free = get64(&call);
	}
	return call_end(&call, result);
}

long p9_move(struct p9 *p9, uint8_t type, uint32_t fid, uint64_t offset, const struct uc_iovec *vector, int count,
	     size_t skip)
{
	struct call call;
	call_begin(&call, p9->channel, type);
	uint32_t asked = call_data(&call, vector, count, skip, type == P9_READ), done = 0;
	put32(&call, fid);
	put64(&call, offset);
	put32(&call, asked);
	int result = call_go(&call);
	if (result == 0)
		done = get32(&call);
	if (done > asked || (call.is_read && result == 0 && done != call.size - DATA_HEADER_BYTES))
		call.bad = true;
	result = call_end(&call, result);
	return result < 0 ? result : (long)done;
}
