// Multiplication of square matrices of doubles: two loads, a multiplication and an addition.
#include "workload.h"

enum { n = 64 };
static double a[n][n], b[n][n], c[n][n];

NOINLINE static void multiply(void) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int k = 0; k < n; k++) sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
  }
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint32_t seed = 3;
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      a[i][j] = (double)(int32_t)nextRandom(&seed) * 0x1p-31;
      b[i][j] = (double)(int32_t)nextRandom(&seed) * 0x1p-31;
    }
  }
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    multiply();
    a[i % n][(i * 7) % n] = c[(i * 3) % n][i % n];
    checksum = mix(checksum, bitsOf(c[i % n][(i * 5) % n]));
  }
  return checksum;
}
