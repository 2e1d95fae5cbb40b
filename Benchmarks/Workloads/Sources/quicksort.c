// Quicksort in place over 32-bit keys: data-dependent branches and swaps in memory.
#include "workload.h"

enum { count = 1 << 14 };
static uint32_t keys[count];

static void sort(uint32_t *low, uint32_t *high) {
  while (low < high) {
    uint32_t pivot = low[(high - low) / 2];
    uint32_t *i = low, *j = high;
    while (i <= j) {
      while (*i < pivot) i++;
      while (*j > pivot) j--;
      if (i > j) break;
      uint32_t swapped = *i;
      *i++ = *j;
      *j-- = swapped;
    }
    // Recursing into the smaller part bounds the depth by the logarithm of the length.
    if (j - low < high - i) {
      sort(low, j);
      low = i;
    } else {
      sort(i, high);
      high = j;
    }
  }
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint64_t checksum = 0;
  uint32_t seed = 7;
  for (uint32_t i = 0; i < iterations; i++) {
    for (uint32_t k = 0; k < count; k++) keys[k] = nextRandom(&seed);
    sort(keys, keys + count - 1);
    for (uint32_t k = 1; k < count; k++) {
      if (keys[k - 1] > keys[k]) __builtin_trap();
    }
    checksum = mix(checksum, (uint64_t)keys[0] << 32 | keys[count / 2]);
  }
  return checksum;
}
