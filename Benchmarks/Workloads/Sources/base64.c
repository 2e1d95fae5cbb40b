// Base64 there and back: byte loads, shifts and small table look-ups.
#include "workload.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
enum { size = 3 * 8192 };
static uint8_t plain[size], decoded[size], encoded[size / 3 * 4], digitOf[256];

NOINLINE static void encode(void) {
  uint8_t *out = encoded;
  for (uint32_t i = 0; i < size; i += 3) {
    uint32_t group = (uint32_t)plain[i] << 16 | (uint32_t)plain[i + 1] << 8 | plain[i + 2];
    *out++ = (uint8_t)alphabet[group >> 18];
    *out++ = (uint8_t)alphabet[group >> 12 & 63];
    *out++ = (uint8_t)alphabet[group >> 6 & 63];
    *out++ = (uint8_t)alphabet[group & 63];
  }
}

NOINLINE static void decode(void) {
  uint8_t *out = decoded;
  for (uint32_t i = 0; i < sizeof encoded; i += 4) {
    uint32_t group = (uint32_t)digitOf[encoded[i]] << 18 | (uint32_t)digitOf[encoded[i + 1]] << 12
                   | (uint32_t)digitOf[encoded[i + 2]] << 6 | digitOf[encoded[i + 3]];
    *out++ = (uint8_t)(group >> 16);
    *out++ = (uint8_t)(group >> 8);
    *out++ = (uint8_t)group;
  }
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  for (uint32_t i = 0; i < 64; i++) digitOf[(uint8_t)alphabet[i]] = (uint8_t)i;
  uint32_t seed = 42;
  for (uint32_t i = 0; i < size; i++) plain[i] = (uint8_t)nextRandom(&seed);
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    encode();
    decode();
    plain[i % size] ^= (uint8_t)(i + 1);
    checksum = mix(checksum, encoded[i % sizeof encoded] + ((uint32_t)decoded[i % size] << 8));
  }
  return checksum;
}
