/* SPDX-License-Identifier: BSD-3-Clause */
/* Found before nginx's header of this name: defines the options that its HTTP headers read, then includes it. */
#if CONFIG_NGINX_HTTP_CACHE
#define NGX_HTTP_CACHE 1
#endif
#if CONFIG_NGINX_HTTP_COMPRESSION
#define NGX_HTTP_GZIP 1
#endif
#if CONFIG_NGINX_HTTP_SSI
#define NGX_HTTP_SSI 1
#endif
#if CONFIG_NGINX_HTTP_V2
#define NGX_HTTP_V2 1
#define NGX_HTTP_HEADERS 1
#endif
#if CONFIG_NGINX_HTTP_DAV
#define NGX_HTTP_DAV 1
#endif
#if CONFIG_NGINX_HTTP_REALIP
#define NGX_HTTP_REALIP 1
#endif
#if CONFIG_NGINX_HTTP_FORWARDED_FOR
#define NGX_HTTP_X_FORWARDED_FOR 1
#endif
#if CONFIG_NGINX_HTTP_DEGRADATION
#define NGX_HTTP_DEGRADATION 1
#endif
#if CONFIG_NGINX_HTTP_UPSTREAM_ZONE
#define NGX_HTTP_UPSTREAM_ZONE 1
#endif

#include_next <ngx_http.h>
