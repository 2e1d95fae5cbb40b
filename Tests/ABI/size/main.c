// Runs Size.swift on a file.
#include <stdint.h>
#include <stdio.h>

#include "CPlatform.h"

uintptr_t __stack_chk_guard = (uintptr_t)0x5AFE57AC;

int32_t size_run(const uint8_t *bytes, size_t count);

int main(int argc, char **argv) {
  size_t count = 0;
  int error = 0;
  uint8_t *bytes = argc == 2 ? platform_read_file(argv[1], 1 << 26, &count, &error) : NULL;
  if (!bytes) return 5;
  printf("%d\n", (int)size_run(bytes, count));
  return 0;
}
