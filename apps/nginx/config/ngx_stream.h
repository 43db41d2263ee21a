/* SPDX-License-Identifier: BSD-3-Clause */
/* Found before nginx's header of this name: defines the options that its stream headers read, then includes it. */
#if CONFIG_NGINX_STREAM_UPSTREAM_ZONE
#define NGX_STREAM_UPSTREAM_ZONE 1
#endif

#include_next <ngx_stream.h>
