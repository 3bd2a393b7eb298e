#include "CTIFF.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { longest_message = 240, longest_header = 16 };

struct ctiff {
  TIFF *tiff;
  uint32_t complaints;
  char message[longest_message];
  // The file: `source` when reading, `sink` (owned, `capacity` bytes) when writing.
  const uint8_t *source;
  uint8_t *sink;
  size_t capacity;
  uint64_t size;
  uint64_t position;
  // The bytes [patch_start, patch_end) of the header, as libtiff is to see them.
  uint8_t header[longest_header];
  uint64_t patch_start;
  uint64_t patch_end;
  TIFFRGBAImage rgba;
  int rgba_begun;
};

// MARK: Complaints

static void keep(ctiff *handle, const char *text) {
  // While the page is opened, the last complaint is the one that it failed by; before it stand warnings.
  if (handle->complaints++ == 0 || !handle->tiff) {
    snprintf(handle->message, sizeof handle->message, "%s", text);
  }
}

static int complain(TIFF *tiff, void *user, const char *module, const char *format, va_list list) {
  (void)tiff;
  ctiff *handle = user;
  char text[longest_message];
  int used = module ? snprintf(text, sizeof text, "%s: ", module) : 0;
  if (used < 0 || used >= (int)sizeof text) used = 0;
  vsnprintf(text + used, sizeof text - (size_t)used, format, list);
  keep(handle, text);
  return 1;  // handled: the global handler stays out of it
}

// Warnings that say nothing of the pixels, by their beginnings.
static const char *const harmless[] = {
    "Old-style LZW codes, convert file",  // the bit order of before TIFF 5.0, decoded exactly
    "Too large strip byte count",  // bytes to spare
    "Too large tile byte count",
};

static int warn(TIFF *tiff, void *user, const char *module, const char *format, va_list list) {
  for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
    if (strncmp(format, harmless[i], strlen(harmless[i])) == 0) return 1;
  }
  return complain(tiff, user, module, format, list);
}

// MARK: The file in memory

static tmsize_t read_bytes(thandle_t client, void *out, tmsize_t wanted) {
  ctiff *handle = client;
  const uint8_t *bytes = handle->sink ? handle->sink : handle->source;
  if (wanted <= 0 || handle->position >= handle->size) return 0;
  uint64_t left = handle->size - handle->position;
  uint64_t taken = (uint64_t)wanted < left ? (uint64_t)wanted : left;
  memcpy(out, bytes + handle->position, (size_t)taken);
  for (uint64_t i = handle->patch_start; i < handle->patch_end; i++) {
    if (i >= handle->position && i < handle->position + taken) {
      ((uint8_t *)out)[i - handle->position] = handle->header[i];
    }
  }
  handle->position += taken;
  return (tmsize_t)taken;
}

static tmsize_t refuse_bytes(thandle_t client, void *in, tmsize_t count) {
  (void)client, (void)in, (void)count;
  return -1;
}

static int grow(ctiff *handle, uint64_t needed) {
  if (needed <= handle->capacity) return 1;
  if (needed > SIZE_MAX / 2) return 0;
  size_t capacity = handle->capacity ? handle->capacity : 65536;
  while (capacity < needed) capacity *= 2;
  uint8_t *larger = realloc(handle->sink, capacity);
  if (!larger) return 0;
  memset(larger + handle->capacity, 0, capacity - handle->capacity);
  handle->sink = larger;
  handle->capacity = capacity;
  return 1;
}

static tmsize_t write_bytes(thandle_t client, void *in, tmsize_t count) {
  ctiff *handle = client;
  if (count < 0 || !grow(handle, handle->position + (uint64_t)count)) return -1;
  memcpy(handle->sink + handle->position, in, (size_t)count);
  handle->position += (uint64_t)count;
  if (handle->position > handle->size) handle->size = handle->position;
  return count;
}

static toff_t seek_bytes(thandle_t client, toff_t offset, int whence) {
  ctiff *handle = client;
  switch (whence) {
    case SEEK_CUR: handle->position += offset; break;
    case SEEK_END: handle->position = handle->size + offset; break;
    default: handle->position = offset; break;
  }
  return handle->position;
}

static int close_bytes(thandle_t client) {
  (void)client;
  return 0;
}

