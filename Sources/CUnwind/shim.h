// Walking the native stack with libunwind, whose own interface is macros that Swift does not import.
#ifndef CUNWIND_SHIM_H
#define CUNWIND_SHIM_H

// Only unwinding of the calling thread is used.
#define UNW_LOCAL_ONLY
#include <libunwind.h>
#include <stdbool.h>
#include <stdint.h>

/// Calls `visit` for each native frame from the caller's outwards, until it returns false: with the frame's stack
/// pointer, where it is in the code, the function's symbol (empty if there is none) and the position in the function in bytes.
static inline void unwind_native_frames(
    bool (*visit)(void *argument, uintptr_t stack, uint64_t address, const char *symbol, uintptr_t offset),
    void *argument) {
  unw_context_t context;
  unw_cursor_t cursor;
  if (unw_getcontext(&context) != 0 || unw_init_local(&cursor, &context) != 0) return;
  while (unw_step(&cursor) > 0) {
    unw_word_t stack = 0;
    unw_word_t address = 0;
    unw_word_t offset = 0;
    char symbol[1024];
    if (unw_get_reg(&cursor, UNW_REG_SP, &stack) != 0 || unw_get_reg(&cursor, UNW_REG_IP, &address) != 0) return;
    // A symbol that is too long for the buffer is cut off, which is an error to libunwind but not here.
    symbol[0] = 0;
    unw_get_proc_name(&cursor, symbol, sizeof symbol, &offset);
    symbol[sizeof symbol - 1] = 0;
    if (!visit(argument, (uintptr_t)stack, (uint64_t)address, symbol, (uintptr_t)offset)) return;
  }
}

#endif
