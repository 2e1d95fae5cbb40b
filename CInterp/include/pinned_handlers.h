// Handlers of control with a *pinned* local, which is in a register of its own.
//
// While a loop runs, up to two of its integer locals and two of its floating-point locals are in registers instead
// of their slots. Rows are as in handlers.h, with these places more:
//
//   p, q   the two integers that are pinned, or the two floating-point numbers: the operand's type says which
//
// and these variants: the result goes to p, or to q, and neither to a slot nor to the accumulator. Which other
// operations have handlers for these places is in operand_shapes.h.
#ifndef PINNED_HANDLERS_H
#define PINNED_HANDLERS_H

#define PINNED_BRANCH_SHAPE(X, operation)                  \
  FORWARD_AND_BACKWARD(X, operation, p, n, branch_one)     \
  FORWARD_AND_BACKWARD(X, operation, q, n, branch_one)

// `pin` moves a value to a pinned local's register, `unpin` from there to a slot. Neither touches an accumulator.
#define PIN_SHAPE(X, operation)                            \
  TO_PINNED(X, operation, s, n, source_only)               \
  TO_PINNED(X, operation, a, n, source_only)               \
  TO_PINNED(X, operation, k, n, wide_constant)             \
  X(operation, q, n, p, source_only)                       \
  X(operation, p, n, q, source_only)
#define UNPIN_SHAPE(X, operation)                          \
  X(operation, p, n, s, target_only)                       \
  X(operation, q, n, s, target_only)

#define PINNED_CONTROL_HANDLERS(X)                         \
  PIN_SHAPE(X, pin)                                        \
  PIN_SHAPE(X, pin_float)                                  \
  UNPIN_SHAPE(X, unpin)                                    \
  UNPIN_SHAPE(X, unpin_float)                              \
  PINNED_BRANCH_SHAPE(X, branch_if_i32)                    \
  PINNED_BRANCH_SHAPE(X, branch_unless_i32)                \
  PINNED_BRANCH_SHAPE(X, branch_if_i64)                    \
  PINNED_BRANCH_SHAPE(X, branch_unless_i64)                \
  X(branch_table, p, n, n, branch_table)                   \
  X(branch_table, q, n, n, branch_table)                   \
  X(return_value, p, n, n, return_none)                    \
  X(return_value, q, n, n, return_none)                    \
  X(return_float, p, n, n, return_none)                    \
  X(return_float, q, n, n, return_none)

#endif
