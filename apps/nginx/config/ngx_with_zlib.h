/* SPDX-License-Identifier: BSD-3-Clause */
/* Compressed access logs. */
#if CONFIG_NGINX_LOG_GZIP
#define NGX_ZLIB 1
#endif
