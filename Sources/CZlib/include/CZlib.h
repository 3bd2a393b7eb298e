// zlib for Swift. The shims are here because deflateInit2 and inflateInit2 are macros, which Swift
// cannot call, and so that no z_stream leaves C: bytes in, bytes out.
#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// CRC-32 (ISO 3309) of `count` bytes, going on from `crc`; start with 0.
uint32_t czlib_crc32(uint32_t crc, const uint8_t *_Nullable bytes, size_t count);

/// The most bytes that `czlib_deflate` can make of `count`.
size_t czlib_deflate_bound(size_t count);

/// Compresses to the zlib format (RFC 1950) at `level` 0...9. `capacity` is `out`'s size in bytes.
/// Returns the number of bytes written, 0 where `capacity` is too small or memory runs out.
size_t czlib_deflate(const uint8_t *_Nullable bytes, size_t count, uint8_t *out, size_t capacity, int level);

/// Inflates gzip (RFC 1952, one or more members) or zlib data, told by its header. `out` is NULL to
/// only count. Returns the number of bytes made, or -1 where the data are damaged or truncated, -2 where
/// they would exceed `capacity` bytes.
int64_t czlib_inflate(const uint8_t *_Nullable bytes, size_t count, uint8_t *_Nullable out, size_t capacity);

#pragma clang assume_nonnull end

#endif
