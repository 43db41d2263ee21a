/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nginx's modules in the order of its own configure, which is the order in which they run: MODULE(name) for each one
 * that is in the image. Of the filters the last one sees a response first.
 */
MODULE(ngx_core_module)
MODULE(ngx_errlog_module)
MODULE(ngx_conf_module)
#if CONFIG_NGINX_PCRE
MODULE(ngx_regex_module)
#endif
MODULE(ngx_events_module)
MODULE(ngx_event_core_module)
#if CONFIG_NGINX_EVENT_EPOLL
MODULE(ngx_epoll_module)
#endif
#if CONFIG_NGINX_EVENT_SELECT
MODULE(ngx_select_module)
#endif
#if CONFIG_NGINX_EVENT_POLL
MODULE(ngx_poll_module)
#endif
#if CONFIG_NGINX_THREADS
MODULE(ngx_thread_pool_module)
#endif
#if CONFIG_NGINX_HTTP
#include "modules_http.h"
#endif
#if CONFIG_NGINX_MAIL
#include "modules_mail.h"
#endif
#if CONFIG_NGINX_STREAM
#include "modules_stream.h"
#endif
