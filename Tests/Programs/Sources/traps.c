// Traps at the end of a chain of calls; the argument says which.
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOINLINE __attribute__((noinline))

static volatile int zero = 0, minimum = INT_MIN, minusOne = -1;
static volatile float huge = 1e30f;
static uint8_t *volatile farAway = (uint8_t *)(uintptr_t)0xfffffff0u;

NOINLINE static int outOfBounds(void) { return farAway[0]; }
NOINLINE static int divideByZero(void) { return 10 / zero; }
NOINLINE static int overflow(void) { return minimum / minusOne; }
NOINLINE static int unreachable(void) { __builtin_trap(); }
NOINLINE static int conversion(void) { return __builtin_wasm_trunc_s_i32_f32(huge); }

// A function pointer with another signature, and one that is null.
typedef int (*Action)(void);
NOINLINE static double half(double x, double y) { return x / y; }
static double (*volatile other)(double, double) = half;
static Action volatile nothing = NULL;
NOINLINE static int wrongSignature(void) { return ((Action)(uintptr_t)other)(); }
NOINLINE static int nullFunction(void) { return nothing(); }

// Not a tail call, and no memory: only the stack of calls can run out.
NOINLINE static uint32_t endless(uint32_t n) {
  if (n == (uint32_t)minusOne) return n;
  return endless(n + 1) * 3 + (n ^ (uint32_t)zero);
}
NOINLINE static int recursion(void) { return (int)endless(0); }

static const struct {
  const char *name;
  Action action;
} actions[] = {
    {"out-of-bounds", outOfBounds},  {"divide-by-zero", divideByZero},
    {"overflow", overflow},          {"unreachable", unreachable},
    {"conversion", conversion},      {"wrong-signature", wrongSignature},
    {"null-function", nullFunction}, {"recursion", recursion},
};

NOINLINE static int descend(int depth, Action action) {
  if (depth == 0) return action();
  return descend(depth - 1, action) + 1 + zero;
}

int main(int argc, char **argv) {
  for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
    if (argc > 1 && strcmp(argv[1], actions[i].name) == 0) {
      printf("about to trap: %s\n", actions[i].name);
      fflush(stdout);
      printf("survived with %d\n", descend(20, actions[i].action));
      return 0;
    }
  }
  printf("no such trap\n");
  return 2;
}
