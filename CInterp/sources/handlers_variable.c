// Handlers that move values: between slots, and to and from globals and tables.
#include "dispatch.h"

HANDLER(copy_sn_n) {
  const operands_unary *operands = OPERANDS(unary);
  frame[operands->target] = frame[operands->left];
  NEXT(sizeof *operands);
}

// One copy after the other: the second may read what the first wrote.
HANDLER(copy_pair_sn_n) {
  const operands_copy_pair *operands = OPERANDS(copy_pair);
  frame[operands->target] = frame[operands->left];
  frame[operands->second_target] = frame[operands->second_left];
  NEXT(sizeof *operands);
}

// The two ranges may overlap.
HANDLER(copy_range_nn_n) {
  const operands_copy_range *operands = OPERANDS(copy_range);
  memmove(frame + operands->target, frame + operands->source, operands->count * sizeof(Slot));
  NEXT(sizeof *operands);
}

HANDLER(copy_wide_sn_n) {
  const operands_wide_unary *operands = OPERANDS(wide_unary);
  memmove(frame + operands->target, frame + operands->left, 2 * sizeof(Slot));
  NEXT(sizeof *operands);
}

HANDLER(keep_an_n) {
  const operands_target_only *operands = OPERANDS(target_only);
  frame[operands->target] = accumulator;
  NEXT(sizeof *operands);
}

HANDLER(keep_float_an_n) {
  const operands_target_only *operands = OPERANDS(target_only);
  frame[operands->target] = float_accumulator[0];
  NEXT(sizeof *operands);
}

HANDLER(keep_vector_an_n) {
  const operands_vector_target *operands = OPERANDS(vector_target);
  memcpy(frame + operands->target, &float_accumulator, 16);
  NEXT(sizeof *operands);
}

HANDLER(constant_kn_n) {
  const operands_constant *operands = OPERANDS(constant);
  frame[operands->target] = operands->constant;
  NEXT(sizeof *operands);
}

HANDLER(wide_constant_kn_n) {
  const operands_wide_constant *operands = OPERANDS(wide_constant);
  frame[operands->target] = WIDE_CONSTANT(operands, constant);
  NEXT(sizeof *operands);
}

// Pinned locals.

#define DEFINE_PIN(target_name, other_name)                                       \
  HANDLER(pin_sn_##target_name) {                                                 \
    const operands_source_only *operands = OPERANDS(source_only);                 \
    pinned_##target_name = frame[operands->left];                                 \
    NEXT(sizeof *operands);                                                       \
  }                                                                               \
  HANDLER(pin_an_##target_name) {                                                 \
    pinned_##target_name = accumulator;                                           \
    NEXT(sizeof(operands_source_only));                                           \
  }                                                                               \
  HANDLER(pin_kn_##target_name) {                                                 \
    const operands_wide_constant *operands = OPERANDS(wide_constant);             \
    pinned_##target_name = WIDE_CONSTANT(operands, constant);                     \
    NEXT(sizeof *operands);                                                       \
  }                                                                               \
  HANDLER(pin_##other_name##n_##target_name) {                                    \
    pinned_##target_name = pinned_##other_name;                                   \
    NEXT(sizeof(operands_source_only));                                           \
  }                                                                               \
  HANDLER(unpin_##target_name##n_s) {                                             \
    const operands_target_only *operands = OPERANDS(target_only);                 \
    frame[operands->target] = pinned_##target_name;                               \
    NEXT(sizeof *operands);                                                       \
  }                                                                               \
  HANDLER(pin_float_sn_##target_name) {                                           \
    const operands_source_only *operands = OPERANDS(source_only);                 \
    float_pinned_##target_name = accumulator_of_f64(SLOT_f64(operands->left));    \
    NEXT(sizeof *operands);                                                       \
  }                                                                               \
  HANDLER(pin_float_an_##target_name) {                                           \
    float_pinned_##target_name = float_accumulator;                               \
    NEXT(sizeof(operands_source_only));                                           \
  }                                                                               \
  HANDLER(pin_float_kn_##target_name) {                                           \
    const operands_wide_constant *operands = OPERANDS(wide_constant);             \
    float_pinned_##target_name = accumulator_of_f64(CONSTANT_f64(operands));      \
    NEXT(sizeof *operands);                                                       \
  }                                                                               \
  HANDLER(pin_float_##other_name##n_##target_name) {                              \
    float_pinned_##target_name = float_pinned_##other_name;                       \
    NEXT(sizeof(operands_source_only));                                           \
  }                                                                               \
  HANDLER(unpin_float_##target_name##n_s) {                                       \
    const operands_target_only *operands = OPERANDS(target_only);                 \
    frame[operands->target] = float_pinned_##target_name[0];                      \
    NEXT(sizeof *operands);                                                       \
  }
DEFINE_PIN(p, q)
DEFINE_PIN(q, p)

