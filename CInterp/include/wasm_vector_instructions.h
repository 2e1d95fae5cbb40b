// The rows of the vector (SIMD) and relaxed vector instructions. See wasm_instructions.h for the columns.
#ifndef WASM_VECTOR_INSTRUCTIONS_H
#define WASM_VECTOR_INSTRUCTIONS_H

// X(identifier, code, name, immediate, signature)
#define WASM_VECTOR_INSTRUCTIONS(X)

// MEMORY(identifier, code, name, immediate, signature, alignment)
#define WASM_VECTOR_MEMORY_INSTRUCTIONS(MEMORY)                                          \
  MEMORY(v128_load, 0xFD0000, "v128.load", memory_argument, "a:v", 4)

#endif
