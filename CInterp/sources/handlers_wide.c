// Handlers of the wide-arithmetic proposal.
#include "dispatch.h"

#define DEFINE_WIDE_SUM(operation)                                                                \
  HANDLER(operation##_ss_s) {                                                                     \
    const operands_wide_sum *operands = OPERANDS(wide_sum);                                       \
    wasm_wide left = {frame[operands->left], frame[operands->left_high]};                         \
    wasm_wide right = {frame[operands->right], frame[operands->right_high]};                      \
    wasm_wide result = wasm_##operation(left, right);                                             \
    frame[operands->target] = result.low;                                                         \
    frame[operands->target + 1] = result.high;                                                    \
    NEXT(sizeof *operands);                                                                       \
  }

#define DEFINE_WIDE_PRODUCT(operation)                                                            \
  HANDLER(operation##_ss_s) {                                                                     \
    const operands_wide_product *operands = OPERANDS(wide_product);                               \
    wasm_wide result = wasm_##operation(frame[operands->left], frame[operands->right]);           \
    frame[operands->target] = result.low;                                                         \
    frame[operands->target + 1] = result.high;                                                    \
    NEXT(sizeof *operands);                                                                       \
  }

DEFINE_WIDE_SUM(i64_add128)
DEFINE_WIDE_SUM(i64_sub128)
DEFINE_WIDE_PRODUCT(i64_mul_wide_s)
DEFINE_WIDE_PRODUCT(i64_mul_wide_u)
