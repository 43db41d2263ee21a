/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What nginx's own configure finds out on Linux with musl, as data. Every source of nginx reads this file, so it names
 * only options on which all of them depend. The others stand in ngx_http.h, ngx_stream.h and ngx_event.h beside it, and
 * in ngx_with_*.h for single sources: so an option compiles what reads it, and no more.
 *
 * Left out on purpose: DLOPEN (a static image), FILE_AIO, CAPABILITIES, PR_SET_* and SCHED_SETAFFINITY (one process),
 * POSIX_SEM and SYSVSHM (nobody waits for another process), TRANSPARENT_PROXY (a privilege of the host).
 */

#define NGX_CONFIGURE "options of app-nginx"
#define NGX_COMPILER "gcc " __VERSION__

/* The compiler and the processor. */
#define NGX_HAVE_GCC_ATOMIC 1
#define NGX_HAVE_C99_VARIADIC_MACROS 1
#define NGX_HAVE_GCC_VARIADIC_MACROS 1
#define NGX_HAVE_GCC_BSWAP64 1
#define NGX_SUPPRESS_WARN 1
#define NGX_SMP 1
#define NGX_CPU_CACHE_LINE 64
#define NGX_PTR_SIZE __SIZEOF_POINTER__
#define NGX_SIG_ATOMIC_T_SIZE 4
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NGX_HAVE_LITTLE_ENDIAN 1
#endif
#if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__)
#define NGX_HAVE_NONALIGNED 1
#endif

/* Sizes of musl's types: off_t and time_t have 64 bits everywhere. */
#if __SIZEOF_SIZE_T__ == 8
#define NGX_MAX_SIZE_T_VALUE 9223372036854775807LL
#define NGX_SIZE_T_LEN (sizeof("-9223372036854775808") - 1)
#else
#define NGX_MAX_SIZE_T_VALUE 2147483647
#define NGX_SIZE_T_LEN (sizeof("-2147483648") - 1)
#endif
#define NGX_MAX_OFF_T_VALUE 9223372036854775807LL
#define NGX_OFF_T_LEN (sizeof("-9223372036854775808") - 1)
#define NGX_TIME_T_SIZE 8
#define NGX_TIME_T_LEN (sizeof("-9223372036854775808") - 1)
#define NGX_MAX_TIME_T_VALUE 9223372036854775807LL

/* Files. */
#define NGX_HAVE_PREAD 1
#define NGX_HAVE_PWRITE 1
#define NGX_HAVE_PWRITEV 1
#define NGX_HAVE_OPENAT 1
#define NGX_HAVE_O_PATH 1
#define NGX_HAVE_D_TYPE 1
#define NGX_HAVE_STATFS 1
#define NGX_HAVE_STATVFS 1
#define NGX_HAVE_SENDFILE 1
#define NGX_HAVE_SENDFILE64 1

/* Sockets. */
#define NGX_HAVE_INET6 1
#define NGX_HAVE_UNIX_DOMAIN 1
#define NGX_HAVE_GETADDRINFO 1
#define NGX_HAVE_ACCEPT4 1
#define NGX_HAVE_REUSEPORT 1
#define NGX_HAVE_DEFERRED_ACCEPT 1
#define NGX_HAVE_KEEPALIVE_TUNABLE 1
#define NGX_HAVE_TCP_FASTOPEN 1
#define NGX_HAVE_TCP_INFO 1
#define NGX_HAVE_IP_PKTINFO 1
#define NGX_HAVE_IPV6_RECVPKTINFO 1
#define NGX_HAVE_IP_BIND_ADDRESS_NO_PORT 1
#define NGX_HAVE_MSGHDR_MSG_CONTROL 1
#define NGX_HAVE_FIONBIO 1
#define NGX_HAVE_FIONREAD 1

/* Events. <poll.h> and <sys/epoll.h> are included by nginx's one configuration header, so by every source. */
#define NGX_KQUEUE_UDATA_T (void *)
#if CONFIG_NGINX_EVENT_EPOLL
#define NGX_HAVE_EPOLL 1
#define NGX_HAVE_CLEAR_EVENT 1
#define NGX_HAVE_EPOLLRDHUP 1
#define NGX_HAVE_EPOLLEXCLUSIVE 1
#define NGX_HAVE_EVENTFD 1
#define NGX_HAVE_SYS_EVENTFD_H 1
#endif
#if CONFIG_NGINX_EVENT_POLL
#define NGX_HAVE_POLL 1
#endif

/* Memory, time, system. */
#define NGX_HAVE_POSIX_MEMALIGN 1
#define NGX_HAVE_MEMALIGN 1
#define NGX_HAVE_MAP_ANON 1
#define NGX_HAVE_LOCALTIME_R 1
#define NGX_HAVE_CLOCK_MONOTONIC 1
#define NGX_HAVE_GMTOFF 1
#define NGX_HAVE_SC_NPROCESSORS_ONLN 1
#define NGX_HAVE_SCHED_YIELD 1
#define NGX_HAVE_GNU_CRYPT_R 1

/* Options that change the structures of all sources. */
#if CONFIG_NGINX_THREADS
#define NGX_THREADS 1
#endif
#if CONFIG_NGINX_DEBUG_LOG
#define NGX_DEBUG 1
#endif
#if CONFIG_NGINX_PCRE
#define NGX_PCRE 1
#define NGX_PCRE2 1
#endif

/* Paths are relative to the prefix, a folder that every image has. An empty error log is stderr. */
#define NGX_PREFIX "/etc/nginx/"
#define NGX_CONF_PREFIX "/etc/nginx/"
#define NGX_CONF_PATH "/etc/nginx/nginx.conf"
#define NGX_SBIN_PATH "/nginx"
#define NGX_PID_PATH "nginx.pid"
#define NGX_LOCK_PATH "nginx.lock"
#define NGX_ERROR_LOG_PATH ""
#define NGX_ERROR_LOG_STDERR 1
#define NGX_HTTP_LOG_PATH "/dev/stdout"
#define NGX_HTTP_CLIENT_TEMP_PATH "client_body_temp"
#define NGX_HTTP_PROXY_TEMP_PATH "proxy_temp"
#define NGX_HTTP_FASTCGI_TEMP_PATH "fastcgi_temp"
#define NGX_HTTP_UWSGI_TEMP_PATH "uwsgi_temp"
#define NGX_HTTP_SCGI_TEMP_PATH "scgi_temp"
#define NGX_USER "root"
#define NGX_GROUP "root"
