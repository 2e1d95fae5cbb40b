// Naive recursion: nothing but calls, one comparison and two additions.
#include "workload.h"

NOINLINE static uint32_t fib(uint32_t n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

EXPORT(run) uint64_t run(uint32_t n) { return fib(n); }
