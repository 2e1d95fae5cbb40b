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

#endif
