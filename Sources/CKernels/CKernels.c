#include "CKernels.h"

/// How many steps before they are used weights are asked for.
#define AHEAD 12

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
#define TILE 14
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

void ckernels_run(int level, const struct ckernels_rows *rows, const float *in, const float *weights,
                  const float *bias, float *out) {
#ifdef __x86_64__
  if (level == CKERNELS_AVX512) return avx512_run(rows, in, weights, bias, out);
  if (level == CKERNELS_AVX2) return avx2_run(rows, in, weights, bias, out);
#endif
  portable_run(rows, in, weights, bias, out);
}

void ckernels_greatest(int level, const float *in, int32_t rows, int32_t columns, ptrdiff_t row, ptrdiff_t column,
                       int32_t vectors, float *out) {
#ifdef __x86_64__
  if (level == CKERNELS_AVX512) return avx512_greatest(in, rows, columns, row, column, vectors, out);
  if (level == CKERNELS_AVX2) return avx2_greatest(in, rows, columns, row, column, vectors, out);
#endif
  portable_greatest(in, rows, columns, row, column, vectors, out);
}
