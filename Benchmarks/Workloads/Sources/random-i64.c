// 64-bit integer arithmetic: a generator with rotations, then multiplication modulo a prime,
// bit counts and comparisons.
#include "workload.h"

static uint64_t rotateLeft(uint64_t x, int n) { return (x << n) | (x >> (64 - n)); }

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint64_t s[4] = {1, 2, 3, 4}, power = 1, checksum = 0;
  const uint64_t prime = 2147483647;
  for (uint32_t i = 0; i < iterations; i++) {
    uint64_t value = rotateLeft(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotateLeft(s[3], 45);
    power = power * (value % prime + 1) % prime;
    checksum += (uint64_t)(__builtin_popcountll(value) + __builtin_clzll(value | 1));
    if ((int64_t)value < (int64_t)s[0]) checksum ^= power;
  }
  return mix(checksum, power);
}
