// The floor of reading scans: decodes every page of the files named, as they are stored, and keeps nothing.
#include <stdio.h>

#include <jpeglib.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

static int tiff(const char *path) {
  TIFF *file = TIFFOpen(path, "r");
  if (!file) return 0;
  int pages = 0;
  do {
    const tmsize_t size = TIFFStripSize(file);
    char *strip = malloc(size);
    for (uint32_t i = 0; i < TIFFNumberOfStrips(file); i++) TIFFReadEncodedStrip(file, i, strip, size);
    free(strip);
    pages++;
  } while (TIFFReadDirectory(file));
  TIFFClose(file);
  return pages;
}

static int jpeg(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  struct jpeg_decompress_struct scan;
  struct jpeg_error_mgr errors;
  scan.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&scan);
  jpeg_stdio_src(&scan, file);
  jpeg_read_header(&scan, TRUE);
  scan.out_color_space = JCS_GRAYSCALE;
  jpeg_start_decompress(&scan);
  JSAMPROW row = malloc(scan.output_width);
  while (scan.output_scanline < scan.output_height) jpeg_read_scanlines(&scan, &row, 1);
  free(row);
  jpeg_finish_decompress(&scan);
  jpeg_destroy_decompress(&scan);
  fclose(file);
  return 1;
}

int main(int count, char **paths) {
  int pages = 0;
  TIFFSetWarningHandler(NULL);
  for (int i = 1; i < count; i++) pages += strstr(paths[i], ".tif") ? tiff(paths[i]) : jpeg(paths[i]);
  printf("%d\n", pages);
}
