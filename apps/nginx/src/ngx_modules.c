/* SPDX-License-Identifier: BSD-3-Clause */
/* The tables that nginx's configure would write: its modules and their names. */
#include <ngx_config.h>
#include <ngx_core.h>

#define MODULE(name) extern ngx_module_t name;
#include "modules.h"
#undef MODULE

ngx_module_t *ngx_modules[] = {
#define MODULE(name) &name,
#include "modules.h"
#undef MODULE
	NULL,
};

char *ngx_module_names[] = {
#define MODULE(name) #name,
#include "modules.h"
#undef MODULE
	NULL,
};
