/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether select is there, for the choice of the event module. */
#if CONFIG_NGINX_EVENT_SELECT
#define NGX_HAVE_SELECT 1
#endif
