/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the model share. */
#ifndef MODEL_H
#define MODEL_H

#include <unicore/xen-model.h>

#define STORE_PORT 1u

/** Ports and grants are gone, but xenstore's port. */
void model_events_reset(void);
void model_grants_reset(void);

/* The tree of xenstore. */
struct model_node {
	struct uc_list node;
	char *path, *value; /* value NULL, in a transaction: removed */
	uint32_t transaction;
};

extern uint64_t model_generation;

void model_tree_reset(void);
struct model_node *model_find(struct uc_list *nodes, uint32_t transaction, const char *path);
/** Writes into the tree and tells watches. */
void model_tree_write(const char *path, const char *value);
extern struct uc_list model_tree;
bool model_is_below(const char *path, const char *folder);
char *model_copy(const char *text, size_t bytes);
void model_free_node(struct model_node *node);

/* The daemon. */
void model_daemon_reset(void);
void model_daemon_run(void);
/** Tells watches of a change. */
void model_daemon_changed(const char *path);

void *model_store_page(void);

#endif
