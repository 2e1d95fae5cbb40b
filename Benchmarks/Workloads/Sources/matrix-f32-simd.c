// Multiplication of square matrices of floats, four columns at a time.
// With RELAXED the multiplication and addition are one relaxed fused operation. The inputs are
// small integers, so that fused and unfused arithmetic agree and the checksum is one number.
#include "workload.h"

#include <wasm_simd128.h>

enum { n = 64 };
static float a[n][n], b[n][n], c[n][n];

static inline v128_t multiplyAdd(v128_t x, v128_t y, v128_t sum) {
#ifdef RELAXED
  return wasm_f32x4_relaxed_madd(x, y, sum);
#else
  return wasm_f32x4_add(wasm_f32x4_mul(x, y), sum);
#endif
}

NOINLINE static void multiply(void) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j += 4) {
      v128_t sum = wasm_f32x4_const_splat(0);
      for (int k = 0; k < n; k++) {
        sum = multiplyAdd(wasm_v128_load32_splat(&a[i][k]), wasm_v128_load(&b[k][j]), sum);
      }
      wasm_v128_store(&c[i][j], sum);
    }
  }
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint32_t seed = 3;
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      a[i][j] = (float)(nextRandom(&seed) % 64);
      b[i][j] = (float)(nextRandom(&seed) % 64);
    }
  }
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    multiply();
    a[i % n][(i * 7) % n] = (float)((int32_t)c[(i * 3) % n][i % n] & 63);
    checksum = mix(checksum, (uint64_t)c[i % n][(i * 5) % n]);
  }
  return checksum;
}
