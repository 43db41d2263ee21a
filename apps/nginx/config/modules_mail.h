/* SPDX-License-Identifier: BSD-3-Clause */
/* Mail proxy modules, in order. */
MODULE(ngx_mail_module)
MODULE(ngx_mail_core_module)
#if CONFIG_NGINX_MAIL_POP3
MODULE(ngx_mail_pop3_module)
#endif
#if CONFIG_NGINX_MAIL_IMAP
MODULE(ngx_mail_imap_module)
#endif
#if CONFIG_NGINX_MAIL_SMTP
MODULE(ngx_mail_smtp_module)
#endif
MODULE(ngx_mail_auth_http_module)
MODULE(ngx_mail_proxy_module)
MODULE(ngx_mail_realip_module)
