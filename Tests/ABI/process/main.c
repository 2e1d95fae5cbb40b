// Starts the test program, which is Swift for a bare machine on the C library of a Linux process.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "process.h"

// What code that was compiled for a bare machine expects from whoever links it.
uintptr_t __stack_chk_guard = (uintptr_t)0x5AFE57AC;

// Where Swift's hash tables get their seed. As in Swift for an operating system, the variable makes it always the same,
// and with it the number of instructions that a run takes.
void arc4random_buf(void *bytes, size_t count) {
  if (getenv("SWIFT_DETERMINISTIC_HASHING")) {
    memset(bytes, 0, count);
  } else if (getentropy(bytes, count) != 0) {
    abort();
  }
}

int main(int argc, char **argv) { return test_process_main(argc, argv); }

void process_write(const uint8_t *bytes, size_t count, bool isError) {
  fwrite(bytes, 1, count, isError ? stderr : stdout);
}

void process_limit_address_space(size_t bytes) {
  struct rlimit limit;
  getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = limit.rlim_max;
  if (bytes > 0) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%ld", &pages) != 1) return;
    fclose(file);
    limit.rlim_cur = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + bytes;
  }
  setrlimit(RLIMIT_AS, &limit);
}

double process_mix(int32_t narrow, int64_t wide, float single, double precise) {
  return narrow + (double)wide + (double)single + precise;
}

uint64_t process_peak_memory(void) {
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
}
