// Handlers of which an operand or the result is in a register of its own: a *pinned* local.
//
// While a loop runs, up to two of its integer locals and two of its floating-point locals are in registers instead
// of their slots. Rows are as in handlers.h, with these places more:
//
//   p, q   the two integers that are pinned, or the two floating-point numbers: the operand's type says which
//
// and these variants: the result goes to p, or to q, and neither to a slot nor to the accumulator.
#ifndef PINNED_HANDLERS_H
#define PINNED_HANDLERS_H

#define TO_PINNED(X, operation, left, right, ...) \
  X(operation, left, right, p, __VA_ARGS__)       \
  X(operation, left, right, q, __VA_ARGS__)
#define TO_SLOT_OR_ACCUMULATOR(X, operation, left, right, ...) \
  X(operation, left, right, s, __VA_ARGS__)                    \
  X(operation, left, right, a, __VA_ARGS__)
#define TO_ANY_PLACE(X, ...)             \
  TO_SLOT_OR_ACCUMULATOR(X, __VA_ARGS__) \
  TO_PINNED(X, __VA_ARGS__)

// Two operands, of which the left one is pinned. A slot beside it is in the field `left`.
#define PINNED_LEFT(TO, X, operation, T, ...)                             \
  TO(X, operation, p, s, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, p, a, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, p, k, LAYOUT_binary_constant_##T, T, __VA_ARGS__)      \
  TO(X, operation, p, q, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, q, s, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, q, a, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, q, k, LAYOUT_binary_constant_##T, T, __VA_ARGS__)
#define PINNED_RIGHT(TO, X, operation, T, ...)                            \
  TO(X, operation, s, p, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, a, p, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, k, p, LAYOUT_binary_constant_##T, T, __VA_ARGS__)      \
  TO(X, operation, s, q, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, a, q, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, k, q, LAYOUT_binary_constant_##T, T, __VA_ARGS__)      \
  TO(X, operation, q, p, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, p, p, binary_slot, T, __VA_ARGS__)                     \
  TO(X, operation, q, q, binary_slot, T, __VA_ARGS__)

#define PINNED_BINARY_SHAPE(X, operation, T, ...)                         \
  TO_PINNED(X, operation, s, s, binary_slots, T, __VA_ARGS__)             \
  TO_PINNED(X, operation, s, a, binary_slot, T, __VA_ARGS__)              \
  TO_PINNED(X, operation, a, s, binary_slot, T, __VA_ARGS__)              \
  TO_PINNED(X, operation, s, k, LAYOUT_binary_constant_##T, T, __VA_ARGS__) \
  TO_PINNED(X, operation, k, s, LAYOUT_binary_constant_##T, T, __VA_ARGS__) \
  TO_PINNED(X, operation, a, k, LAYOUT_binary_constant_##T, T, __VA_ARGS__) \
  TO_PINNED(X, operation, k, a, LAYOUT_binary_constant_##T, T, __VA_ARGS__) \
  PINNED_LEFT(TO_ANY_PLACE, X, operation, T, __VA_ARGS__)                 \
  PINNED_RIGHT(TO_ANY_PLACE, X, operation, T, __VA_ARGS__)

// Division is slow whatever the place of its result.
#define PINNED_TRAPPING_BINARY_SHAPE(X, operation, T, ...)                \
  PINNED_LEFT(TO_SLOT_OR_ACCUMULATOR, X, operation, T, __VA_ARGS__)       \
  PINNED_RIGHT(TO_SLOT_OR_ACCUMULATOR, X, operation, T, __VA_ARGS__)

// The translator turns a comparison around to have a pinned operand on the left.
#define PINNED_COMPARISON_SHAPE(X, operation, T, ...)                     \
  PINNED_LEFT(TO_SLOT_OR_ACCUMULATOR, X, operation, T, __VA_ARGS__)

#define PINNED_UNARY_SHAPE(X, operation, T, ...)           \
  TO_PINNED(X, operation, s, n, unary, T, __VA_ARGS__)     \
  TO_PINNED(X, operation, a, n, unary, T, __VA_ARGS__)     \
  TO_ANY_PLACE(X, operation, p, n, unary, T, __VA_ARGS__)  \
  TO_ANY_PLACE(X, operation, q, n, unary, T, __VA_ARGS__)

#define PINNED_LOAD_SHAPE(X, operation, T, ...)            \
  TO_PINNED(X, operation, s, n, load, T, __VA_ARGS__)      \
  TO_PINNED(X, operation, a, n, load, T, __VA_ARGS__)      \
  TO_PINNED(X, operation, k, n, load, T, __VA_ARGS__)      \
  TO_ANY_PLACE(X, operation, p, n, load, T, __VA_ARGS__)   \
  TO_ANY_PLACE(X, operation, q, n, load, T, __VA_ARGS__)

// The translator has the pinned operand of a sum on the left.
#define PINNED_INDEXED_LOAD_SHAPE(X, operation, T, ...)                   \
  TO_PINNED(X, operation, s, s, indexed_load, T, __VA_ARGS__)             \
  TO_PINNED(X, operation, a, s, load, T, __VA_ARGS__)                     \
  TO_PINNED(X, operation, s, k, indexed_load_constant, T, __VA_ARGS__)    \
  TO_PINNED(X, operation, a, k, indexed_load_constant, T, __VA_ARGS__)    \
  TO_ANY_PLACE(X, operation, p, s, load, T, __VA_ARGS__)                  \
  TO_ANY_PLACE(X, operation, p, a, load, T, __VA_ARGS__)                  \
  TO_ANY_PLACE(X, operation, p, k, indexed_load_constant, T, __VA_ARGS__) \
  TO_ANY_PLACE(X, operation, p, q, load, T, __VA_ARGS__)                  \
  TO_ANY_PLACE(X, operation, q, s, load, T, __VA_ARGS__)                  \
  TO_ANY_PLACE(X, operation, q, a, load, T, __VA_ARGS__)                  \
  TO_ANY_PLACE(X, operation, q, k, indexed_load_constant, T, __VA_ARGS__)

#define PINNED_STORE_SHAPE(X, operation, T, ...)                          \
  X(operation, p, s, n, store, T, __VA_ARGS__)                            \
  X(operation, p, a, n, store, T, __VA_ARGS__)                            \
  X(operation, p, k, n, LAYOUT_store_constant_##T, T, __VA_ARGS__)        \
  X(operation, p, p, n, store, T, __VA_ARGS__)                            \
  X(operation, p, q, n, store, T, __VA_ARGS__)                            \
  X(operation, q, s, n, store, T, __VA_ARGS__)                            \
  X(operation, q, a, n, store, T, __VA_ARGS__)                            \
  X(operation, q, k, n, LAYOUT_store_constant_##T, T, __VA_ARGS__)        \
  X(operation, q, p, n, store, T, __VA_ARGS__)                            \
  X(operation, q, q, n, store, T, __VA_ARGS__)                            \
  X(operation, s, p, n, store, T, __VA_ARGS__)                            \
  X(operation, s, q, n, store, T, __VA_ARGS__)                            \
  X(operation, a, p, n, store, T, __VA_ARGS__)                            \
  X(operation, a, q, n, store, T, __VA_ARGS__)                            \
  X(operation, k, p, n, store, T, __VA_ARGS__)                            \
  X(operation, k, q, n, store, T, __VA_ARGS__)

// The places are those of the address, and the variant is the place of the value.
#define PINNED_INDEXED_STORE_SHAPE(X, operation, T, ...)                  \
  TO_PINNED(X, operation, s, s, indexed_store, T, __VA_ARGS__)            \
  TO_PINNED(X, operation, a, s, indexed_store, T, __VA_ARGS__)            \
  TO_PINNED(X, operation, s, k, indexed_store_constant, T, __VA_ARGS__)   \
  TO_PINNED(X, operation, a, k, indexed_store_constant, T, __VA_ARGS__)   \
  TO_ANY_PLACE(X, operation, p, s, indexed_store, T, __VA_ARGS__)         \
  X(operation, p, a, s, indexed_store, T, __VA_ARGS__)                    \
  TO_PINNED(X, operation, p, a, indexed_store, T, __VA_ARGS__)            \
  TO_ANY_PLACE(X, operation, p, k, indexed_store_constant, T, __VA_ARGS__) \
  TO_ANY_PLACE(X, operation, p, q, indexed_store, T, __VA_ARGS__)         \
  TO_ANY_PLACE(X, operation, q, s, indexed_store, T, __VA_ARGS__)         \
  X(operation, q, a, s, indexed_store, T, __VA_ARGS__)                    \
  TO_PINNED(X, operation, q, a, indexed_store, T, __VA_ARGS__)            \
  TO_ANY_PLACE(X, operation, q, k, indexed_store_constant, T, __VA_ARGS__)

#define FORWARD_AND_BACKWARD(X, operation, left, right, ...) \
  X(operation, left, right, f, __VA_ARGS__)                  \
  X(operation, left, right, b, __VA_ARGS__)

#define PINNED_BRANCH_COMPARISON_SHAPE(X, operation, T, ...)                                 \
  FORWARD_AND_BACKWARD(X, operation, p, s, branch_slots, T, __VA_ARGS__)                     \
  FORWARD_AND_BACKWARD(X, operation, p, a, branch_slots, T, __VA_ARGS__)                     \
  FORWARD_AND_BACKWARD(X, operation, p, k, LAYOUT_branch_constant_##T, T, __VA_ARGS__)       \
  FORWARD_AND_BACKWARD(X, operation, p, q, branch_slots, T, __VA_ARGS__)                     \
  FORWARD_AND_BACKWARD(X, operation, q, s, branch_slots, T, __VA_ARGS__)                     \
  FORWARD_AND_BACKWARD(X, operation, q, a, branch_slots, T, __VA_ARGS__)                     \
  FORWARD_AND_BACKWARD(X, operation, q, k, LAYOUT_branch_constant_##T, T, __VA_ARGS__)

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

#define PINNED_BINARY_HANDLERS(X, id, code, name, operand, result) PINNED_BINARY_SHAPE(X, id, operand, result)
#define PINNED_TRAPPING_BINARY_HANDLERS(X, id, code, name, operand, result) \
  PINNED_TRAPPING_BINARY_SHAPE(X, id, operand, result)
#define PINNED_COMPARISON_HANDLERS(X, id, code, name, operand, result) PINNED_COMPARISON_SHAPE(X, id, operand, result)
#define PINNED_UNARY_HANDLERS(X, id, code, name, operand, result) PINNED_UNARY_SHAPE(X, id, operand, result)
#define PINNED_LOAD_HANDLERS(X, id, code, name, result, C, bytes) PINNED_LOAD_SHAPE(X, id, result, C, bytes)
#define PINNED_INDEXED_LOAD_HANDLERS(X, id, code, name, result, C, bytes) \
  PINNED_INDEXED_LOAD_SHAPE(X, indexed_##id, result, C, bytes)
#define PINNED_STORE_HANDLERS(X, id, code, name, operand, C, bytes) PINNED_STORE_SHAPE(X, id, operand, C, bytes)
#define PINNED_INDEXED_STORE_HANDLERS(X, id, code, name, operand, C, bytes) \
  PINNED_INDEXED_STORE_SHAPE(X, indexed_##id, operand, C, bytes)
#define PINNED_BRANCH_IF_HANDLERS(X, id, code, name, operand, result) \
  PINNED_BRANCH_COMPARISON_SHAPE(X, branch_if_##id, operand, id)
#define PINNED_BRANCH_UNLESS_HANDLERS(X, id, code, name, operand, result) \
  PINNED_BRANCH_COMPARISON_SHAPE(X, branch_unless_##id, operand, id)

/// Expands X(operation, left, right, variant, layout, ...) for every handler with a pinned place.
#define PINNED_HANDLERS(X)                                           \
  PINNED_CONTROL_HANDLERS(X)                                         \
  WASM_LOADS(PINNED_LOAD_HANDLERS, X)                                \
  WASM_LOADS(PINNED_INDEXED_LOAD_HANDLERS, X)                        \
  WASM_STORES(PINNED_STORE_HANDLERS, X)                              \
  WASM_STORES(PINNED_INDEXED_STORE_HANDLERS, X)                      \
  WASM_INTEGER_COMPARISONS(PINNED_COMPARISON_HANDLERS, X)            \
  WASM_INTEGER_COMPARISONS(PINNED_BRANCH_IF_HANDLERS, X)             \
  WASM_FLOAT_COMPARISONS(PINNED_COMPARISON_HANDLERS, X)              \
  WASM_FLOAT_COMPARISONS(PINNED_BRANCH_IF_HANDLERS, X)               \
  WASM_FLOAT_COMPARISONS(PINNED_BRANCH_UNLESS_HANDLERS, X)           \
  WASM_UNARY_OPERATIONS(PINNED_UNARY_HANDLERS, X)                    \
  WASM_INTEGER_OPERATIONS(PINNED_BINARY_HANDLERS, X)                 \
  WASM_FLOAT_OPERATIONS(PINNED_BINARY_HANDLERS, X)                   \
  WASM_TRAPPING_BINARY_OPERATIONS(PINNED_TRAPPING_BINARY_HANDLERS, X)

#endif