// A select moves bits, whatever their type; like a copy it leaves the accumulators alone.
HANDLER(select_sn_n) {
  const operands_select *operands = OPERANDS(select);
  Slot left = frame[operands->left], right = frame[operands->right];
  frame[operands->target] = (uint32_t)frame[operands->condition] ? left : right;
  NEXT(sizeof *operands);
}

// Selects with the condition in the integer accumulator. A constant is an i32, or the zero-extended low half of an i64.
#define DEFINE_SELECT(operation, left_place, right_place, variant, layout, T)     \
  HANDLER(operation##_##left_place##right_place##_##variant) {                    \
    const operands_##layout *operands = OPERANDS(layout);                         \
    wasm_##T left = SELECTED_##left_place(T, operands, left);                     \
    wasm_##T right = SELECTED_##right_place(T, operands, SELECTED_FIELD_##layout); \
    WRITE(variant, T, operands, (uint32_t)accumulator ? left : right);            \
    NEXT(sizeof *operands);                                                       \
  }
#define SELECTED_s(T, operands, field) SLOT_##T((operands)->field)
#define SELECTED_p(T, operands, field) PINNED_##T(p)
#define SELECTED_q(T, operands, field) PINNED_##T(q)
#define SELECTED_k(T, operands, field) ((operands)->constant)
#define SELECTED_FIELD_select_accumulated right
#define SELECTED_FIELD_select_constant left
SELECT_HANDLERS(DEFINE_SELECT)

HANDLER(select_wide_sn_n) {
  const operands_wide_select *operands = OPERANDS(wide_select);
  uint16_t chosen = (uint32_t)frame[operands->condition] ? operands->left : operands->right;
  memmove(frame + operands->target, frame + chosen, 2 * sizeof(Slot));
  NEXT(sizeof *operands);
}

// An integer global also goes to the accumulator; the variant `a` is for those only.
HANDLER(get_global_nn_s) {
  const operands_get_global *operands = OPERANDS(get_global);
  frame[operands->target] = accumulator = *context->instance->globals[operands->global];
  NEXT(sizeof *operands);
}

HANDLER(get_global_nn_a) {
  const operands_get_global *operands = OPERANDS(get_global);
  accumulator = *context->instance->globals[operands->global];
  NEXT(sizeof *operands);
}

HANDLER(set_global_sn_n) {
  const operands_set_global *operands = OPERANDS(set_global);
  *context->instance->globals[operands->global] = frame[operands->left];
  NEXT(sizeof *operands);
}

HANDLER(set_global_an_n) {
  const operands_set_global *operands = OPERANDS(set_global);
  *context->instance->globals[operands->global] = accumulator;
  NEXT(sizeof *operands);
}

HANDLER(get_wide_global_nn_s) {
  const operands_get_wide_global *operands = OPERANDS(get_wide_global);
  memcpy(frame + operands->target, context->instance->globals[operands->global], 2 * sizeof(Slot));
  NEXT(sizeof *operands);
}

HANDLER(set_wide_global_sn_n) {
  const operands_set_wide_global *operands = OPERANDS(set_wide_global);
  memcpy(context->instance->globals[operands->global], frame + operands->left, 2 * sizeof(Slot));
  NEXT(sizeof *operands);
}

// References and tables. Results are references, so they go to the accumulator as well.

HANDLER(get_function_nn_s) {
  const operands_get_function *operands = OPERANDS(get_function);
  frame[operands->target] = accumulator = (uintptr_t)context->instance->functions[operands->function];
  NEXT(sizeof *operands);
}

HANDLER(trap_if_null_sn_n) {
  const operands_source_only *operands = OPERANDS(source_only);
  if (UNLIKELY(frame[operands->left] == 0)) TRAP(WasmTrap_null_reference);
  NEXT(sizeof *operands);
}

HANDLER(table_size_nn_s) {
  const operands_table_size *operands = OPERANDS(table_size);
  frame[operands->target] = accumulator = context->instance->tables[operands->table_operand]->size;
  NEXT(sizeof *operands);
}

// Indices are compared in 64 bits: a 32-bit one is zero-extended in its slot.
HANDLER(table_get_sn_s) {
  const operands_table_get *operands = OPERANDS(table_get);
  const Table *table = context->instance->tables[operands->table_operand];
  uint64_t index = frame[operands->left];
  if (UNLIKELY(index >= table->size)) TRAP(WasmTrap_table_out_of_bounds);
  frame[operands->target] = accumulator = table->elements[index];
  NEXT(sizeof *operands);
}

HANDLER(table_set_ss_n) {
  const operands_table_set *operands = OPERANDS(table_set);
  const Table *table = context->instance->tables[operands->table_operand];
  uint64_t index = frame[operands->left];
  if (UNLIKELY(index >= table->size)) TRAP(WasmTrap_table_out_of_bounds);
  table->elements[index] = (uintptr_t)frame[operands->right];
  NEXT(sizeof *operands);
}
