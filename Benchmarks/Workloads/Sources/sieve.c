// The sieve of Eratosthenes over bytes: strided stores and a scan.
#include "workload.h"

enum { limit = 1 << 18 };
static uint8_t composite[limit];

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    __builtin_memset(composite, 0, sizeof composite);
    for (uint32_t n = 2; n * n < limit; n++) {
      if (composite[n]) continue;
      for (uint32_t multiple = n * n; multiple < limit; multiple += n) composite[multiple] = 1;
    }
    uint32_t count = 0, last = 0;
    for (uint32_t n = 2; n < limit; n++) {
      if (!composite[n]) {
        count++;
        last = n;
      }
    }
    checksum = mix(checksum, ((uint64_t)count << 32) | last);
  }
  return checksum;
}
