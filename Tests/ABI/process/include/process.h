// What the test program has of the C library besides CPlatform.
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The Swift side: runs what the arguments say and returns the exit code.
int test_process_main(int argc, char *const *argv);

/// Writes to standard output or standard error.
void process_write(const uint8_t *bytes, size_t count, bool isError);

/// Lets the process have `bytes` more of address space than now, or as much as it likes for 0.
void process_limit_address_space(size_t bytes);

/// The most bytes that the process has had in memory so far.
uint64_t process_peak_memory(void);

/// For guests that call C: the sum of all.
double process_mix(int32_t narrow, int64_t wide, float single, double precise);

#endif
