// Addresses of loads and stores, checked against the memory's size in bytes, in 64 bits.
#ifndef MEMORY_ACCESS_H
#define MEMORY_ACCESS_H

#include "dispatch.h"

// The first memory with 32-bit addresses: its base and size are in registers. An instruction holds the offset of the
// byte behind its access (`end`), so that one addition and one comparison do; the sum fits 64 bits.

// An addition on ARM extends its operand at no cost, and a slot is loaded with one instruction if all of it is.
#if defined(__aarch64__)
#define ADDRESS_IN_SLOT(index) \
  ({                           \
    Slot slot = frame[index];  \
    __asm__("" : "+r"(slot));  \
    (wasm_i32) slot;           \
  })
#else
#define ADDRESS_IN_SLOT(index) SLOT_i32(index)
#endif

#define END_ADDRESS(place, operands) END_ADDRESS_##place(operands)
#define END_ADDRESS_s(operands) ((uint64_t)ADDRESS_IN_SLOT((operands)->left) + (operands)->end)
#define END_ADDRESS_a(operands) ((uint64_t)ACCUMULATOR_i32 + (operands)->end)
#define END_ADDRESS_k(operands) ((uint64_t)(operands)->end)
#define END_ADDRESS_p(operands) ((uint64_t)PINNED_i32(p) + (operands)->end)
#define END_ADDRESS_q(operands) ((uint64_t)PINNED_i32(q) + (operands)->end)

// A swallowed addition wraps around in 32 bits, unlike the offset. With one slot only, that one is in the field `left`.
#define END_OF_SUM(left_place, right_place, operands)                                         \
  ((uint64_t)(wasm_i32)(READ(left_place, i32, operands, left) +                               \
                        READ(right_place, i32, operands, SUM_RIGHT_FIELD_##left_place)) +     \
   (operands)->end)
#define SUM_RIGHT_FIELD_s right
#define SUM_RIGHT_FIELD_a left
#define SUM_RIGHT_FIELD_p left
#define SUM_RIGHT_FIELD_q left

#define CHECK_BOUNDS(end_address) \
  if (UNLIKELY((end_address) > memory_size)) JUMP(stop_outside_of_memory)

// The first memory with 64-bit addresses, and offsets as above.

#define LONG_END(place, end)                                                                                  \
  uint64_t end;                                                                                               \
  if (UNLIKELY(__builtin_add_overflow(READ(place, i64, operands, left), (uint64_t)operands->end, &end) ||     \
               end > memory_size))                                                                            \
  JUMP(stop_outside_of_memory)

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
