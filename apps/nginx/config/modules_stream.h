/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP and UDP proxy modules, in order. */
MODULE(ngx_stream_module)
MODULE(ngx_stream_core_module)
MODULE(ngx_stream_log_module)
MODULE(ngx_stream_proxy_module)
MODULE(ngx_stream_upstream_module)
MODULE(ngx_stream_write_filter_module)
#if CONFIG_NGINX_STREAM_REALIP
MODULE(ngx_stream_realip_module)
#endif
#if CONFIG_NGINX_STREAM_LIMIT_CONN
MODULE(ngx_stream_limit_conn_module)
#endif
#if CONFIG_NGINX_STREAM_ACCESS
MODULE(ngx_stream_access_module)
#endif
#if CONFIG_NGINX_STREAM_GEO
MODULE(ngx_stream_geo_module)
#endif
#if CONFIG_NGINX_STREAM_MAP
MODULE(ngx_stream_map_module)
#endif
#if CONFIG_NGINX_STREAM_SPLIT_CLIENTS
MODULE(ngx_stream_split_clients_module)
#endif
#if CONFIG_NGINX_STREAM_RETURN
MODULE(ngx_stream_return_module)
#endif
#if CONFIG_NGINX_STREAM_SET
MODULE(ngx_stream_set_module)
#endif
#if CONFIG_NGINX_STREAM_UPSTREAM_HASH
MODULE(ngx_stream_upstream_hash_module)
#endif
#if CONFIG_NGINX_STREAM_UPSTREAM_LEAST_CONN
MODULE(ngx_stream_upstream_least_conn_module)
#endif
#if CONFIG_NGINX_STREAM_UPSTREAM_RANDOM
MODULE(ngx_stream_upstream_random_module)
#endif
#if CONFIG_NGINX_STREAM_UPSTREAM_ZONE
MODULE(ngx_stream_upstream_zone_module)
#endif
#if CONFIG_NGINX_STREAM_SSL_PREREAD
MODULE(ngx_stream_ssl_preread_module)
#endif
