// Digits of pi by a spigot: a chain of 32- and 64-bit divisions.
#include "workload.h"

enum { digitLimit = 2000, cells = digitLimit * 10 / 3 + 1 };
static uint32_t remainders[cells];

EXPORT(run) uint64_t run(uint32_t digits) {
  if (digits > digitLimit) digits = digitLimit;
  uint32_t used = digits * 10 / 3 + 1;
  for (uint32_t i = 0; i < used; i++) remainders[i] = 2;
  uint64_t checksum = 0;
  for (uint32_t digit = 0; digit < digits; digit++) {
    uint64_t carry = 0;
    for (uint32_t i = used - 1; i > 0; i--) {
      uint64_t value = (uint64_t)remainders[i] * 10 + carry;
      remainders[i] = (uint32_t)(value % (2 * i + 1));
      carry = value / (2 * i + 1) * i;
    }
    uint64_t value = (uint64_t)remainders[0] * 10 + carry;
    remainders[0] = (uint32_t)(value % 10);
    checksum = mix(checksum, value / 10);
  }
  return checksum;
}
