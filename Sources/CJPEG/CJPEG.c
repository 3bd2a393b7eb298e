#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

enum { longest_message = 240 };

// Errors and warnings of one reader or writer. `base` is first, so that libjpeg's pointer to it is
// one to all of this.
typedef struct complaints {
  struct jpeg_error_mgr base;
  jmp_buf jump;
  int failed;
  int ended_early;
  char message[longest_message];
} complaints;

struct cjpeg_reader {
  struct jpeg_decompress_struct info;
  struct jpeg_progress_mgr progress;
  complaints complaints;
  int scans;
};

static void keep_message(j_common_ptr info) {
  complaints *kept = (complaints *)info->err;
  if (kept->message[0]) return;
  char text[JMSG_LENGTH_MAX];
  kept->base.format_message(info, text);
  snprintf(kept->message, sizeof kept->message, "%s", text);
}

static void note_early_end(complaints *kept) {
  if (kept->base.num_warnings > 0) return;
  int code = kept->base.msg_code;
  if (code == JWRN_JPEG_EOF || code == JERR_INPUT_EOF || code == JERR_INPUT_EMPTY) {
    kept->ended_early = 1;
  }
}

static void on_error(j_common_ptr info) {
  complaints *kept = (complaints *)info->err;
  keep_message(info);
  note_early_end(kept);
  kept->failed = 1;
  longjmp(kept->jump, 1);
}

static void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;  // traces
  complaints *kept = (complaints *)info->err;
  keep_message(info);
  note_early_end(kept);
  kept->base.num_warnings++;
}

static void stay_silent(j_common_ptr info) { (void)info; }

static struct jpeg_error_mgr *set_up(complaints *kept) {
  jpeg_std_error(&kept->base);
  kept->base.error_exit = on_error;
  kept->base.emit_message = on_message;
  kept->base.output_message = stay_silent;
  return &kept->base;
}

// A small progressive file can hold thousands of scans, each of which costs a pass over the whole
// picture; no honest file has more than a few dozen.
static void on_progress(j_common_ptr info) {
  cjpeg_reader *reader = (cjpeg_reader *)info;
  if (!info->is_decompressor || reader->info.input_scan_number <= reader->scans) return;
  complaints *kept = &reader->complaints;
  snprintf(kept->message, sizeof kept->message, "more than %d scans", reader->scans);
  kept->failed = 1;
  longjmp(kept->jump, 1);
}

cjpeg_reader *cjpeg_open(const uint8_t *bytes, size_t count, cjpeg_header *header) {
  memset(header, 0, sizeof *header);
  cjpeg_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  reader->info.err = set_up(&reader->complaints);
  if (setjmp(reader->complaints.jump)) return reader;
  jpeg_create_decompress(&reader->info);
  jpeg_mem_src(&reader->info, bytes, count);
  jpeg_read_header(&reader->info, TRUE);
  header->width = reader->info.image_width;
  header->height = reader->info.image_height;
  header->components = reader->info.num_components;
  header->adobe = reader->info.saw_Adobe_marker;
  if (reader->info.saw_JFIF_marker) {
    header->density_unit = reader->info.density_unit;
    header->density_x = reader->info.X_density;
    header->density_y = reader->info.Y_density;
  }
  return reader;
}

int cjpeg_start(cjpeg_reader *reader, enum cjpeg_color color, int scans) {
  if (reader->complaints.failed || setjmp(reader->complaints.jump)) return 0;
  switch (color) {
    case cjpeg_grey: reader->info.out_color_space = JCS_GRAYSCALE; break;
    case cjpeg_rgb: reader->info.out_color_space = JCS_RGB; break;
    case cjpeg_cmyk: reader->info.out_color_space = JCS_CMYK; break;
  }
  reader->scans = scans;
  reader->progress.progress_monitor = on_progress;
  reader->info.progress = &reader->progress;
  return jpeg_start_decompress(&reader->info);
}

int cjpeg_read(cjpeg_reader *reader, uint8_t *out, uint32_t rows) {
  if (reader->complaints.failed || setjmp(reader->complaints.jump)) return 0;
  size_t stride = (size_t)reader->info.output_width * (size_t)reader->info.output_components;
  for (uint32_t row = 0; row < rows; row++) {
    JSAMPROW line = out + row * stride;
    if (jpeg_read_scanlines(&reader->info, &line, 1) != 1) return 0;
  }
  return 1;
}

int cjpeg_finish(cjpeg_reader *reader) {
  if (reader->complaints.failed || setjmp(reader->complaints.jump)) return 0;
  return jpeg_finish_decompress(&reader->info);
}

void cjpeg_close(cjpeg_reader *reader) {
  jpeg_destroy_decompress(&reader->info);
  free(reader);
}

int cjpeg_failed(const cjpeg_reader *reader) { return reader->complaints.failed; }

long cjpeg_warnings(const cjpeg_reader *reader) { return reader->complaints.base.num_warnings; }

int cjpeg_ended_early(const cjpeg_reader *reader) { return reader->complaints.ended_early; }

const char *cjpeg_message(const cjpeg_reader *reader) { return reader->complaints.message; }

// Everything that setjmp must find unchanged: libjpeg writes through pointers to these.
typedef struct writer {
  struct jpeg_compress_struct info;
  complaints complaints;
  unsigned char *bytes;
  unsigned long count;
} writer;

// Rows [0, height) of `stride` bytes each; leaves by longjmp on error.
static void write_rows(writer *out, const uint8_t *pixels, size_t stride) {
  jpeg_start_compress(&out->info, TRUE);
  while (out->info.next_scanline < out->info.image_height) {
    // libjpeg's rows are not const, yet only read.
    JSAMPROW line = (JSAMPROW)(pixels + out->info.next_scanline * stride);
    jpeg_write_scanlines(&out->info, &line, 1);
  }
  jpeg_finish_compress(&out->info);
}

uint8_t *cjpeg_encode(const uint8_t *pixels, uint32_t width, uint32_t height, int samples,
                      int quality, uint16_t density_x, uint16_t density_y, size_t *count,
                      char *message) {
  *count = 0;
  writer *out = calloc(1, sizeof *out);
  if (!out) return NULL;
  out->info.err = set_up(&out->complaints);
  if (setjmp(out->complaints.jump)) {
    snprintf(message, longest_message, "%s", out->complaints.message);
    jpeg_destroy_compress(&out->info);
    // `out->bytes` is only right again after the last byte; freeing it here could free it twice.
    free(out);
    return NULL;
  }
  jpeg_create_compress(&out->info);
  jpeg_mem_dest(&out->info, &out->bytes, &out->count);
  out->info.image_width = width;
  out->info.image_height = height;
  out->info.input_components = samples;
  out->info.in_color_space = samples == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&out->info);
  jpeg_set_quality(&out->info, quality, TRUE);
  if (density_x && density_y) {
    out->info.density_unit = 1;
    out->info.X_density = density_x;
    out->info.Y_density = density_y;
  }
  write_rows(out, pixels, (size_t)width * (size_t)samples);
  jpeg_destroy_compress(&out->info);
  uint8_t *bytes = out->bytes;
  *count = out->count;
  free(out);
  return bytes;
}

void cjpeg_free(uint8_t *bytes) { free(bytes); }
