// Why the machine stops: traps, with the specification's words for them, and exits to Swift.
#ifndef TRAPS_H
#define TRAPS_H

#include "wasm_instructions.h"

// TRAP(identifier, text)
#define WASM_TRAPS(TRAP)                                                     \
  TRAP(none, "no trap")                                                      \
  TRAP(unreachable, "unreachable")                                           \
  TRAP(memory_out_of_bounds, "out of bounds memory access")                  \
  TRAP(table_out_of_bounds, "out of bounds table access")                    \
  TRAP(array_out_of_bounds, "out of bounds array access")                    \
  TRAP(undefined_element, "undefined element")                               \
  TRAP(uninitialized_element, "uninitialized element")                       \
  TRAP(indirect_call_type_mismatch, "indirect call type mismatch")           \
  TRAP(integer_divide_by_zero, "integer divide by zero")                     \
  TRAP(integer_overflow, "integer overflow")                                 \
  TRAP(invalid_conversion_to_integer, "invalid conversion to integer")       \
  TRAP(call_stack_exhausted, "call stack exhausted")                         \
  TRAP(null_reference, "null reference")                                     \
  TRAP(null_function_reference, "null function reference")                   \
  TRAP(null_structure_reference, "null structure reference")                 \
  TRAP(null_array_reference, "null array reference")                         \
  TRAP(null_i31_reference, "null i31 reference")                             \
  TRAP(null_exception_reference, "null exception reference")                 \
  TRAP(cast_failure, "cast failure")                                         \
  TRAP(unaligned_atomic, "unaligned atomic")                                 \
  TRAP(expected_shared_memory, "expected shared memory")                     \
  TRAP(uncaught_exception, "unhandled exception")                            \
  TRAP(heap_exhausted, "allocation size too large")                          \
  TRAP(out_of_fuel, "all fuel consumed")                                     \
  TRAP(interrupted, "interrupted")

#define WASM_TRAP_ENUMERATOR(identifier, text) WasmTrap_##identifier,

/// The reason of a trap; `none` where none happened.
typedef enum CLOSED_ENUM WasmTrap { WASM_TRAPS(WASM_TRAP_ENUMERATOR) } WasmTrap;

enum { wasm_trap_count = 0 WASM_TRAPS(WASM_COUNT) };

/// The reason in the specification's words.
const char *wasm_trap_text(WasmTrap trap);

/// Why `machine_run` came back to its caller. Its `Context` says the rest.
typedef enum CLOSED_ENUM MachineExit {
  /// The entry function returned; its results are at the entry frame.
  MachineExit_finished,
  /// `Context.trap` says why; `pc` is the instruction, `frame` its frame.
  MachineExit_trap,
  /// `Context.callee` is a host function, `frame` its frame with the arguments.
  MachineExit_host_call,
  /// A host function that the loop has called returned while there are requests: `Context.callee` is that function, the
  /// saved frame is its frame with the results.
  MachineExit_host_returned,
  /// A host function that the loop has called threw an error, which Swift keeps.
  MachineExit_host_error,
  /// A function is called for the first time: the operand at `pc` is its index.
  MachineExit_translate,
  /// An instruction that Swift carries out (memory.grow and the like): a `runtime` instruction is at `pc`.
  MachineExit_runtime,
  /// The heap has no room for the allocation at `pc`, which is to run again after a collection.
  MachineExit_collect,
  /// Nothing catches the exception that is thrown at `pc`; it is in `Context.thrown`.
  MachineExit_exception,
} MachineExit;

#endif
