/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages to a virtio-9p device and back: VIRTIO 1.2, section 5.11 (device type 9), and 9P's framing, Plan 9's
 * intro(5). */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <unicore/file.h>
#include <unicore/sched.h>
#include <unicore/virtq.h>

#define MOUNT_TAG (1ULL << 0)
#define MOST_TAG_BYTES 255

/* A message without data, and the room for an answer: pages of the driver's own. */
#define MESSAGE_PAGES 2
#define MESSAGE_BYTES ((uint32_t)(MESSAGE_PAGES * UC_PAGE_BYTES))
/* size[4] type[1] tag[2] */
#define HEADER_BYTES 7u
/* Of an answer that precedes data, and of the answer "error". */
#define DATA_HEADER_BYTES 11u
#define MOST_DATA_PIECES 16
/* The longest message with its data. */
#define MOST_MESSAGE_BYTES (128u << 10)
#define MOST_DATA_BYTES (MOST_MESSAGE_BYTES - 4096u)

struct channel {
	struct uc_list node;
	struct uc_virtio_device *virtio;
	struct uc_virtq queue;
	struct uc_waitq wake; /* an answer, or the next caller's turn */
	uint8_t *request, *answer;
	bool busy; /* a call is under way */
	bool mounted;
	char tag[MOST_TAG_BYTES + 1];
};

/** A call: first its arguments are put, then it goes, then its results are got. */
struct call {
	struct channel *channel;
	uint8_t type;
	bool bad;       /* does not fit, or the answer ended too early */
	uint32_t at;    /* in the request, then in the answer */
	uint32_t bytes; /* of the answer, in the channel's memory */
	uint32_t size;  /* of the answer, with data */
	/* Data beside the message: to the host, or from it. */
	struct uc_virtq_piece data[MOST_DATA_PIECES];
	unsigned pieces;
	uint32_t data_bytes;
	bool is_read;
};

/** The channel of a tag (NULL: the first), or NULL. */
struct channel *channel_find(const char *tag);

/** Begins a call: waits for its turn. */
void call_begin(struct call *call, struct channel *channel, uint8_t type);
void put8(struct call *call, uint8_t number);
void put16(struct call *call, uint16_t number);
void put32(struct call *call, uint32_t number);
void put64(struct call *call, uint64_t number);
void put_text(struct call *call, const char *text, size_t bytes);
/** Takes as many bytes of the vector, after `skip`, as go in one call. Returns their number. */
uint32_t call_data(struct call *call, const struct uc_iovec *vector, int count, size_t skip, bool is_read);
/** Asks the host and waits. Returns 0, the host's negative errno, or -EIO. */
int call_go(struct call *call);
uint8_t get8(struct call *call);
uint16_t get16(struct call *call);
uint32_t get32(struct call *call);
uint64_t get64(struct call *call);
/** Bytes in the answer, valid until call_end; NULL: they are not there. */
const uint8_t *get_bytes(struct call *call, uint32_t bytes);
/** Ends a call. Returns `result`, or -EIO when the answer was not what it should be. */
int call_end(struct call *call, int result);

/** For tests: brings a device up, and takes it down. Returns 0, -ENOMEM, -ENODEV, -EIO or what the transport said. */
int channel_create(struct uc_virtio_device *virtio, struct channel **created);
void channel_destroy(struct channel *channel);

#endif
