// CRC-32 by table: a chain of dependent loads, shifts and exclusive ors.
#include "workload.h"

enum { size = 1 << 16 };
static uint32_t table[256];
static uint8_t data[size];

static void prepare(void) {
  for (uint32_t n = 0; n < 256; n++) {
    uint32_t c = n;
    for (int bit = 0; bit < 8; bit++) c = (c & 1) ? 0xedb88320u ^ (c >> 1) : c >> 1;
    table[n] = c;
  }
  uint32_t seed = 1;
  for (uint32_t i = 0; i < size; i++) data[i] = (uint8_t)nextRandom(&seed);
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  prepare();
  uint32_t crc = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    crc = ~crc;
    for (uint32_t k = 0; k < size; k++) crc = table[(crc ^ data[k]) & 0xff] ^ (crc >> 8);
    crc = ~crc;
  }
  return crc;
}
