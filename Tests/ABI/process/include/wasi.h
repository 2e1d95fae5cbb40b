// The system interface of WASI preview 1, as much as command-line programs need, on POSIX. For the test program only:
// embedders use EscapementWASI, which needs more of Swift than a 32-bit process has here.
#ifndef WASI_H
#define WASI_H

#include <stdbool.h>
#include <stdint.h>

/// What a program sees of its surroundings. Descriptors 0 to 2 are those of the process.
typedef struct WASIProgram WASIProgram;

WASIProgram *wasi_program_create(void);
void wasi_program_add_argument(WASIProgram *program, const char *argument);
/// `variable` is NAME=VALUE.
void wasi_program_add_variable(WASIProgram *program, const char *variable);
/// Lets the program see the directory `path` as `name`. False if it can't be opened.
bool wasi_program_add_directory(WASIProgram *program, const char *path, const char *name);

/// The guest's memory and the slots of a call: arguments before, the error code in the first one after.
typedef struct WASICall {
  uint64_t size;
  uint8_t *memory;
  uint64_t *slots;
} WASICall;

/// The number of functions but `proc_exit`.
uint32_t wasi_function_count(void);
const char *wasi_function_name(uint32_t function);
/// A letter for each parameter: `i` for i32, `I` for i64. The result is an i32.
const char *wasi_function_parameters(uint32_t function);
void wasi_function_call(uint32_t function, WASIProgram *program, WASICall call);

#endif
