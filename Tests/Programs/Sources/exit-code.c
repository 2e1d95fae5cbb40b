// Ends with a code of its own after what is registered with atexit ran.
#include <stdio.h>
#include <stdlib.h>

static void farewell(void) { printf("at exit\n"); }

int main(void) {
  atexit(farewell);
  printf("before");
  printf(" the end\n");
  exit(42);
}
