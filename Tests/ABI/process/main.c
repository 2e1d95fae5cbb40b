// Starts the test program, which is Swift for a bare machine on the C library of a 32-bit Linux process.
#include <stdint.h>
#include <stdio.h>

#include "process.h"

// What code that was compiled for a bare machine expects from whoever links it.
uintptr_t __stack_chk_guard = (uintptr_t)0x5AFE57AC;

int main(int argc, char **argv) { return test_process_main(argc, argv); }

void process_write(const uint8_t *bytes, size_t count, bool isError) {
  fwrite(bytes, 1, count, isError ? stderr : stdout);
}
