// Handlers that touch linear memory. Every access is checked against the memory's size in bytes, in 64 bits.
#include "memory_access.h"

// Floating-point numbers move through memory as bits, so that no payload changes on the way.
#define DEFINE_LOAD_HANDLER(operation, left_place, right_place, variant, layout, T, C, bytes) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                \
    const operands_load *operands = OPERANDS(load);                                           \
    uint64_t end = END_ADDRESS(left_place, operands);                                         \
    CHECK_BOUNDS(end);                                                             \
    C loaded;                                                                                 \
    memcpy(&loaded, memory + end - bytes, bytes);                                                 \
    WRITE(variant, T, operands, EXTEND_##T(loaded));                                          \
    NEXT(sizeof *operands);                                                                   \
  }

// Signed narrow loads extend to the full width of their type.
#define EXTEND_i32(value) ((wasm_i32)(value))
#define EXTEND_i64(value) ((wasm_i64)(value))
#define EXTEND_f32(value) (value)
#define EXTEND_f64(value) (value)

#define DEFINE_STORE_HANDLER(operation, left_place, right_place, variant, layout, T, C, bytes) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                 \
    const OPERANDS_TYPE(layout) *operands = OPERANDS_OF(layout);                              \
    uint64_t end = END_ADDRESS(left_place, operands);                                          \
    CHECK_BOUNDS(end);                                                              \
    C stored = (C)READ(right_place, T, operands, right);                                       \
    memcpy(memory + end - bytes, &stored, bytes);                                                  \
    NEXT(sizeof *operands);                                                                    \
  }

WASM_LOADS(LOAD_HANDLERS, DEFINE_LOAD_HANDLER)
WASM_RARE_LOADS(RARE_LOAD_HANDLERS, DEFINE_LOAD_HANDLER)
WASM_STORES(STORE_HANDLERS, DEFINE_STORE_HANDLER)

#define DEFINE_INDEXED_LOAD_HANDLER(operation, left_place, right_place, variant, layout, T, C, bytes) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                        \
    const OPERANDS_TYPE(layout) *operands = OPERANDS_OF(layout);                                      \
    uint64_t end = END_OF_SUM(left_place, right_place, operands);                                \
    CHECK_BOUNDS(end);                                                                     \
    C loaded;                                                                                         \
    memcpy(&loaded, memory + end - bytes, bytes);                                                         \
    WRITE(variant, T, operands, EXTEND_##T(loaded));                                                  \
    NEXT(sizeof *operands);                                                                           \
  }

#define DEFINE_INDEXED_STORE_HANDLER(operation, left_place, right_place, variant, layout, T, C, bytes) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                         \
    const OPERANDS_TYPE(layout) *operands = OPERANDS_OF(layout);                                       \
    uint64_t end = END_OF_SUM(left_place, right_place, operands);                                 \
    CHECK_BOUNDS(end);                                                                      \
    C stored = (C)READ(variant, T, operands, value);                                                         \
    memcpy(memory + end - bytes, &stored, bytes);                                                          \
    NEXT(sizeof *operands);                                                                            \
  }

WASM_LOADS(INDEXED_LOAD_HANDLERS, DEFINE_INDEXED_LOAD_HANDLER)
WASM_STORES(INDEXED_STORE_HANDLERS, DEFINE_INDEXED_STORE_HANDLER)

// The first memory with 64-bit addresses.

#define DEFINE_LONG_LOAD_HANDLER(operation, left_place, right_place, variant, layout, T, C, bytes) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                     \
    const operands_load *operands = OPERANDS(load);                                                \
    LONG_END(left_place, end);                                                                     \
    C loaded;                                                                                      \
    memcpy(&loaded, memory + end - bytes, bytes);                                                  \
    WRITE(variant, T, operands, EXTEND_##T(loaded));                                               \
    NEXT(sizeof *operands);                                                                        \
  }

#define DEFINE_LONG_STORE_HANDLER(operation, left_place, right_place, variant, layout, T, C, bytes) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                      \
    const operands_store *operands = OPERANDS(store);                                               \
    LONG_END(left_place, end);                                                                      \
    C stored = (C)READ(right_place, T, operands, right);                                            \
    memcpy(memory + end - bytes, &stored, bytes);                                                   \
    NEXT(sizeof *operands);                                                                         \
  }

WASM_LOADS(LONG_LOAD_HANDLERS, DEFINE_LONG_LOAD_HANDLER)
WASM_STORES(LONG_STORE_HANDLERS, DEFINE_LONG_STORE_HANDLER)

// Any memory.

#define DEFINE_FAR_LOAD_HANDLER(operation, left_place, right_place, variant, layout, T, C, bytes) \
  HANDLER(operation##_sn_s) {                                   \
    const operands_far_load *operands = OPERANDS(far_load);    \
    FAR_ADDRESS(far, bytes);                                   \
    C loaded;                                                  \
    memcpy(&loaded, far->base + address, bytes);               \
    WRITE(s, T, operands, EXTEND_##T(loaded));                 \
    NEXT(sizeof *operands);                                    \
  }

#define DEFINE_FAR_STORE_HANDLER(operation, left_place, right_place, variant, layout, T, C, bytes) \
  HANDLER(operation##_ss_n) {                                   \
    const operands_far_store *operands = OPERANDS(far_store);  \
    FAR_ADDRESS(far, bytes);                                   \
    C stored = (C)READ(s, T, operands, right);                 \
    memcpy(far->base + address, &stored, bytes);               \
    NEXT(sizeof *operands);                                    \
  }

WASM_LOADS(FAR_LOAD_HANDLERS, DEFINE_FAR_LOAD_HANDLER)
WASM_RARE_LOADS(FAR_LOAD_HANDLERS, DEFINE_FAR_LOAD_HANDLER)
WASM_STORES(FAR_STORE_HANDLERS, DEFINE_FAR_STORE_HANDLER)

HANDLER(memory_size_nn_s) {
  const operands_memory_size *operands = OPERANDS(memory_size);
  const Memory *measured = context->instance->memories[operands->memory_operand];
  frame[operands->target] = accumulator = measured->size >> operands->page_shift;
  NEXT(sizeof *operands);
}
