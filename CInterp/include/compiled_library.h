// For compiled code in a shared library that a program loads: the handlers that it jumps to, which are the program's.
//
// One C file of the library includes this. Whoever loads it calls `compiled_library_begin` with what
// `compiled_library_imports` gives before any module of it is used.
#ifndef COMPILED_LIBRARY_H
#define COMPILED_LIBRARY_H

#include "base_handlers.h"
#include "compiled_code.h"

static const CompiledLibraryImports *compiled_imports;

/// The library's first function to be called.
void compiled_library_begin(const CompiledLibraryImports *imports);
void compiled_library_begin(const CompiledLibraryImports *imports) { compiled_imports = imports; }

// Code that is compiled has its operands in slots.
#define FORWARD_HANDLER(operation, left, right, variant, ...) \
  IN_SLOTS_##left##right(variant, FORWARD_TO_HANDLER(operation##_##left##right##_##variant))
#define FORWARD_TO_HANDLER(name)                                                           \
  HANDLER(name) {                                                                          \
    UNUSED_REGISTERS;                                                                      \
    JUMP((HandlerFunction *)compiled_imports->handlers[Handler_##name]);                   \
  }
HANDLERS(FORWARD_HANDLER)

#define FORWARD_STOP(name)                                       \
  HANDLER(name) {                                                \
    UNUSED_REGISTERS;                                            \
    JUMP((HandlerFunction *)compiled_imports->name);             \
  }
COMPILED_STOPS(FORWARD_STOP)

#endif
