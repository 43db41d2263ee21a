/* SPDX-License-Identifier: BSD-3-Clause */
/* The directive image_status: a page that tells how much of the image's memory is free and what the heap holds. */
#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>

static ngx_int_t handle(ngx_http_request_t *r)
{
	static const char format[] = "total_pages %uz\nfree_pages %uz\nheap_used_bytes %uz\nheap_free_bytes %uz\n"
				     "heap_blocks %uz\n";
	size_t room = sizeof(format) + 5 * NGX_SIZE_T_LEN;
	struct uc_heap_statistics heap;
	ngx_chain_t out;
	ngx_int_t rc;

	if (!(r->method & (NGX_HTTP_GET | NGX_HTTP_HEAD)))
		return NGX_HTTP_NOT_ALLOWED;
	rc = ngx_http_discard_request_body(r);
	if (rc != NGX_OK)
		return rc;

	ngx_buf_t *b = ngx_create_temp_buf(r->pool, room);
	if (b == NULL)
		return NGX_HTTP_INTERNAL_SERVER_ERROR;
	uc_heap_statistics(&heap);
	b->last = ngx_snprintf(b->last, room, format, uc_pages_total(), uc_pages_free_count(), heap.used_bytes,
			       heap.free_bytes, heap.blocks);
	b->last_buf = r == r->main;
	b->last_in_chain = 1;
	out.buf = b;
	out.next = NULL;

	r->headers_out.status = NGX_HTTP_OK;
	r->headers_out.content_length_n = b->last - b->pos;
	ngx_str_set(&r->headers_out.content_type, "text/plain");
	r->headers_out.content_type_len = r->headers_out.content_type.len;
	rc = ngx_http_send_header(r);
	if (rc == NGX_ERROR || rc > NGX_OK || r->header_only)
		return rc;
	return ngx_http_output_filter(r, &out);
}

static char *set_handler(ngx_conf_t *cf, ngx_command_t *command, void *conf)
{
	ngx_http_core_loc_conf_t *location = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

	(void)command;
	(void)conf;
	location->handler = handle;
	return NGX_CONF_OK;
}

static ngx_command_t commands[] = {
	{ngx_string("image_status"), NGX_HTTP_SRV_CONF | NGX_HTTP_LOC_CONF | NGX_CONF_NOARGS, set_handler, 0, 0, NULL},
	ngx_null_command,
};

static ngx_http_module_t context;

ngx_module_t ngx_http_image_status_module = {
	NGX_MODULE_V1,
	.ctx = &context,
	.commands = commands,
	.type = NGX_HTTP_MODULE,
};
