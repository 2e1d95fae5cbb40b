// Handlers of the vector instructions that compute: one function for every row and combination of operand places.
#include "dispatch.h"

// With only one slot among the operands, that slot is in the field `left`, whichever side it is on.
#define RIGHT_FIELD_s right
#define RIGHT_FIELD_a left

#define DEFINE_VECTOR_UNARY_HANDLER(operation, left_place, right_place, variant, layout, T, R) \
  HANDLER(operation##_##left_place##n_##variant) {                                      \
    const OPERANDS_TYPE(layout) *operands = OPERANDS_OF(layout);                        \
    wasm_##R result = wasm_##operation(READ(left_place, T, operands, left));            \
    WRITE(variant, R, operands, result);                                                \
    NEXT(sizeof *operands);                                                             \
  }

#define DEFINE_VECTOR_BINARY_HANDLER(operation, left_place, right_place, variant, layout, T, R)          \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                    \
    const operands_##layout *operands = OPERANDS(layout);                                         \
    wasm_v128 result = wasm_##operation(READ(left_place, v128, operands, left),                   \
                                        READ(right_place, v128, operands, RIGHT_FIELD_##left_place)); \
    WRITE(variant, v128, operands, result);                                                       \
    NEXT(sizeof *operands);                                                                       \
  }

#define DEFINE_VECTOR_TERNARY_HANDLER(operation, left_place, right_place, variant, layout, T, R)  \
  HANDLER(operation##_##left_place##right_place##_##variant) {                             \
    const operands_vector_ternary *operands = OPERANDS(vector_ternary);                    \
    wasm_v128 result =                                                                     \
        wasm_##operation(READ(left_place, v128, operands, left),                           \
                         READ(s, v128, operands, middle), READ(right_place, v128, operands, right)); \
    WRITE(variant, v128, operands, result);                                                \
    NEXT(sizeof *operands);                                                                \
  }

#define DEFINE_VECTOR_SHIFT_HANDLER(operation, left_place, right_place, variant, layout)      \
  HANDLER(operation##_##left_place##right_place##_##variant) {                         \
    const operands_##layout *operands = OPERANDS(layout);                              \
    wasm_v128 result = wasm_##operation(READ(left_place, v128, operands, left),        \
                                        READ(right_place, i32, operands, right));      \
    WRITE(variant, v128, operands, result);                                            \
    NEXT(sizeof *operands);                                                            \
  }

#define DEFINE_VECTOR_REPLACE_HANDLER(operation, left_place, right_place, variant, layout, T)      \
  HANDLER(operation##_##left_place##right_place##_##variant) {                              \
    const operands_replace_lane *operands = OPERANDS(replace_lane);                         \
    wasm_v128 result =                                                                      \
        wasm_##operation(READ(left_place, v128, operands, left), operands->lane,            \
                         READ(right_place, T, operands, right));                            \
    WRITE(variant, v128, operands, result);                                                 \
    NEXT(sizeof *operands);                                                                 \
  }

#define DEFINE_VECTOR_EXTRACT_HANDLER(operation, left_place, right_place, variant, layout, T, C)        \
  HANDLER(operation##_##left_place##n_##variant) {                                               \
    const operands_extract_lane *operands = OPERANDS(extract_lane);                              \
    const uint8_t *lanes = (const uint8_t *)(frame + operands->left);                            \
    C lane;                                                                                      \
    memcpy(&lane, lanes + (operands->lane & (16 / sizeof(C) - 1)) * sizeof(C), sizeof(C));       \
    WRITE(variant, T, operands, (wasm_##T)lane);                                                 \
    NEXT(sizeof *operands);                                                                      \
  }

WASM_VECTOR_UNARY_OPERATIONS(VECTOR_UNARY_HANDLERS, DEFINE_VECTOR_UNARY_HANDLER)
WASM_RARE_VECTOR_UNARY_OPERATIONS(RARE_VECTOR_UNARY_HANDLERS, DEFINE_VECTOR_UNARY_HANDLER)
WASM_VECTOR_BINARY_OPERATIONS(VECTOR_BINARY_HANDLERS, DEFINE_VECTOR_BINARY_HANDLER)
WASM_RARE_VECTOR_BINARY_OPERATIONS(RARE_VECTOR_BINARY_HANDLERS, DEFINE_VECTOR_BINARY_HANDLER)
WASM_VECTOR_TERNARY_OPERATIONS(VECTOR_TERNARY_HANDLERS, DEFINE_VECTOR_TERNARY_HANDLER)
WASM_RARE_VECTOR_TERNARY_OPERATIONS(RARE_VECTOR_TERNARY_HANDLERS, DEFINE_VECTOR_TERNARY_HANDLER)
WASM_VECTOR_SHIFTS(VECTOR_SHIFT_HANDLERS, DEFINE_VECTOR_SHIFT_HANDLER)
WASM_LANE_REPLACEMENTS(REPLACE_LANE_HANDLERS, DEFINE_VECTOR_REPLACE_HANDLER)
WASM_LANE_EXTRACTIONS(EXTRACT_LANE_HANDLERS, DEFINE_VECTOR_EXTRACT_HANDLER)

/// Sixteen bytes of an instruction, which is aligned to 4 only.
PURE wasm_v128 vector_immediate(const uint32_t *words) {
  wasm_v128 value;
  memcpy(&value, words, 16);
  return value;
}

#define DEFINE_VECTOR_SHUFFLE_HANDLER(operation, left_place, right_place, variant, ...)                    \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                      \
    const operands_shuffle *operands = OPERANDS(shuffle);                                           \
    wasm_v128 result = wasm_##operation(READ(left_place, v128, operands, left),                     \
                                        READ(right_place, v128, operands, RIGHT_FIELD_##left_place), \
                                        vector_immediate(&operands->lanes));                        \
    WRITE(variant, v128, operands, result);                                                         \
    NEXT(sizeof *operands);                                                                         \
  }
SHUFFLE_HANDLERS(DEFINE_VECTOR_SHUFFLE_HANDLER)

#define DEFINE_VECTOR_VECTOR_CONSTANT(variant)                                      \
  HANDLER(v128_const_nn_##variant) {                                         \
    const operands_vector_constant *operands = OPERANDS(vector_constant);    \
    WRITE(variant, v128, operands, vector_immediate(&operands->constant));   \
    NEXT(sizeof *operands);                                                  \
  }
DEFINE_VECTOR_VECTOR_CONSTANT(s)
DEFINE_VECTOR_VECTOR_CONSTANT(a)
