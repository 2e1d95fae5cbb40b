// setjmp and longjmp, which compilers turn into WebAssembly exceptions: an error leaves a recursive
// evaluator from deep inside, handlers nest, and jumps happen often.
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static jmp_buf *handler;
static const char *at, *message;

static _Noreturn void fail(const char *text, int code) {
  message = text;
  longjmp(*handler, code);
}

static int sum(int depth);

static int atom(int depth) {
  if (depth > 50) fail("too deep", 3);
  if (*at == '(') {
    at++;
    int value = sum(depth + 1);
    if (*at++ != ')') fail("missing parenthesis", 1);
    return value;
  }
  if (*at < '0' || *at > '9') fail("a digit was expected", 2);
  int value = 0;
  while (*at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0');
  return value;
}

/// Counts the failures that pass through, and hands them on to the handler outside.
static int through;
static int product(int depth) {
  jmp_buf inner, *outer = handler;
  int code = setjmp(inner);
  if (code != 0) {
    through++;
    handler = outer;
    longjmp(*handler, code);
  }
  handler = &inner;
  int value = atom(depth);
  while (*at == '*') {
    at++;
    value *= atom(depth);
  }
  handler = outer;
  return value;
}

static int sum(int depth) {
  int value = product(depth);
  while (*at == '+') {
    at++;
    value += product(depth);
  }
  return value;
}

static void evaluate(const char *text) {
  jmp_buf here;
  volatile int attempts = 0;
  int code = setjmp(here);
  attempts++;
  if (code == 0) {
    handler = &here;
    at = text;
    printf("%s = %d\n", text, sum(0));
  } else {
    printf("%s: %s (code %d, attempt %d, offset %d)\n", text, message, code, attempts,
           (int)(at - text));
  }
}

int main(void) {
  static const char *const texts[] = {"1+2*3", "2*(3+4)*5", "(1+2",     "((1+x))",
                                      "",      "1++2",      "(2)*(3)+4"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) evaluate(texts[i]);
  char deep[80];
  memset(deep, '(', 79);
  deep[79] = 0;
  evaluate(deep);
  printf("%d failures passed through\n", through);

  uint32_t total = 0;
  for (volatile uint32_t i = 0; i < 20000; i++) {
    jmp_buf loop;
    uint32_t code = (uint32_t)setjmp(loop);
    if (code == 0) {
      handler = &loop;
      if (i % 3) fail("again", (int)(i % 7 + 1));
      total += 1000;
    } else {
      total += code;
    }
  }
  printf("total %u\n", total);
  return 0;
}
