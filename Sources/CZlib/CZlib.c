#include "CZlib.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

uint32_t czlib_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  return bytes == NULL ? crc : (uint32_t)crc32_z(crc, bytes, count);
}

size_t czlib_deflate_bound(size_t count) { return compressBound(count); }

size_t czlib_deflate(const uint8_t *bytes, size_t count, uint8_t *out, size_t capacity, int level) {
  static const uint8_t nothing = 0;
  uLongf made = capacity;
  return compress2(out, &made, bytes == NULL ? &nothing : bytes, count, level) == Z_OK ? made : 0;
}

/// Inflates the member at `stream`; Z_OK where it ended, with `*made` grown by its bytes.
static int inflate_member(z_stream *stream, uint8_t *out, size_t capacity, int64_t *made) {
  uint8_t sink[16384];
  for (;;) {
    size_t left = capacity - (size_t)*made;
    // One byte of the sink beyond the capacity tells "too much" from "just full".
    size_t room = out == NULL || left == 0 ? sizeof sink : left < UINT_MAX ? left : UINT_MAX;
    stream->next_out = out == NULL || left == 0 ? sink : out + *made;
    stream->avail_out = (uInt)room;
    int status = inflate(stream, Z_NO_FLUSH);
    size_t got = room - stream->avail_out;
    if (got > left) return Z_BUF_ERROR;
    *made += (int64_t)got;
    if (status == Z_STREAM_END) return Z_OK;
    if (status != Z_OK || (got == 0 && stream->avail_in == 0)) return Z_DATA_ERROR;
  }
}

int64_t czlib_inflate(const uint8_t *bytes, size_t count, uint8_t *out, size_t capacity) {
  if (bytes == NULL || count == 0 || count > UINT_MAX) return -1;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  stream.next_in = (Bytef *)bytes;
  stream.avail_in = (uInt)count;
  // 15 is the largest window; 32 more: gzip or zlib by the header.
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return -1;
  int64_t made = 0;
  int status;
  do {
    status = inflate_member(&stream, out, capacity, &made);
    // gzip files may be several members in a row.
  } while (status == Z_OK && stream.avail_in > 0 && inflateReset(&stream) == Z_OK);
  inflateEnd(&stream);
  if (status == Z_BUF_ERROR) return -2;
  return status == Z_OK ? made : -1;
}
