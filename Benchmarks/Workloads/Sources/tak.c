// Takeuchi's and Ackermann's functions: deep recursion with several parameters.
#include "workload.h"

NOINLINE static int32_t tak(int32_t x, int32_t y, int32_t z) {
  if (y >= x) return z;
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

NOINLINE static uint32_t ackermann(uint32_t m, uint32_t n) {
  if (m == 0) return n + 1;
  if (n == 0) return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    checksum = mix(checksum, (uint32_t)tak(18, 12, 6 + (int32_t)(i % 2)));
    checksum = mix(checksum, ackermann(2, 60 + i % 8));
  }
  return checksum;
}
