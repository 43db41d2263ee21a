/* SPDX-License-Identifier: BSD-3-Clause */
/* Found before nginx's header of this name: defines the option that it reads, then includes it. */
#if CONFIG_NGINX_HTTP_STUB_STATUS
#define NGX_STAT_STUB 1
#endif

#include_next <ngx_event.h>
