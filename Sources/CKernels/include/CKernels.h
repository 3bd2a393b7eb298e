// The inner loops of small networks for Swift. In C because only here a function can be compiled for other
// processors than the module around it (target attributes) and the right one be chosen when the program runs.
//
// Pictures are height × width × channels, channels innermost, rounded up to whole vectors; padding channels are 0.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// What a processor can do. Numbers grow with the vectors.
enum ckernels_level {
  /// Vectors of 4 floats, as every 64-bit processor has.
  CKERNELS_PORTABLE = 0,
  /// AVX2 with fused multiply-add: vectors of 8.
  CKERNELS_AVX2 = 1,
  /// AVX-512 F: vectors of 16.
  CKERNELS_AVX512 = 2,
};

/// The highest level of this processor.
int ckernels_level(void);

/// Floats in a vector of `level`.
int ckernels_lanes(int level);

/// Rows of sums of products: every output is a bias plus, over rows and columns of a kernel and over channels, input
/// times weight. A convolution's picture, or a dense layer's batch (one line; one row and column; a pixel a picture).
struct ckernels_rows {
  /// Outputs side by side, lines of them, and how many vectors of channels each has.
  int32_t count, lines, vectors;
  /// Rows, columns and channels that are summed over; all above 0.
  int32_t rows, columns, channels;
  /// 1 if what is below 0 becomes 0 (Relu).
  int32_t relu;
  /// Floats from one to the next: rows and columns under the kernel; inputs of neighbouring outputs and of neighbouring
  /// lines; outputs and lines of them.
  ptrdiff_t row, column, in_step, in_line, out_step, out_line;
};

/// Computes rows. `weights` are, pair of vectors after pair (a last single one by itself): rows × columns × channels ×
/// the pair's lanes; `bias` and each output `vectors` × lanes. `level` at most `ckernels_level()`.
void ckernels_run(int level, const struct ckernels_rows *rows, const float *in, const float *weights,
                  const float *bias, float *out);

/// The greatest of a window of `rows` × `columns` pixels with `row` and `column` floats between them, for each of
/// `vectors` × lanes floats.
void ckernels_greatest(int level, const float *in, int32_t rows, int32_t columns, ptrdiff_t row, ptrdiff_t column,
                       int32_t vectors, float *out);

#pragma clang assume_nonnull end

#endif
