// One call site through a function pointer whose target takes DEGREE values in rotation.
#include "workload.h"

typedef uint32_t (*Step)(uint32_t);

static uint32_t scramble(uint32_t x) { return x * 2654435761u + 1; }
static uint32_t rotate(uint32_t x) { return x << 5 | x >> 27; }
static uint32_t fold(uint32_t x) { return x ^ x >> 15; }
static uint32_t increment(uint32_t x) { return x + 0x9e3779b9u; }
static uint32_t negate(uint32_t x) { return ~x + 3; }
static uint32_t exchange(uint32_t x) { return x >> 16 | x << 16; }

static Step const steps[6] = {scramble, rotate, fold, increment, negate, exchange};
enum { rotationLength = 12 };  // a multiple of every degree
static Step rotation[rotationLength];

EXPORT(run) uint64_t run(uint32_t iterations) {
  for (uint32_t k = 0; k < rotationLength; k++) rotation[k] = steps[k % DEGREE];
  uint32_t x = 1;
  for (uint32_t i = 0; i < iterations; i++) {
#pragma clang loop unroll(disable)
    for (uint32_t k = 0; k < rotationLength; k++) x = rotation[k](x);
  }
  return x;
}
