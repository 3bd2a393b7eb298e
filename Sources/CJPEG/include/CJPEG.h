// libjpeg for Swift. The shims are here because the library reports errors by longjmp, which may
// not pass through Swift, and because its state is a struct that must not move.
#ifndef CJPEG_H
#define CJPEG_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// A JPEG being read from memory.
typedef struct cjpeg_reader cjpeg_reader;

/// What the samples of a decoded row are.
enum cjpeg_color {
  cjpeg_grey = 1,
  cjpeg_rgb = 3,
  /// Cyan, magenta, yellow, black, as stored.
  cjpeg_cmyk = 4
};

/// What a JPEG's header says.
typedef struct cjpeg_header {
  uint32_t width;
  uint32_t height;
  /// Samples of a pixel as stored, 1...4 and more.
  int components;
  /// 0 none, 1 per inch, 2 per centimetre, and the densities; 0 where there is no JFIF marker.
  int density_unit;
  uint32_t density_x;
  uint32_t density_y;
  /// Whether an Adobe marker stands in it: CMYK is then stored inverted.
  int adobe;
} cjpeg_header;

/// Reads the header. `bytes` must stay valid until `cjpeg_close`.
/// Never NULL unless memory runs out; `cjpeg_failed` tells whether the header was understood.
cjpeg_reader *_Nullable cjpeg_open(const uint8_t *bytes, size_t count, cjpeg_header *header);

/// Prepares decoding to the given colour, scans at most `scans` of a progressive file. 0 on failure.
int cjpeg_start(cjpeg_reader *reader, enum cjpeg_color color, int scans);

/// Decodes the next `rows` rows into `out`, rows × width × samples. 0 on failure.
int cjpeg_read(cjpeg_reader *reader, uint8_t *out, uint32_t rows);

/// Reads what follows the last row, up to the end marker. 0 on failure.
int cjpeg_finish(cjpeg_reader *reader);

void cjpeg_close(cjpeg_reader *reader);

/// Whether there was an error.
int cjpeg_failed(const cjpeg_reader *reader);

/// Warnings so far: each stands for data that the library had to make up or pass over.
long cjpeg_warnings(const cjpeg_reader *reader);

/// Whether the first complaint was that the data ended before the picture did: up to there all is whole.
int cjpeg_ended_early(const cjpeg_reader *reader);

/// The first error or warning, or an empty string.
const char *cjpeg_message(const cjpeg_reader *reader);

/// Encodes height × width × samples bytes (1 grey, 3 RGB) as a baseline JPEG, density in dots per
/// inch, 0 for none. The result is to be freed with `cjpeg_free`; NULL on failure, the reason then
/// in `message`, 240 bytes.
uint8_t *_Nullable cjpeg_encode(const uint8_t *pixels, uint32_t width, uint32_t height, int samples,
                                int quality, uint16_t density_x, uint16_t density_y, size_t *count,
                                char *message);

void cjpeg_free(uint8_t *bytes);

#pragma clang assume_nonnull end

#endif
