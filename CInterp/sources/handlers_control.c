// Handlers of branches, and of everything that ends in Swift.
#include "dispatch.h"

// Stopping ---------------------------------------------------------------------------------------------------

// The reason comes in the accumulator.
COLD_HANDLER(stop_with_trap) {
  UNUSED_REGISTERS;
  SAVE_REGISTERS();
  context->trap = (WasmTrap)accumulator;
  STOP(MachineExit_trap);
}

COLD_HANDLER(stop_interrupted) {
  accumulator = WasmTrap_interrupted;
  JUMP(stop_with_trap);
}

HANDLER(trap_nn_n) { TRAP(OPERANDS(trap)->trap); }

HANDLER(finish_nn_n) {
  UNUSED_REGISTERS;
  SAVE_REGISTERS();
  STOP(MachineExit_finished);
}

HANDLER(host_call_nn_n) {
  UNUSED_REGISTERS;
  SAVE_REGISTERS();
  STOP(MachineExit_host_call);
}

HANDLER(translate_nn_n) {
  UNUSED_REGISTERS;
  SAVE_REGISTERS();
  STOP(MachineExit_translate);
}

HANDLER(runtime_nn_n) {
  UNUSED_REGISTERS;
  SAVE_REGISTERS();
  SAVE_PINNED_REGISTERS();
  STOP(MachineExit_runtime);
}

// Charged before what it pays for; a trap leaves the rest of the fuel untouched.
HANDLER(fuel_nn_n) {
  const operands_fuel *operands = OPERANDS(fuel);
  if (UNLIKELY(context->fuel < (int64_t)operands->units)) TRAP(WasmTrap_out_of_fuel);
  context->fuel -= (int64_t)operands->units;
  NEXT(sizeof *operands);
}

// Branches ---------------------------------------------------------------------------------------------------
//
// A displacement counts from the end of its field.

#define TAKE_f(operands)                                                             \
  do {                                                                               \
    pc = (const uint8_t *)(&(operands)->displacement + 1) + (operands)->displacement; \
    DISPATCH_BRANCH();                                                               \
  } while (0)
#define TAKE_b(operands)                                                             \
  do {                                                                               \
    pc = (const uint8_t *)(&(operands)->displacement + 1) + (operands)->displacement; \
    POLL();                                                                          \
    DISPATCH_BRANCH();                                                               \
  } while (0)

#define DEFINE_BRANCH(direction)                                  \
  HANDLER(branch_nn_##direction) {                                \
    const operands_branch *operands = OPERANDS(branch);           \
    TAKE_##direction(operands);                                   \
  }
DEFINE_BRANCH(f)
DEFINE_BRANCH(b)

#define DEFINE_CONDITIONAL_BRANCH(operation, place, direction, T, comparison) \
  HANDLER(operation##_##T##_##place##n_##direction) {                         \
    const operands_branch_one *operands = OPERANDS(branch_one);               \
    if (READ(place, T, operands, left) comparison 0) TAKE_##direction(operands); \
    NEXT(sizeof *operands);                                                   \
  }
#define DEFINE_CONDITIONAL_BRANCHES(operation, T, comparison)    \
  DEFINE_CONDITIONAL_BRANCH(operation, s, f, T, comparison)      \
  DEFINE_CONDITIONAL_BRANCH(operation, s, b, T, comparison)      \
  DEFINE_CONDITIONAL_BRANCH(operation, a, f, T, comparison)      \
  DEFINE_CONDITIONAL_BRANCH(operation, a, b, T, comparison)      \
  DEFINE_CONDITIONAL_BRANCH(operation, p, f, T, comparison)      \
  DEFINE_CONDITIONAL_BRANCH(operation, p, b, T, comparison)      \
  DEFINE_CONDITIONAL_BRANCH(operation, q, f, T, comparison)      \
  DEFINE_CONDITIONAL_BRANCH(operation, q, b, T, comparison)
DEFINE_CONDITIONAL_BRANCHES(branch_if, i32, !=)
DEFINE_CONDITIONAL_BRANCHES(branch_unless, i32, ==)
DEFINE_CONDITIONAL_BRANCHES(branch_if, i64, !=)
DEFINE_CONDITIONAL_BRANCHES(branch_unless, i64, ==)

#define DEFINE_BRANCH_COMPARISON(operation, left_place, right_place, direction, layout, T, compare, sense) \
  HANDLER(operation##_##left_place##right_place##_##direction) {                                           \
    const OPERANDS_TYPE(layout) *operands = OPERANDS_OF(layout);                                           \
    if (sense wasm_##compare(READ(left_place, T, operands, left),                                          \
                             READ(right_place, T, operands, COMPARED_FIELD_##left_place)))                    \
      TAKE_##direction(operands);                                                                          \
    NEXT(sizeof *operands);                                                                                \
  }
#define DEFINE_BRANCH_IF(operation, left, right, direction, layout, T, compare) \
  DEFINE_BRANCH_COMPARISON(operation, left, right, direction, layout, T, compare, )
#define DEFINE_BRANCH_UNLESS(operation, left, right, direction, layout, T, compare) \
  DEFINE_BRANCH_COMPARISON(operation, left, right, direction, layout, T, compare, !)
#define COMPARED_FIELD_s right
#define COMPARED_FIELD_a right
// A slot beside a pinned operand is in the field `left`.
#define COMPARED_FIELD_p left
#define COMPARED_FIELD_q left

WASM_INTEGER_COMPARISONS(BRANCH_IF_HANDLERS, DEFINE_BRANCH_IF)
WASM_COMPARISONS_OF_VARIABLES(BRANCH_ON_VARIABLES_HANDLERS, DEFINE_BRANCH_IF)
WASM_FLOAT_COMPARISONS(FLOAT_BRANCH_IF_HANDLERS, DEFINE_BRANCH_IF)
WASM_FLOAT_COMPARISONS(FLOAT_BRANCH_UNLESS_HANDLERS, DEFINE_BRANCH_UNLESS)

// The displacements follow the instruction, the default last; they count from the end of the table.
#define DEFINE_BRANCH_TABLE(place)                                                        \
  HANDLER(branch_table_##place##n_n) {                                                    \
    const operands_branch_table *operands = OPERANDS(branch_table);                       \
    uint32_t index = READ(place, i32, operands, left);                                    \
    uint32_t count = operands->count;                                                     \
    const int32_t *displacements = (const int32_t *)(const void *)(operands + 1);         \
    if (index > count) index = count;                                                     \
    pc = (const uint8_t *)(displacements + count + 1) + displacements[index];             \
    POLL();                                                                               \
    DISPATCH();                                                                           \
  }
DEFINE_BRANCH_TABLE(s)
DEFINE_BRANCH_TABLE(a)
DEFINE_BRANCH_TABLE(p)
DEFINE_BRANCH_TABLE(q)
