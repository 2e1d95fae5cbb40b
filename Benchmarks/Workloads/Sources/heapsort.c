// Heapsort over doubles: index arithmetic with floating-point comparisons.
#include "workload.h"

enum { count = 1 << 13 };
static double values[count];

static void siftDown(uint32_t root, uint32_t end) {
  double value = values[root];
  for (;;) {
    uint32_t child = 2 * root + 1;
    if (child >= end) break;
    if (child + 1 < end && values[child] < values[child + 1]) child++;
    if (values[child] <= value) break;
    values[root] = values[child];
    root = child;
  }
  values[root] = value;
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint64_t checksum = 0;
  uint32_t seed = 99;
  for (uint32_t i = 0; i < iterations; i++) {
    for (uint32_t k = 0; k < count; k++) values[k] = (double)nextRandom(&seed) * 0x1p-32;
    for (uint32_t k = count / 2; k-- > 0;) siftDown(k, count);
    for (uint32_t end = count - 1; end > 0; end--) {
      double largest = values[0];
      values[0] = values[end];
      values[end] = largest;
      siftDown(0, end);
    }
    checksum = mix(checksum, bitsOf(values[0]));
    checksum = mix(checksum, bitsOf(values[count - 1]));
  }
  return checksum;
}
