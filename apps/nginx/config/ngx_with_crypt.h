/* SPDX-License-Identifier: BSD-3-Clause */
/* Password hashes, for basic authentication. */
#if CONFIG_NGINX_HTTP_AUTH_BASIC
#define NGX_CRYPT 1
#endif
