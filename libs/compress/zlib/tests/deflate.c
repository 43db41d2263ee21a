/* SPDX-License-Identifier: BSD-3-Clause */
/* Round trips at every level, streams written by others, and streams that are damaged. */
#include <stdlib.h>
#include <string.h>
#include <unicore/test.h>
#include <zlib.h>

#define LENGTH 200000

/* Half text that repeats, half a pseudo-random sequence (xorshift), so that both stored and coded blocks appear. */
static unsigned char *sample(void)
{
	static const char text[] = "GET /index.html HTTP/1.1\r\nHost: example.org\r\nAccept-Encoding: gzip\r\n\r\n";
	unsigned char *data = malloc(LENGTH);
	unsigned x = 2463534242u;

	for (size_t i = 0; data && i < LENGTH; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		data[i] = i < LENGTH / 2 ? (unsigned char)text[i % (sizeof(text) - 1)] : (unsigned char)x;
	}
	return data;
}

UC_TEST(every_level_gives_back_what_it_took)
{
	unsigned char *data = sample();
	uLong bound = compressBound(LENGTH);
	unsigned char *packed = malloc(bound), *unpacked = malloc(LENGTH);

	UC_CHECK(data && packed && unpacked);
	for (int level = 0; level <= 9; level++) {
		uLongf packed_bytes = bound, unpacked_bytes = LENGTH;

		UC_CHECK(compress2(packed, &packed_bytes, data, LENGTH, level) == Z_OK);
		UC_CHECK(level == 0 || packed_bytes < LENGTH * 6 / 10);
		UC_CHECK(uncompress(unpacked, &unpacked_bytes, packed, packed_bytes) == Z_OK);
		UC_CHECK(unpacked_bytes == LENGTH);
		UC_CHECK(memcmp(data, unpacked, LENGTH) == 0);
	}
	free(data);
	free(packed);
	free(unpacked);
}

/* "hello\n" by gzip(1) -n: header without a name, one fixed block, CRC-32 and length. */
static unsigned char gzip_hello[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xcb, 0x48, 0xcd,
				     0xc9, 0xc9, 0xe7, 0x02, 0x00, 0x20, 0x30, 0x3a, 0x36, 0x06, 0x00, 0x00, 0x00};

static int gunzip(unsigned char *from, unsigned bytes, char *to, unsigned room)
{
	z_stream stream = {.next_in = from, .avail_in = bytes, .next_out = (unsigned char *)to, .avail_out = room};
	int result = inflateInit2(&stream, 15 + 16);

	if (result == Z_OK)
		result = inflate(&stream, Z_FINISH);
	inflateEnd(&stream);
	return result;
}

UC_TEST(a_gzip_file_of_another_program)
{
	char text[16] = "";

	UC_CHECK(gunzip(gzip_hello, sizeof(gzip_hello), text, sizeof(text)) == Z_STREAM_END);
	UC_CHECK(memcmp(text, "hello\n", 7) == 0);
}

UC_TEST(damage_is_seen)
{
	char text[16];

	gzip_hello[18] ^= 1;
	UC_CHECK(gunzip(gzip_hello, sizeof(gzip_hello), text, sizeof(text)) == Z_DATA_ERROR);
	gzip_hello[18] ^= 1;
	gzip_hello[0] ^= 1;
	UC_CHECK(gunzip(gzip_hello, sizeof(gzip_hello), text, sizeof(text)) == Z_DATA_ERROR);
	gzip_hello[0] ^= 1;
	UC_CHECK(gunzip(gzip_hello, sizeof(gzip_hello) - 1, text, sizeof(text)) == Z_BUF_ERROR);
}

UC_TEST(a_stream_in_small_pieces)
{
	unsigned char *data = sample(), *unpacked = malloc(LENGTH), piece[100];
	z_stream out = {0}, in = {0};
	int result;

	UC_CHECK(data && unpacked);
	UC_CHECK(deflateInit2(&out, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	UC_CHECK(inflateInit2(&in, 15 + 16) == Z_OK);
	out.next_in = data;
	out.avail_in = LENGTH;
	in.next_out = unpacked;
	in.avail_out = LENGTH;
	do {
		out.next_out = piece;
		out.avail_out = sizeof(piece);
		result = deflate(&out, Z_FINISH);
		UC_CHECK(result == Z_OK || result == Z_STREAM_END);
		in.next_in = piece;
		in.avail_in = sizeof(piece) - out.avail_out;
		UC_CHECK(inflate(&in, Z_NO_FLUSH) >= Z_OK || in.avail_in == 0);
	} while (result == Z_OK);
	UC_CHECK(in.total_out == LENGTH);
	UC_CHECK(memcmp(data, unpacked, LENGTH) == 0);
	UC_CHECK(deflateEnd(&out) == Z_OK);
	UC_CHECK(inflateEnd(&in) == Z_OK);
	free(data);
	free(unpacked);
}
