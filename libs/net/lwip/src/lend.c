/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bytes that are sent from where they lie. The pbuf holds a reference to the file's data until the peer has
 * acknowledged them; as on Linux (sendfile(2)), who changes the file meanwhile changes what may still be sent.
 */
#include "lend.h"
#include <hooks.h>
#include <unicore/heap.h>

struct lent {
	struct pbuf_custom custom; /* first */
	union {
		struct uc_file_data *data;
		struct lent *next;
	};
};

#define KEPT 64u
static struct lent *spare;
static unsigned spares;

static struct uc_file_data *lending;

void lwip_lend(struct uc_file_data *data)
{
	lending = data;
}

static void give_back(struct pbuf *pbuf)
{
	struct lent *lent = (struct lent *)pbuf;
	uc_file_data_put(lent->data);
	if (spares >= KEPT) {
		uc_heap_free(lent);
		return;
	}
	lent->next = spare;
	spare = lent;
	spares++;
}

struct pbuf *lwip_alloc_lent(pbuf_layer layer, u16_t bytes)
{
	struct lent *lent = spare;
	(void)layer;
	if (lent) {
		spare = lent->next;
		spares--;
	} else {
		lent = uc_heap_alloc(sizeof *lent);
		if (!lent)
			return NULL;
	}
	uc_file_data_get(lending);
	lent->data = lending;
	lent->custom.custom_free_function = give_back;
	/* The caller sets the address. Pieces with references of their own must not be joined: not PBUF_ROM. */
	return pbuf_alloced_custom(PBUF_RAW, bytes, PBUF_REF, &lent->custom, lent, bytes);
}
