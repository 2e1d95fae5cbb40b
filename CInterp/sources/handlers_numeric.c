// Handlers of the numeric instructions: one function for every row and combination of operand places.
#include <assert.h>
#include <float.h>

#include "dispatch.h"

// The 80-bit registers of the x87 round results a second time when they are stored (f64.sqrt shows it) and change
// signalling NaNs on the way: 32-bit x86 needs -msse2 -mfpmath=sse.
static_assert(FLT_EVAL_METHOD == 0, "floating-point operations must round to their own type");

#define DEFINE_BINARY_HANDLER(operation, left_place, right_place, variant, layout, T, R) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                           \
    const OPERANDS_TYPE(layout) *operands = OPERANDS_OF(layout);                       \
    wasm_##R result = wasm_##operation(READ(left_place, T, operands, left),              \
                                       READ(right_place, T, operands, RIGHT_FIELD_##left_place)); \
    WRITE(variant, R, operands, result);                                                 \
    NEXT(sizeof *operands);                                                              \
  }

#define DEFINE_TRAPPING_BINARY_HANDLER(operation, left_place, right_place, variant, layout, T, R) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                    \
    const OPERANDS_TYPE(layout) *operands = OPERANDS_OF(layout);                                \
    wasm_##T left = READ(left_place, T, operands, left);                                          \
    wasm_##T right = READ(right_place, T, operands, RIGHT_FIELD_##left_place);                    \
    WasmTrap trap = wasm_##operation##_trap(left, right);                                         \
    if (UNLIKELY(trap)) TRAP(trap);                                                               \
    wasm_##R result = wasm_##operation(left, right);                                              \
    WRITE(variant, R, operands, result);                                                          \
    NEXT(sizeof *operands);                                                                       \
  }

// With only one slot among the operands, that slot is in the field `left`, whichever side it is on.
#define RIGHT_FIELD_s right
#define RIGHT_FIELD_a left
#define RIGHT_FIELD_k left
#define RIGHT_FIELD_p left
#define RIGHT_FIELD_q left

WASM_INTEGER_COMPARISONS(COMPARISON_HANDLERS, DEFINE_BINARY_HANDLER)
WASM_COMPARISONS_OF_VARIABLES(COMPARISON_OF_VARIABLES_HANDLERS, DEFINE_BINARY_HANDLER)
WASM_FLOAT_COMPARISONS(COMPARISON_HANDLERS, DEFINE_BINARY_HANDLER)
WASM_COMMUTATIVE_OPERATIONS(COMMUTATIVE_HANDLERS, DEFINE_BINARY_HANDLER)
WASM_INTEGER_OPERATIONS(INTEGER_HANDLERS, DEFINE_BINARY_HANDLER)
WASM_ROTATIONS(ROTATION_HANDLERS, DEFINE_BINARY_HANDLER)
WASM_FLOAT_OPERATIONS(FLOAT_HANDLERS, DEFINE_BINARY_HANDLER)
WASM_FLOAT_DIVISIONS(FLOAT_DIVISION_HANDLERS, DEFINE_BINARY_HANDLER)
WASM_RARE_FLOAT_OPERATIONS(RARE_FLOAT_HANDLERS, DEFINE_BINARY_HANDLER)
WASM_TRAPPING_BINARY_OPERATIONS(DIVISION_HANDLERS, DEFINE_TRAPPING_BINARY_HANDLER)

#define DEFINE_UNARY_HANDLER(operation, left_place, right_place, variant, layout, T, R) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                          \
    const operands_unary *operands = OPERANDS(unary);                                   \
    wasm_##R result = wasm_##operation(READ(left_place, T, operands, left));            \
    WRITE(variant, R, operands, result);                                                \
    NEXT(sizeof *operands);                                                             \
  }

#define DEFINE_TRAPPING_UNARY_HANDLER(operation, left_place, right_place, variant, layout, T, R) \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                   \
    const operands_unary *operands = OPERANDS(unary);                                            \
    wasm_##T left = READ(left_place, T, operands, left);                                         \
    WasmTrap trap = wasm_##operation##_trap(left);                                               \
    if (UNLIKELY(trap)) TRAP(trap);                                                              \
    wasm_##R result = wasm_##operation(left);                                                    \
    WRITE(variant, R, operands, result);                                                         \
    NEXT(sizeof *operands);                                                                      \
  }

WASM_UNARY_OPERATIONS(UNARY_HANDLERS, DEFINE_UNARY_HANDLER)
WASM_RARE_UNARY_OPERATIONS(RARE_UNARY_HANDLERS, DEFINE_UNARY_HANDLER)
WASM_TRAPPING_UNARY_OPERATIONS(RARE_UNARY_HANDLERS, DEFINE_TRAPPING_UNARY_HANDLER)
