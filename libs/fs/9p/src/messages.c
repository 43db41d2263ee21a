/* SPDX-License-Identifier: BSD-3-Clause */
/* The messages of 9P2000.L that name and describe files. */
#include "9p.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/string.h>

static const char protocol[] = "9P2000.L";

uint32_t fid_take(struct p9 *p9)
{
	return p9->spare_count > 0 ? p9->spare_fids[--p9->spare_count] : p9->next_fid++;
}

static struct qid get_qid(struct call *call)
{
	struct qid qid = {.type = get8(call)};
	(void)get32(call); /* version: of the contents */
	qid.path = get64(call);
	return qid;
}

int p9_version(struct p9 *p9)
{
	struct call call;
	call_begin(&call, p9->channel, P9_VERSION);
	put32(&call, MOST_MESSAGE_BYTES);
	put_text(&call, protocol, sizeof(protocol) - 1);
	int result = call_go(&call);
	if (result == 0) {
		uint32_t most = get32(&call);
		uint16_t bytes = get16(&call);
		const uint8_t *name = get_bytes(&call, bytes);
		/* A host that takes less at once than data need is of no use. */
		if (!name || bytes != sizeof(protocol) - 1 || memcmp(name, protocol, bytes) != 0 ||
		    most != MOST_MESSAGE_BYTES)
			result = -EPROTONOSUPPORT;
	}
	return call_end(&call, result);
}

int p9_attach(struct p9 *p9, uint32_t fid, struct qid *qid)
{
	struct call call;
	call_begin(&call, p9->channel, P9_ATTACH);
	put32(&call, fid);
	put32(&call, NO_FID);
	put_text(&call, "root", 4);
	put_text(&call, "", 0);
	put32(&call, 0);
	int result = call_go(&call);
	if (result == 0)
		*qid = get_qid(&call);
	return call_end(&call, result);
}

int p9_walk(struct p9 *p9, uint32_t from, uint32_t to, const struct uc_name *name, struct qid *qid)
{
	struct call call;
	call_begin(&call, p9->channel, P9_WALK);
	put32(&call, from);
	put32(&call, to);
	put16(&call, name ? 1 : 0);
	if (name)
		put_text(&call, name->text, name->bytes);
	int result = call_go(&call);
	if (result == 0 && name) {
		if (get16(&call) != 1)
			result = -ENOENT;
		else
			*qid = get_qid(&call);
	}
	return call_end(&call, result);
}

void p9_clunk(struct p9 *p9, uint32_t fid)
{
	struct call call;
	if (fid == NO_FID)
		return;
	call_begin(&call, p9->channel, P9_CLUNK);
	put32(&call, fid);
	/* The fid is gone whatever the host says. */
	(void)call_end(&call, call_go(&call));
	if (p9->spare_count < MOST_SPARE_FIDS)
		p9->spare_fids[p9->spare_count++] = fid;
}

int p9_open(struct p9 *p9, uint32_t fid, uint32_t flags)
{
	struct call call;
	call_begin(&call, p9->channel, P9_OPEN);
	put32(&call, fid);
	put32(&call, flags);
	return call_end(&call, call_go(&call));
}

static struct uc_time get_time(struct call *call)
{
	struct uc_time time = {.seconds = (int64_t)get64(call)};
	time.nanoseconds = (uint32_t)get64(call);
	return time;
}

int p9_getattr(struct p9 *p9, uint32_t fid, struct uc_inode *into)
{
	struct call call;
	call_begin(&call, p9->channel, P9_GETATTR);
	put32(&call, fid);
	put64(&call, GET_BASIC);
	int result = call_go(&call);
	if (result == 0) {
		(void)get64(&call);
		into->ino = get_qid(&call).path;
		into->mode = get32(&call);
		into->uid = get32(&call);
		into->gid = get32(&call);
		into->nlink = (uint32_t)get64(&call);
		into->rdev = get64(&call);
		into->size = (int64_t)get64(&call);
		(void)get64(&call); /* bytes of a block */
		into->blocks = (int64_t)get64(&call);
		into->atime = get_time(&call);
		into->mtime = get_time(&call);
		into->ctime = get_time(&call);
		into->btime = into->ctime;
		if (into->size < 0)
			call.bad = true;
	}
	return call_end(&call, result);
}

static void put_time(struct call *call, const struct uc_time *time)
{
	put64(call, (uint64_t)time->seconds);
	put64(call, time->nanoseconds);
}

int p9_setattr(struct p9 *p9, uint32_t fid, uint32_t mask, const struct uc_inode *from)
{
	struct call call;
	call_begin(&call, p9->channel, P9_SETATTR);
	put32(&call, fid);
	put32(&call, mask);
	put32(&call, from->mode & 07777);
	put32(&call, from->uid);
	put32(&call, from->gid);
	put64(&call, (uint64_t)from->size);
	put_time(&call, &from->atime);
	put_time(&call, &from->mtime);
	return call_end(&call, call_go(&call));
}

int p9_make(struct p9 *p9, uint8_t type, uint32_t fid, struct uc_name name, const struct uc_new_inode *what)
{
	struct call call;
	call_begin(&call, p9->channel, type);
	put32(&call, fid);
	put_text(&call, name.text, name.bytes);
	if (type == P9_CREATE)
		put32(&call, OPEN_BOTH | OPEN_NEW);
	if (type == P9_SYMLINK)
		put_text(&call, what->target, strlen(what->target));
	else
		put32(&call, what->mode & 07777);
	put32(&call, what->gid);
	return call_end(&call, call_go(&call));
}

int p9_link(struct p9 *p9, uint32_t folder, struct uc_name name, uint32_t fid)
{
	struct call call;
	call_begin(&call, p9->channel, P9_LINK);
	put32(&call, folder);
	put32(&call, fid);
	put_text(&call, name.text, name.bytes);
	return call_end(&call, call_go(&call));
}

int p9_unlink(struct p9 *p9, uint32_t folder, struct uc_name name, uint32_t flags)
{
	struct call call;
	call_begin(&call, p9->channel, P9_UNLINKAT);
	put32(&call, folder);
	put_text(&call, name.text, name.bytes);
	put32(&call, flags);
	return call_end(&call, call_go(&call));
}

int p9_rename(struct p9 *p9, uint32_t from, struct uc_name from_name, uint32_t to, struct uc_name to_name)
{
	struct call call;
	call_begin(&call, p9->channel, P9_RENAMEAT);
	put32(&call, from);
	put_text(&call, from_name.text, from_name.bytes);
	put32(&call, to);
	put_text(&call, to_name.text, to_name.bytes);
	return call_end(&call, call_go(&call));
}
