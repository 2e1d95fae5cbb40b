// Compiled code of a module, as the engine sees it: what takes the place of which of a function's instructions.
//
// The C that is generated for a module defines one `CompiledModule`, and a function that gives its address. Everything else
// that it does is in compiled_code.h.
#ifndef COMPILED_MODULE_H
#define COMPILED_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A handler, as something that C can initialize.
typedef void CompiledHandler(void);

/// A place in a function's code where a compiled handler goes, whatever the size of a pointer.
typedef struct CompiledPoint {
  /// How many instructions are before it, and the bytes of their operands.
  uint32_t instructions, operand_bytes;
  CompiledHandler *handler;
} CompiledPoint;

/// A compiled function.
typedef struct CompiledFunction {
  /// Among the functions that the module defines.
  uint32_t index;
  /// Of the code that it was compiled from, all together.
  uint32_t instructions, operand_bytes;
  /// The first is the function's entry.
  uint32_t point_count;
  const CompiledPoint *points;
  /// What it is called by without the loop through tables, or NULL.
  CompiledHandler *native;
  /// The functions that it calls without the loop, whose code has to exist when its own does.
  uint32_t native_callee_count;
  const uint32_t *native_callees;
} CompiledFunction;

/// What begins a `CompiledModule`, and its version: counted up when these structures or what generated code expects of
/// the engine change.
#define COMPILED_MODULE_MAGIC UINT64_C(0x31304e4547435345)
static const uint64_t compiled_module_magic = COMPILED_MODULE_MAGIC;

/// A compiled module.
typedef struct CompiledModule {
  uint64_t magic;
  /// Of the instructions that the code was compiled from.
  uint64_t instruction_set;
  /// Of the module's bytes.
  uint64_t checksum;
  const uint8_t *bytes;
  uint64_t byte_count;
  const CompiledFunction *const *functions;
  uint32_t function_count;
  /// Whether the code pays fuel.
  uint32_t meters_fuel;
  /// How handlers call each other, which depends on the compiler.
  uint32_t convention;
} CompiledModule;

/// How the handlers of the engine call each other.
uint32_t compiled_convention(void);

/// Handlers that are no instructions.
#define COMPILED_STOPS(X) X(stop_with_trap) X(stop_at_stack_limit)

#define COMPILED_STOP_FIELD(name) CompiledHandler *name;

/// What compiled code in a shared library jumps to: see compiled_library.h.
typedef struct CompiledLibraryImports {
  /// By number.
  CompiledHandler *const *handlers;
  COMPILED_STOPS(COMPILED_STOP_FIELD)
} CompiledLibraryImports;

/// What a shared library is to be given.
const CompiledLibraryImports *compiled_library_imports(void);

/// Puts a compiled function's handlers into the code of the function, which is resolved.
///
/// - Returns: Whether the code is the one that the function was compiled from. If not, nothing is changed.
bool compiled_function_install(const CompiledFunction *compiled, uint8_t *code, size_t code_size);

#endif
