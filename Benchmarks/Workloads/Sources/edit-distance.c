// Levenshtein's distance: a table filled row by row with two minima per cell.
#include "workload.h"

enum { length = 256 };
static uint8_t a[length], b[length];
static uint32_t row[length + 1];

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint32_t seed = 31;
  for (int i = 0; i < length; i++) {
    a[i] = (uint8_t)(nextRandom(&seed) % 6);
    b[i] = (uint8_t)(nextRandom(&seed) % 6);
  }
  uint64_t checksum = 0;
  for (uint32_t n = 0; n < iterations; n++) {
    for (uint32_t j = 0; j <= length; j++) row[j] = j;
    for (uint32_t i = 1; i <= length; i++) {
      uint32_t diagonal = row[0];
      row[0] = i;
      for (uint32_t j = 1; j <= length; j++) {
        uint32_t best = diagonal + (a[i - 1] != b[j - 1]);
        diagonal = row[j];
        if (row[j] + 1 < best) best = row[j] + 1;
        if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
        row[j] = best;
      }
    }
    checksum = mix(checksum, row[length]);
    a[n % length] ^= 1;
  }
  return checksum;
}
