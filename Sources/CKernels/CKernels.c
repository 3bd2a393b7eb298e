#include "CKernels.h"

#define LANES 4
#define TILE 6
#define NAME(x) portable_##x
#include "Row.inc"
#undef LANES
#undef TILE
#undef NAME

#ifdef __x86_64__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define TILE 6
#define NAME(x) avx2_##x
#include "Row.inc"
#undef LANES
#undef TILE
#undef NAME
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#define LANES 16
#define TILE 8
#define NAME(x) avx512_##x
#include "Row.inc"
#undef LANES
#undef TILE
#undef NAME
#pragma clang attribute pop
#endif

int ckernels_level(void) {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f")) return CKERNELS_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return CKERNELS_AVX2;
#endif
  return CKERNELS_PORTABLE;
}

int ckernels_lanes(int level) { return 4 << level; }

void ckernels_run(int level, const struct ckernels_row *row, const float *in, const float *weights, const float *bias,
                  float *out) {
#ifdef __x86_64__
  if (level == CKERNELS_AVX512) return avx512_run(row, in, weights, bias, out);
  if (level == CKERNELS_AVX2) return avx2_run(row, in, weights, bias, out);
#endif
  portable_run(row, in, weights, bias, out);
}

void ckernels_greatest(const float *in, int32_t rows, int32_t columns, ptrdiff_t row, ptrdiff_t column,
                       int32_t channels, float *out) {
  for (int32_t c = 0; c < channels; c += 4) {
    portable_vector most = *(const portable_vector *)(in + c);
    for (int32_t y = 0; y < rows; y++) {
      for (int32_t x = 0; x < columns; x++) {
        const portable_vector value = *(const portable_vector *)(in + c + y * row + x * column);
        most = __builtin_elementwise_max(most, value);
      }
    }
    *(portable_vector *)(out + c) = most;
  }
}
