/* SPDX-License-Identifier: BSD-3-Clause */
/* HTTP modules, in order. Handlers of a phase that are registered last run first. */
MODULE(ngx_http_module)
MODULE(ngx_http_core_module)
MODULE(ngx_http_log_module)
#if CONFIG_NGINX_HTTP_UPSTREAM
MODULE(ngx_http_upstream_module)
#endif
#if CONFIG_NGINX_HTTP_V2
MODULE(ngx_http_v2_module)
#endif
MODULE(ngx_http_static_module)
#if CONFIG_NGINX_HTTP_GZIP_STATIC
MODULE(ngx_http_gzip_static_module)
#endif
#if CONFIG_NGINX_HTTP_DAV
MODULE(ngx_http_dav_module)
#endif
#if CONFIG_NGINX_HTTP_AUTOINDEX
MODULE(ngx_http_autoindex_module)
#endif
MODULE(ngx_http_index_module)
#if CONFIG_NGINX_HTTP_RANDOM_INDEX
MODULE(ngx_http_random_index_module)
#endif
#if CONFIG_NGINX_HTTP_MIRROR
MODULE(ngx_http_mirror_module)
#endif
MODULE(ngx_http_try_files_module)
#if CONFIG_NGINX_HTTP_AUTH_REQUEST
MODULE(ngx_http_auth_request_module)
#endif
#if CONFIG_NGINX_HTTP_AUTH_BASIC
MODULE(ngx_http_auth_basic_module)
#endif
#if CONFIG_NGINX_HTTP_ACCESS
MODULE(ngx_http_access_module)
#endif
#if CONFIG_NGINX_HTTP_LIMIT_CONN
MODULE(ngx_http_limit_conn_module)
#endif
#if CONFIG_NGINX_HTTP_LIMIT_REQ
MODULE(ngx_http_limit_req_module)
#endif
#if CONFIG_NGINX_HTTP_REALIP
MODULE(ngx_http_realip_module)
#endif
#if CONFIG_NGINX_HTTP_GEO
MODULE(ngx_http_geo_module)
#endif
#if CONFIG_NGINX_HTTP_MAP
MODULE(ngx_http_map_module)
#endif
#if CONFIG_NGINX_HTTP_SPLIT_CLIENTS
MODULE(ngx_http_split_clients_module)
#endif
#if CONFIG_NGINX_HTTP_REFERER
MODULE(ngx_http_referer_module)
#endif
#if CONFIG_NGINX_HTTP_REWRITE
MODULE(ngx_http_rewrite_module)
#endif
#if CONFIG_NGINX_HTTP_PROXY
MODULE(ngx_http_proxy_module)
#endif
#if CONFIG_NGINX_HTTP_FASTCGI
MODULE(ngx_http_fastcgi_module)
#endif
#if CONFIG_NGINX_HTTP_UWSGI
MODULE(ngx_http_uwsgi_module)
#endif
#if CONFIG_NGINX_HTTP_SCGI
MODULE(ngx_http_scgi_module)
#endif
#if CONFIG_NGINX_HTTP_GRPC
MODULE(ngx_http_grpc_module)
#endif
#if CONFIG_NGINX_HTTP_MEMCACHED
MODULE(ngx_http_memcached_module)
#endif
#if CONFIG_NGINX_HTTP_EMPTY_GIF
MODULE(ngx_http_empty_gif_module)
#endif
#if CONFIG_NGINX_HTTP_BROWSER
MODULE(ngx_http_browser_module)
#endif
#if CONFIG_NGINX_HTTP_SECURE_LINK
MODULE(ngx_http_secure_link_module)
#endif
#if CONFIG_NGINX_HTTP_DEGRADATION
MODULE(ngx_http_degradation_module)
#endif
#if CONFIG_NGINX_HTTP_FLV
MODULE(ngx_http_flv_module)
#endif
#if CONFIG_NGINX_HTTP_MP4
MODULE(ngx_http_mp4_module)
#endif
#if CONFIG_NGINX_HTTP_UPSTREAM_HASH
MODULE(ngx_http_upstream_hash_module)
#endif
#if CONFIG_NGINX_HTTP_UPSTREAM_IP_HASH
MODULE(ngx_http_upstream_ip_hash_module)
#endif
#if CONFIG_NGINX_HTTP_UPSTREAM_LEAST_CONN
MODULE(ngx_http_upstream_least_conn_module)
#endif
#if CONFIG_NGINX_HTTP_UPSTREAM_RANDOM
MODULE(ngx_http_upstream_random_module)
#endif
#if CONFIG_NGINX_HTTP_UPSTREAM_KEEPALIVE
MODULE(ngx_http_upstream_keepalive_module)
#endif
#if CONFIG_NGINX_HTTP_UPSTREAM_ZONE
MODULE(ngx_http_upstream_zone_module)
#endif
#if CONFIG_NGINX_HTTP_STUB_STATUS
MODULE(ngx_http_stub_status_module)
#endif
#if CONFIG_NGINX_HTTP_IMAGE_STATUS
MODULE(ngx_http_image_status_module)
#endif
MODULE(ngx_http_write_filter_module)
MODULE(ngx_http_header_filter_module)
MODULE(ngx_http_chunked_filter_module)
#if CONFIG_NGINX_HTTP_V2
MODULE(ngx_http_v2_filter_module)
#endif
MODULE(ngx_http_range_header_filter_module)
#if CONFIG_NGINX_HTTP_GZIP
MODULE(ngx_http_gzip_filter_module)
#endif
#if CONFIG_NGINX_HTTP_POSTPONE
MODULE(ngx_http_postpone_filter_module)
#endif
#if CONFIG_NGINX_HTTP_SSI
MODULE(ngx_http_ssi_filter_module)
#endif
#if CONFIG_NGINX_HTTP_CHARSET
MODULE(ngx_http_charset_filter_module)
#endif
#if CONFIG_NGINX_HTTP_SUB
MODULE(ngx_http_sub_filter_module)
#endif
#if CONFIG_NGINX_HTTP_ADDITION
MODULE(ngx_http_addition_filter_module)
#endif
#if CONFIG_NGINX_HTTP_GUNZIP
MODULE(ngx_http_gunzip_filter_module)
#endif
#if CONFIG_NGINX_HTTP_USERID
MODULE(ngx_http_userid_filter_module)
#endif
MODULE(ngx_http_headers_filter_module)
MODULE(ngx_http_copy_filter_module)
MODULE(ngx_http_range_body_filter_module)
MODULE(ngx_http_not_modified_filter_module)
#if CONFIG_NGINX_HTTP_SLICE
MODULE(ngx_http_slice_filter_module)
#endif
