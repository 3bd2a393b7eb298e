// libtiff for Swift. Each shim is here for one of three reasons: the function is variadic, which
// Swift cannot call; it takes callbacks with a va_list, which Swift cannot receive; or it hands
// libtiff a pointer that must outlive the call.
#ifndef CTIFF_H
#define CTIFF_H

#include <stddef.h>
#include <stdint.h>
#include <tiffio.h>

#pragma clang assume_nonnull begin

/// A TIFF in memory: libtiff's handle, the bytes behind it, and what the library complained of.
/// Complaints are kept per handle; the library's global handlers are never touched.
typedef struct ctiff ctiff;

/// Opens the one page whose directory starts at `directory`, as if the file began with it: the
/// directory offset of the header is replaced on the fly, so that a page is reached in one step
/// and a broken neighbour is never looked at. `bytes` must stay valid until `ctiff_close`.
/// `largest` is the most bytes that libtiff may ask for at once.
/// Never NULL unless memory runs out; `ctiff_tiff` is NULL where libtiff refused the page.
ctiff *_Nullable ctiff_open_page(const uint8_t *bytes, size_t count, uint64_t directory,
                                 int64_t largest);

/// Opens an empty little-endian TIFF for writing to memory; `big` makes it a BigTIFF.
ctiff *_Nullable ctiff_create(int big);

/// Closes the handle and frees what it holds; written bytes go with it.
void ctiff_close(ctiff *handle);

/// libtiff's own handle; NULL where the file could not be opened.
TIFF *_Nullable ctiff_tiff(ctiff *handle);

/// Errors and warnings since the handle was opened or cleared, harmless warnings left out.
uint32_t ctiff_complaints(const ctiff *handle);

/// The first complaint, or the last one about a page that could not be opened; or an empty string.
const char *ctiff_message(const ctiff *handle);

/// Forgets all complaints.
void ctiff_clear(ctiff *handle);

/// Flushes a written TIFF; `count` receives the bytes' number. NULL where that fails.
const uint8_t *_Nullable ctiff_finish(ctiff *handle, size_t *count);

/// Prepares libtiff's conversion of any page to RGBA, rows in stored order; 0 where it cannot,
/// with the reason in `ctiff_message`.
int ctiff_rgba_begin(ctiff *handle);

/// Converts `rows` rows from `row` on into `raster`, rows × width words, alpha in the top byte,
/// then blue, green, red. `row` must be the first of a strip or of a row of tiles. 0 on failure.
int ctiff_rgba_rows(ctiff *handle, uint32_t row, uint32_t rows, uint32_t *raster);

// Variadic getters and setters, one per type of argument.

static inline int ctiff_get_u16(TIFF *tiff, uint32_t tag, uint16_t *value) {
  return TIFFGetField(tiff, tag, value);
}

/// As `ctiff_get_u16`, with the standard's default where the tag is missing.
static inline int ctiff_get_u16_or_default(TIFF *tiff, uint32_t tag, uint16_t *value) {
  return TIFFGetFieldDefaulted(tiff, tag, value);
}

static inline int ctiff_get_u32(TIFF *tiff, uint32_t tag, uint32_t *value) {
  return TIFFGetField(tiff, tag, value);
}

/// As `ctiff_get_u32`, with the standard's default where the tag is missing.
static inline int ctiff_get_u32_or_default(TIFF *tiff, uint32_t tag, uint32_t *value) {
  return TIFFGetFieldDefaulted(tiff, tag, value);
}

static inline int ctiff_get_float(TIFF *tiff, uint32_t tag, float *value) {
  return TIFFGetField(tiff, tag, value);
}

/// The meanings of the samples beyond the colour's; the array is libtiff's.
static inline int ctiff_get_extra_samples(TIFF *tiff, uint16_t *count,
                                          const uint16_t *_Nullable *_Nonnull meanings) {
  return TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, count, meanings);
}

static inline int ctiff_set_u16(TIFF *tiff, uint32_t tag, uint16_t value) {
  return TIFFSetField(tiff, tag, (int)value);
}

static inline int ctiff_set_u32(TIFF *tiff, uint32_t tag, uint32_t value) {
  return TIFFSetField(tiff, tag, value);
}

static inline int ctiff_set_float(TIFF *tiff, uint32_t tag, double value) {
  return TIFFSetField(tiff, tag, value);
}

#pragma clang assume_nonnull end

#endif
