// Addresses of loads and stores, checked against the memory's size in bytes, in 64 bits.
#ifndef MEMORY_ACCESS_H
#define MEMORY_ACCESS_H

#include "dispatch.h"

// The first memory with 32-bit addresses: its base and size are in registers, and an address plus an offset
// fits 64 bits.

#define ADDRESS(place, operands) ADDRESS_##place(operands)
#define ADDRESS_s(operands) ((uint64_t)SLOT_i32((operands)->left) + (operands)->offset)
#define ADDRESS_a(operands) ((uint64_t)ACCUMULATOR_i32 + (operands)->offset)
#define ADDRESS_k(operands) ((uint64_t)(operands)->offset)

// A swallowed addition wraps around in 32 bits, unlike the offset.
#define SUM_ADDRESS(left_place, right_place, operands)                                          \
  ((uint64_t)(READ(left_place, i32, operands, left) + READ(right_place, i32, operands, right)) + \
   (operands)->offset)

#define CHECK_BOUNDS(address, bytes) \
  if (UNLIKELY((address) + (bytes) > memory_size)) JUMP(stop_outside_of_memory)

// Any memory, with 32-bit or 64-bit addresses and 64-bit offsets. A 32-bit address is zero-extended in its
// slot, so one handler serves both.

#define FAR_ADDRESS(far, bytes)                                                             \
  const Memory *far = context->instance->memories[operands->memory_operand];                \
  uint64_t address;                                                                         \
  if (UNLIKELY(__builtin_add_overflow(frame[operands->left],                                \
                                      WIDE_CONSTANT(operands, offset), &address) ||         \
               far->size < (bytes) || address > far->size - (bytes)))                       \
  JUMP(stop_outside_of_memory)

#endif