// The file as it lies in memory, so that libtiff decodes from there: it takes uncompressed tiles for damaged when its
// own buffer is larger than they are. The header is still read by `read_bytes`.
static int map_bytes(thandle_t client, void **base, toff_t *size) {
  ctiff *handle = client;
  if (handle->sink || !handle->source) return 0;
  *base = (void *)(uintptr_t)handle->source;
  *size = handle->size;
  return 1;
}

static void unmap_bytes(thandle_t client, void *base, toff_t size) {
  (void)client, (void)base, (void)size;
}

static toff_t size_of_bytes(thandle_t client) { return ((ctiff *)client)->size; }

static void open_handle(ctiff *handle, const char *mode, TIFFReadWriteProc write, int64_t largest) {
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options) {
    keep(handle, "out of memory");
    return;
  }
  TIFFOpenOptionsSetErrorHandlerExtR(options, complain, handle);
  TIFFOpenOptionsSetWarningHandlerExtR(options, warn, handle);
  if (largest > 0) TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)largest);
  handle->tiff = TIFFClientOpenExt("scan", mode, handle, read_bytes, write, seek_bytes, close_bytes,
                                   size_of_bytes, map_bytes, unmap_bytes, options);
  TIFFOpenOptionsFree(options);
}

// MARK: Opening and closing

// Writes `value` into header[start, end) in the file's byte order.
static void patch(ctiff *handle, uint64_t start, uint64_t end, uint64_t value, int big_endian) {
  handle->patch_start = start;
  handle->patch_end = end;
  for (uint64_t i = start; i < end; i++) {
    uint64_t shift = big_endian ? end - 1 - i : i - start;
    handle->header[i] = (uint8_t)(value >> (8 * shift));
  }
}

ctiff *ctiff_open_page(const uint8_t *bytes, size_t count, uint64_t directory, int64_t largest) {
  ctiff *handle = calloc(1, sizeof *handle);
  if (!handle) return NULL;
  handle->source = bytes;
  handle->size = count;
  if (count < 8) {
    keep(handle, "no TIFF header");
    return handle;
  }
  int big_endian = bytes[0] == 'M';
  int big = (bytes[2] | bytes[3]) == 43;
  if (big) {
    patch(handle, 8, 16, directory, big_endian);
  } else {
    patch(handle, 4, 8, directory, big_endian);
  }
  // Not mapped ("m"): libtiff then works on copies of the strips, never past the file's end.
  open_handle(handle, "r", refuse_bytes, largest);
  return handle;
}

ctiff *ctiff_create(int big) {
  ctiff *handle = calloc(1, sizeof *handle);
  if (!handle) return NULL;
  if (!grow(handle, 1)) {
    free(handle);
    return NULL;
  }
  open_handle(handle, big ? "wlm8" : "wlm", write_bytes, 0);
  return handle;
}

static void close_tiff(ctiff *handle) {
  if (handle->rgba_begun) TIFFRGBAImageEnd(&handle->rgba);
  handle->rgba_begun = 0;
  if (handle->tiff) TIFFClose(handle->tiff);
  handle->tiff = NULL;
}

void ctiff_close(ctiff *handle) {
  close_tiff(handle);
  free(handle->sink);
  free(handle);
}

const uint8_t *ctiff_finish(ctiff *handle, size_t *count) {
  close_tiff(handle);
  *count = (size_t)handle->size;
  return handle->complaints ? NULL : handle->sink;
}

TIFF *ctiff_tiff(ctiff *handle) { return handle->tiff; }

uint32_t ctiff_complaints(const ctiff *handle) { return handle->complaints; }

const char *ctiff_message(const ctiff *handle) { return handle->message; }

void ctiff_clear(ctiff *handle) {
  handle->complaints = 0;
  handle->message[0] = 0;
}

// MARK: RGBA

int ctiff_rgba_begin(ctiff *handle) {
  char reason[1024] = "";
  if (!handle->tiff || !TIFFRGBAImageOK(handle->tiff, reason) ||
      !TIFFRGBAImageBegin(&handle->rgba, handle->tiff, 1, reason)) {
    keep(handle, reason);
    return 0;
  }
  handle->rgba_begun = 1;
  // Rows as they are stored: turning the page is done once, for all depths, elsewhere.
  handle->rgba.req_orientation = handle->rgba.orientation;
  return 1;
}

int ctiff_rgba_rows(ctiff *handle, uint32_t row, uint32_t rows, uint32_t *raster) {
  handle->rgba.row_offset = (int)row;
  handle->rgba.col_offset = 0;
  return TIFFRGBAImageGet(&handle->rgba, raster, handle->rgba.width, rows);
}
