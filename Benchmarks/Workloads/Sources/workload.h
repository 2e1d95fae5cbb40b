// What every workload shares: fixed-width types, the export attribute, a deterministic source of
// input and a running checksum. Header only and without a C library, so that a workload's binary
// holds the measured code and nothing else.
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name), used))
#define NOINLINE __attribute__((noinline))

/// Advances a xorshift generator. `state` must not be zero.
static inline uint32_t nextRandom(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  *state = x;
  return x;
}

/// Folds `value` into a checksum in which order matters.
static inline uint64_t mix(uint64_t checksum, uint64_t value) {
  checksum ^= value;
  checksum *= 0x9e3779b97f4a7c15u;
  return checksum ^ (checksum >> 29);
}

/// The bits of a double, so that a checksum sees every one of them.
static inline uint64_t bitsOf(double value) {
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

#endif
