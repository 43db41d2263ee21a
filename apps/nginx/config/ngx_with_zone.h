/* SPDX-License-Identifier: BSD-3-Clause */
/* The shared zones of upstreams, for ngx_rwlock.c, which includes neither header. */
#if CONFIG_NGINX_HTTP_UPSTREAM_ZONE
#define NGX_HTTP_UPSTREAM_ZONE 1
#endif
#if CONFIG_NGINX_STREAM_UPSTREAM_ZONE
#define NGX_STREAM_UPSTREAM_ZONE 1
#endif
