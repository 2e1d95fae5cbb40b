// The rows of the atomic instructions (threads proposal) and of wide arithmetic. See wasm_instructions.h
// for the columns.
#ifndef WASM_ATOMIC_INSTRUCTIONS_H
#define WASM_ATOMIC_INSTRUCTIONS_H

// X(identifier, code, name, immediate, signature)
#define WASM_ATOMIC_INSTRUCTIONS(X) X(atomic_fence, 0xFE0003, "atomic.fence", ordering, ":")

// MEMORY(identifier, code, name, immediate, signature, alignment)
#define WASM_ATOMIC_MEMORY_INSTRUCTIONS(MEMORY)                                          \
  MEMORY(memory_atomic_notify, 0xFE0000, "memory.atomic.notify", memory_argument, "ai:i", 2)

// X(identifier, code, name, immediate, signature)
#define WASM_WIDE_ARITHMETIC_INSTRUCTIONS(X)                                             \
  X(i64_add128, 0xFC0013, "i64.add128", none, "IIII:II")

#endif
