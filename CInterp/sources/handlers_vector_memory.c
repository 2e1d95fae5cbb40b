// Handlers of vector loads and stores. Every access is checked as in handlers_memory.c.
#include "memory_access.h"

#define DEFINE_VECTOR_LOAD(name, layout, end_address, variant, load, C, bytes) \
  HANDLER(name) {                                                      \
    const operands_##layout *operands = OPERANDS(layout);              \
    uint64_t end = end_address;                                     \
    CHECK_BOUNDS(end);                                      \
    C loaded;                                                          \
    memcpy(&loaded, memory + end - bytes, bytes);                          \
    WRITE(variant, v128, operands, wasm_##load(loaded));               \
    NEXT(sizeof *operands);                                            \
  }
#define DEFINE_VECTOR_LOAD_HANDLER(operation, left, right, variant, layout, load, C, bytes) \
  DEFINE_VECTOR_LOAD(operation##_##left##n_##variant, layout, END_ADDRESS(left, operands), variant, load, C, bytes)
#define DEFINE_VECTOR_INDEXED_LOAD_HANDLER(operation, left, right, variant, layout, load, C, bytes)           \
  DEFINE_VECTOR_LOAD(operation##_##left##right##_##variant, layout, END_OF_SUM(left, right, operands), variant, \
              load, C, bytes)

#define DEFINE_VECTOR_FAR_LOAD_HANDLER(operation, left_place, right_place, variant, layout, near, C, bytes) \
  HANDLER(operation##_sn_s) {                                                                        \
    const operands_far_vector_load *operands = OPERANDS(far_vector_load);                            \
    FAR_ADDRESS(far, bytes);                                                                         \
    C loaded;                                                                                        \
    memcpy(&loaded, far->base + address, bytes);                                                     \
    WRITE(s, v128, operands, wasm_##near(loaded));                                                   \
    NEXT(sizeof *operands);                                                                          \
  }

#define DEFINE_VECTOR_STORE(name, layout, end_address, value_place, field, bytes) \
  HANDLER(name) {                                                         \
    const operands_##layout *operands = OPERANDS(layout);                 \
    uint64_t end = end_address;                                        \
    CHECK_BOUNDS(end);                                         \
    wasm_v128 stored = READ(value_place, v128, operands, field);          \
    memcpy(memory + end - bytes, &stored, bytes);                             \
    NEXT(sizeof *operands);                                               \
  }
#define DEFINE_VECTOR_STORE_HANDLER(operation, left, right_place, variant, layout, bytes) \
  DEFINE_VECTOR_STORE(operation##_##left##right_place##_##variant, layout, END_ADDRESS(left, operands), right_place, right, bytes)
#define DEFINE_VECTOR_INDEXED_STORE_HANDLER(operation, left, right, variant, layout, bytes) \
  DEFINE_VECTOR_STORE(operation##_##left##right##_##variant, layout, END_OF_SUM(left, right, operands), variant, value, bytes)

#define DEFINE_VECTOR_FAR_STORE_HANDLER(operation, left_place, right_place, variant, layout, bytes) \
  HANDLER(operation##_ss_n) {                                                                \
    const operands_far_vector_store *operands = OPERANDS(far_vector_store);                  \
    FAR_ADDRESS(far, bytes);                                                                 \
    wasm_v128 stored = READ(s, v128, operands, right);                                       \
    memcpy(far->base + address, &stored, bytes);                                             \
    NEXT(sizeof *operands);                                                                  \
  }

WASM_VECTOR_LOADS(VECTOR_LOAD_HANDLERS, DEFINE_VECTOR_LOAD_HANDLER)
WASM_RARE_VECTOR_LOADS(RARE_VECTOR_LOAD_HANDLERS, DEFINE_VECTOR_LOAD_HANDLER)
WASM_VECTOR_LOADS(INDEXED_VECTOR_LOAD_HANDLERS, DEFINE_VECTOR_INDEXED_LOAD_HANDLER)
WASM_VECTOR_LOADS(FAR_VECTOR_LOAD_HANDLERS, DEFINE_VECTOR_FAR_LOAD_HANDLER)
WASM_RARE_VECTOR_LOADS(FAR_VECTOR_LOAD_HANDLERS, DEFINE_VECTOR_FAR_LOAD_HANDLER)
WASM_VECTOR_STORES(VECTOR_STORE_HANDLERS, DEFINE_VECTOR_STORE_HANDLER)
WASM_VECTOR_STORES(INDEXED_VECTOR_STORE_HANDLERS, DEFINE_VECTOR_INDEXED_STORE_HANDLER)
WASM_VECTOR_STORES(FAR_VECTOR_STORE_HANDLERS, DEFINE_VECTOR_FAR_STORE_HANDLER)

// One lane: the others come from the right operand.

#define DEFINE_VECTOR_LANE_LOAD_HANDLER(operation, left_place, right_place, variant, layout, C, bytes) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                  \
    const operands_lane_load *operands = OPERANDS(lane_load);                                   \
    uint64_t end = END_ADDRESS(left_place, operands);                                           \
    CHECK_BOUNDS(end);                                                               \
    C loaded;                                                                                   \
    memcpy(&loaded, memory + end - bytes, bytes);                                                   \
    wasm_v128 others = READ(right_place, v128, operands, right);                                \
    WRITE(variant, v128, operands, wasm_##operation(others, operands->lane, loaded));           \
    NEXT(sizeof *operands);                                                                     \
  }

#define DEFINE_VECTOR_FAR_LANE_LOAD_HANDLER(operation, left_place, right_place, variant, layout, near, C, bytes) \
  HANDLER(operation##_ss_s) {                                                                             \
    const operands_far_lane_load *operands = OPERANDS(far_lane_load);                                     \
    FAR_ADDRESS(far, bytes);                                                                              \
    C loaded;                                                                                             \
    memcpy(&loaded, far->base + address, bytes);                                                          \
    wasm_v128 others = READ(s, v128, operands, right);                                                    \
    WRITE(s, v128, operands, wasm_##near(others, operands->lane, loaded));                                \
    NEXT(sizeof *operands);                                                                               \
  }

/// Where the lane of a vector in slots is.
#define LANE_IN_SLOT(operands, bytes) \
  ((const uint8_t *)(frame + (operands)->right) + ((operands)->lane & (16 / (bytes) - 1)) * (bytes))

#define DEFINE_VECTOR_LANE_STORE_HANDLER(operation, left_place, right_place, variant, layout, C, bytes) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                   \
    const operands_lane_store *operands = OPERANDS(lane_store);                                  \
    uint64_t end = END_ADDRESS(left_place, operands);                                            \
    CHECK_BOUNDS(end);                                                                \
    memcpy(memory + end - bytes, LANE_IN_SLOT(operands, bytes), bytes);                              \
    NEXT(sizeof *operands);                                                                      \
  }

#define DEFINE_VECTOR_FAR_LANE_STORE_HANDLER(operation, left_place, right_place, variant, layout, C, bytes) \
  HANDLER(operation##_ss_n) {                                                                        \
    const operands_far_lane_store *operands = OPERANDS(far_lane_store);                              \
    FAR_ADDRESS(far, bytes);                                                                         \
    memcpy(far->base + address, LANE_IN_SLOT(operands, bytes), bytes);                               \
    NEXT(sizeof *operands);                                                                          \
  }

WASM_LANE_LOADS(LANE_LOAD_HANDLERS, DEFINE_VECTOR_LANE_LOAD_HANDLER)
WASM_LANE_LOADS(FAR_LANE_LOAD_HANDLERS, DEFINE_VECTOR_FAR_LANE_LOAD_HANDLER)
WASM_LANE_STORES(LANE_STORE_HANDLERS, DEFINE_VECTOR_LANE_STORE_HANDLER)
WASM_LANE_STORES(FAR_LANE_STORE_HANDLERS, DEFINE_VECTOR_FAR_LANE_STORE_HANDLER)
