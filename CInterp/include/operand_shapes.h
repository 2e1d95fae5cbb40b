// For which places of its operands and its result an operation has handlers: one *shape* for each kind of operation.
//
// There are too many combinations for each to have a handler. A combination has one where programs use it, by
// counts over many (see docs/performance.md); the translator asks for a handler, and brings operands to other places
// where there is none. Of every operation there is a handler with all operands in slots, and wherever one writes its
// result to the accumulator only, another one writes it to a slot as well.
//
// Rows are as in handlers.h: X(operation, left, right, variant, layout, type, ...). Rows that differ in the variant
// only are neighbours, which the look-up by places needs.
#ifndef OPERAND_SHAPES_H
#define OPERAND_SHAPES_H

// Results -----------------------------------------------------------------------------------------------------

#define TO_SLOT_OR_ACCUMULATOR(X, operation, left, right, ...) \
  X(operation, left, right, s, __VA_ARGS__)                    \
  X(operation, left, right, a, __VA_ARGS__)
#define TO_PINNED(X, operation, left, right, ...) \
  X(operation, left, right, p, __VA_ARGS__)       \
  X(operation, left, right, q, __VA_ARGS__)
#define TO_ANY_PLACE(X, ...)             \
  TO_SLOT_OR_ACCUMULATOR(X, __VA_ARGS__) \
  TO_PINNED(X, __VA_ARGS__)
#define FORWARD_AND_BACKWARD(X, operation, left, right, ...) \
  X(operation, left, right, f, __VA_ARGS__)                  \
  X(operation, left, right, b, __VA_ARGS__)

// Layouts -----------------------------------------------------------------------------------------------------

// The constant of an i32 or f32 operand takes 32 bits, that of an i64 or f64 takes 64.
#define LAYOUT_binary_constant_i32 binary_constant
#define LAYOUT_binary_constant_i64 binary_wide_constant
#define LAYOUT_binary_constant_f32 binary_constant
#define LAYOUT_binary_constant_f64 binary_wide_constant
#define LAYOUT_store_constant_i32 store_constant
#define LAYOUT_store_constant_i64 store_wide_constant
#define LAYOUT_store_constant_f32 store_constant
#define LAYOUT_store_constant_f64 store_wide_constant
#define LAYOUT_branch_constant_i32 branch_constant
#define LAYOUT_branch_constant_i64 branch_wide_constant
#define LAYOUT_branch_constant_f32 branch_constant
#define LAYOUT_branch_constant_f64 branch_wide_constant

// A row with two slots, one slot (which is in the field `left`, whichever side it is on), or a constant.
#define TWO_SLOTS(TO, X, operation, T, ...) TO(X, operation, s, s, binary_slots, T, __VA_ARGS__)
#define ONE_SLOT(TO, X, operation, left, right, T, ...) TO(X, operation, left, right, binary_slot, T, __VA_ARGS__)
#define CONSTANT(TO, X, operation, left, right, T, ...) \
  TO(X, operation, left, right, LAYOUT_binary_constant_##T, T, __VA_ARGS__)

// Numeric operations of two operands --------------------------------------------------------------------------

// The translator exchanges the operands such that the left one is pinned (p before q) or else in the accumulator, and a
// constant is on the right.
#define COMMUTATIVE_SHAPE(X, operation, ...)                      \
  TWO_SLOTS(TO_ANY_PLACE, X, operation, __VA_ARGS__)              \
  ONE_SLOT(TO_ANY_PLACE, X, operation, a, s, __VA_ARGS__)         \
  CONSTANT(TO_ANY_PLACE, X, operation, s, k, __VA_ARGS__)         \
  CONSTANT(TO_ANY_PLACE, X, operation, a, k, __VA_ARGS__)         \
  ONE_SLOT(TO_ANY_PLACE, X, operation, p, s, __VA_ARGS__)         \
  ONE_SLOT(TO_ANY_PLACE, X, operation, p, a, __VA_ARGS__)         \
  CONSTANT(TO_ANY_PLACE, X, operation, p, k, __VA_ARGS__)         \
  ONE_SLOT(TO_ANY_PLACE, X, operation, p, q, __VA_ARGS__)         \
  ONE_SLOT(TO_ANY_PLACE, X, operation, q, s, __VA_ARGS__)         \
  ONE_SLOT(TO_ANY_PLACE, X, operation, q, a, __VA_ARGS__)         \
  CONSTANT(TO_ANY_PLACE, X, operation, q, k, __VA_ARGS__)         \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, p, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, q, __VA_ARGS__)

// Differences and shifts.
#define INTEGER_SHAPE(X, operation, ...)                            \
  TWO_SLOTS(TO_SLOT_OR_ACCUMULATOR, X, operation, __VA_ARGS__)      \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, a, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, a, s, __VA_ARGS__) \
  CONSTANT(TO_ANY_PLACE, X, operation, s, k, __VA_ARGS__)           \
  CONSTANT(TO_ANY_PLACE, X, operation, a, k, __VA_ARGS__)           \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, k, s, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, k, a, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, k, p, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, k, q, __VA_ARGS__) \
  CONSTANT(TO_ANY_PLACE, X, operation, p, k, __VA_ARGS__)           \
  CONSTANT(TO_ANY_PLACE, X, operation, q, k, __VA_ARGS__)           \
  PINNED_AND_OTHER(X, operation, __VA_ARGS__)

#define PINNED_AND_OTHER(X, operation, ...)                         \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, s, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, a, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, s, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, a, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, p, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, a, p, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, q, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, a, q, __VA_ARGS__)

// Nearly always by a constant.
#define ROTATION_SHAPE(X, operation, ...)                           \
  TWO_SLOTS(TO_SLOT_OR_ACCUMULATOR, X, operation, __VA_ARGS__)      \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, a, __VA_ARGS__) \
  CONSTANT(TO_ANY_PLACE, X, operation, s, k, __VA_ARGS__)           \
  CONSTANT(TO_ANY_PLACE, X, operation, a, k, __VA_ARGS__)           \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, k, __VA_ARGS__)

// Sums, differences and products.
#define FLOAT_SHAPE(X, operation, ...)                              \
  TWO_SLOTS(TO_ANY_PLACE, X, operation, __VA_ARGS__)                \
  ONE_SLOT(TO_ANY_PLACE, X, operation, s, a, __VA_ARGS__)           \
  ONE_SLOT(TO_ANY_PLACE, X, operation, a, s, __VA_ARGS__)           \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, k, s, __VA_ARGS__) \
  CONSTANT(TO_ANY_PLACE, X, operation, a, k, __VA_ARGS__)           \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, k, a, __VA_ARGS__) \
  ONE_SLOT(TO_ANY_PLACE, X, operation, p, a, __VA_ARGS__)           \
  ONE_SLOT(TO_ANY_PLACE, X, operation, q, a, __VA_ARGS__)           \
  ONE_SLOT(TO_ANY_PLACE, X, operation, a, p, __VA_ARGS__)           \
  ONE_SLOT(TO_ANY_PLACE, X, operation, a, q, __VA_ARGS__)           \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, s, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, s, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, p, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, q, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, k, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, p, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, q, __VA_ARGS__)

// Takes long, whatever the places.
#define FLOAT_DIVISION_SHAPE(X, operation, ...)                     \
  TWO_SLOTS(TO_SLOT_OR_ACCUMULATOR, X, operation, __VA_ARGS__)      \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, a, __VA_ARGS__) \
  ONE_SLOT(TO_ANY_PLACE, X, operation, a, s, __VA_ARGS__)           \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, a, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, k, s, __VA_ARGS__) \
  CONSTANT(TO_ANY_PLACE, X, operation, k, a, __VA_ARGS__)

#define RARE_FLOAT_SHAPE(X, operation, ...)                         \
  TWO_SLOTS(TO_SLOT_OR_ACCUMULATOR, X, operation, __VA_ARGS__)      \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, a, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, a, s, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, a, k, __VA_ARGS__)

// Of integers: quotients and remainders, mostly by a constant.
#define DIVISION_SHAPE(X, operation, ...)                           \
  TWO_SLOTS(TO_SLOT_OR_ACCUMULATOR, X, operation, __VA_ARGS__)      \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, a, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, k, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, a, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, a, __VA_ARGS__)

// Comparisons, which the translator turns around as it exchanges operands.
#define COMPARISON_SHAPE(X, operation, ...)                         \
  COMPARISON_OF_VARIABLES_SHAPE(X, operation, __VA_ARGS__)          \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, s, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, a, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, k, __VA_ARGS__) \
  CONSTANT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, k, __VA_ARGS__)
#define COMPARISON_OF_VARIABLES_SHAPE(X, operation, ...)            \
  TWO_SLOTS(TO_SLOT_OR_ACCUMULATOR, X, operation, __VA_ARGS__)      \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, a, s, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, s, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, a, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, p, q, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, s, __VA_ARGS__) \
  ONE_SLOT(TO_SLOT_OR_ACCUMULATOR, X, operation, q, a, __VA_ARGS__)

// Branches that swallowed a comparison. `T` is the type of what is compared.
#define COMPARING_BRANCH(DIRECTIONS, X, operation, left, right, T, ...) \
  DIRECTIONS(X, operation, left, right, branch_slots, T, __VA_ARGS__)
#define COMPARING_BRANCH_CONSTANT(DIRECTIONS, X, operation, left, right, T, ...) \
  DIRECTIONS(X, operation, left, right, LAYOUT_branch_constant_##T, T, __VA_ARGS__)
#define BRANCH_COMPARISON_SHAPE(DIRECTIONS, X, operation, ...)                 \
  BRANCH_ON_VARIABLES_SHAPE(DIRECTIONS, X, operation, __VA_ARGS__)             \
  COMPARING_BRANCH_CONSTANT(DIRECTIONS, X, operation, s, k, __VA_ARGS__)       \
  COMPARING_BRANCH_CONSTANT(DIRECTIONS, X, operation, a, k, __VA_ARGS__)       \
  COMPARING_BRANCH_CONSTANT(DIRECTIONS, X, operation, p, k, __VA_ARGS__)       \
  COMPARING_BRANCH_CONSTANT(DIRECTIONS, X, operation, q, k, __VA_ARGS__)
#define BRANCH_ON_VARIABLES_SHAPE(DIRECTIONS, X, operation, ...)               \
  COMPARING_BRANCH(DIRECTIONS, X, operation, s, s, __VA_ARGS__)                \
  COMPARING_BRANCH(DIRECTIONS, X, operation, a, s, __VA_ARGS__)                \
  COMPARING_BRANCH(DIRECTIONS, X, operation, p, s, __VA_ARGS__)                \
  COMPARING_BRANCH(DIRECTIONS, X, operation, p, q, __VA_ARGS__)                \
  COMPARING_BRANCH(DIRECTIONS, X, operation, q, s, __VA_ARGS__)                \
  COMPARING_BRANCH(FORWARD_ONLY, X, operation, p, a, __VA_ARGS__)              \
  COMPARING_BRANCH(FORWARD_ONLY, X, operation, q, a, __VA_ARGS__)
// Loops hardly ever end where floats compare, or a pinned local and a result.
#define FORWARD_ONLY(X, operation, left, right, ...) X(operation, left, right, f, __VA_ARGS__)

// Operations of one operand -----------------------------------------------------------------------------------

#define UNARY_SHAPE(X, operation, T, ...)                              \
  RARE_UNARY_SHAPE(X, operation, T, __VA_ARGS__)                       \
  TO_SLOT_OR_ACCUMULATOR(X, operation, p, n, unary, T, __VA_ARGS__)    \
  TO_SLOT_OR_ACCUMULATOR(X, operation, q, n, unary, T, __VA_ARGS__)
#define RARE_UNARY_SHAPE(X, operation, T, ...)                         \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, n, unary, T, __VA_ARGS__)    \
  TO_SLOT_OR_ACCUMULATOR(X, operation, a, n, unary, T, __VA_ARGS__)

// Loads and stores --------------------------------------------------------------------------------------------

// The left operand is the address; a constant one is part of the offset.
#define LOAD_SHAPE(X, operation, ...)               \
  TO_ANY_PLACE(X, operation, s, n, load, __VA_ARGS__) \
  TO_ANY_PLACE(X, operation, a, n, load, __VA_ARGS__) \
  TO_ANY_PLACE(X, operation, k, n, load, __VA_ARGS__) \
  TO_ANY_PLACE(X, operation, p, n, load, __VA_ARGS__) \
  TO_ANY_PLACE(X, operation, q, n, load, __VA_ARGS__)

#define RARE_LOAD_SHAPE(X, operation, ...)                      \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, n, load, __VA_ARGS__) \
  TO_SLOT_OR_ACCUMULATOR(X, operation, a, n, load, __VA_ARGS__) \
  TO_SLOT_OR_ACCUMULATOR(X, operation, k, n, load, __VA_ARGS__) \
  TO_SLOT_OR_ACCUMULATOR(X, operation, p, n, load, __VA_ARGS__) \
  TO_SLOT_OR_ACCUMULATOR(X, operation, q, n, load, __VA_ARGS__)

// A load that swallowed an addition: the address is the 32-bit sum of left and right. The translator has a pinned
// operand on the left. A slot beside a register is in the field `left`.
#define INDEXED_LOAD_SHAPE(X, operation, ...)                              \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, s, indexed_load, __VA_ARGS__)    \
  TO_ANY_PLACE(X, operation, a, s, load, __VA_ARGS__)                      \
  TO_ANY_PLACE(X, operation, s, k, indexed_load_constant, __VA_ARGS__)     \
  TO_ANY_PLACE(X, operation, a, k, indexed_load_constant, __VA_ARGS__)     \
  TO_ANY_PLACE(X, operation, p, s, load, __VA_ARGS__)                      \
  TO_ANY_PLACE(X, operation, p, k, indexed_load_constant, __VA_ARGS__)     \
  TO_ANY_PLACE(X, operation, q, s, load, __VA_ARGS__)                      \
  TO_ANY_PLACE(X, operation, q, k, indexed_load_constant, __VA_ARGS__)     \
  TO_SLOT_OR_ACCUMULATOR(X, operation, p, a, load, __VA_ARGS__)            \
  TO_SLOT_OR_ACCUMULATOR(X, operation, p, q, load, __VA_ARGS__)            \
  TO_SLOT_OR_ACCUMULATOR(X, operation, q, a, load, __VA_ARGS__)

// The left operand is the address, the right one the value. A floating-point value and an address can both be in their
// accumulators, or pinned in p.
#define STORE_SHAPE(X, operation, T, ...)                            \
  X(operation, s, s, n, store, T, __VA_ARGS__)                       \
  X(operation, a, s, n, store, T, __VA_ARGS__)                       \
  X(operation, k, s, n, store, T, __VA_ARGS__)                       \
  X(operation, p, s, n, store, T, __VA_ARGS__)                       \
  X(operation, q, s, n, store, T, __VA_ARGS__)                       \
  X(operation, s, a, n, store, T, __VA_ARGS__)                       \
  X(operation, k, a, n, store, T, __VA_ARGS__)                       \
  X(operation, p, a, n, store, T, __VA_ARGS__)                       \
  X(operation, q, a, n, store, T, __VA_ARGS__)                       \
  X(operation, s, k, n, LAYOUT_store_constant_##T, T, __VA_ARGS__)   \
  X(operation, a, k, n, LAYOUT_store_constant_##T, T, __VA_ARGS__)   \
  X(operation, p, k, n, LAYOUT_store_constant_##T, T, __VA_ARGS__)   \
  X(operation, q, k, n, LAYOUT_store_constant_##T, T, __VA_ARGS__)   \
  X(operation, s, p, n, store, T, __VA_ARGS__)                       \
  X(operation, a, p, n, store, T, __VA_ARGS__)                       \
  X(operation, k, p, n, store, T, __VA_ARGS__)                       \
  X(operation, p, p, n, store, T, __VA_ARGS__)                       \
  X(operation, q, p, n, store, T, __VA_ARGS__)                       \
  X(operation, s, q, n, store, T, __VA_ARGS__)                       \
  X(operation, a, q, n, store, T, __VA_ARGS__)                       \
  X(operation, k, q, n, store, T, __VA_ARGS__)                       \
  X(operation, p, q, n, store, T, __VA_ARGS__)                       \
  X(operation, q, q, n, store, T, __VA_ARGS__)

// A store that swallowed an addition: the address is the 32-bit sum of left and right, the variant is the place of
// the value. Only where the sum has waited can that be the accumulator, and then it is one of a local and a constant.
#define INDEXED_STORE_SHAPE(X, operation, ...)                            \
  X(operation, s, s, s, indexed_store, __VA_ARGS__)                       \
  X(operation, a, s, s, indexed_store, __VA_ARGS__)                       \
  TO_PINNED(X, operation, a, s, indexed_store, __VA_ARGS__)               \
  TO_ANY_PLACE(X, operation, s, k, indexed_store_constant, __VA_ARGS__)   \
  X(operation, a, k, s, indexed_store_constant, __VA_ARGS__)              \
  TO_PINNED(X, operation, a, k, indexed_store_constant, __VA_ARGS__)      \
  TO_SLOT_OR_ACCUMULATOR(X, operation, p, k, indexed_store_constant, __VA_ARGS__) \
  X(operation, p, k, q, indexed_store_constant, __VA_ARGS__)              \
  TO_SLOT_OR_ACCUMULATOR(X, operation, q, k, indexed_store_constant, __VA_ARGS__) \
  X(operation, q, k, p, indexed_store_constant, __VA_ARGS__)              \
  X(operation, p, s, s, indexed_store, __VA_ARGS__)                       \
  X(operation, q, s, s, indexed_store, __VA_ARGS__)

// `long_` loads and stores are for 64-bit addresses of the first memory. Their offsets have 32 bits all the same.
#define LONG_LOAD_SHAPE(X, operation, ...)                       \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, n, load, __VA_ARGS__)  \
  TO_SLOT_OR_ACCUMULATOR(X, operation, a, n, load, __VA_ARGS__)  \
  TO_SLOT_OR_ACCUMULATOR(X, operation, p, n, load, __VA_ARGS__)  \
  TO_SLOT_OR_ACCUMULATOR(X, operation, q, n, load, __VA_ARGS__)
#define LONG_STORE_SHAPE(X, operation, ...)      \
  X(operation, s, s, n, store, __VA_ARGS__)      \
  X(operation, a, s, n, store, __VA_ARGS__)      \
  X(operation, p, s, n, store, __VA_ARGS__)      \
  X(operation, q, s, n, store, __VA_ARGS__)      \
  X(operation, s, a, n, store, __VA_ARGS__)      \
  X(operation, p, a, n, store, __VA_ARGS__)      \
  X(operation, q, a, n, store, __VA_ARGS__)

// `far_` loads and stores reach any memory with any offset.
#define FAR_LOAD_SHAPE(X, operation, ...) X(operation, s, n, s, far_load, __VA_ARGS__)
#define FAR_STORE_SHAPE(X, operation, ...) X(operation, s, s, n, far_store, __VA_ARGS__)

// Selects -----------------------------------------------------------------------------------------------------

// The condition is in the integer accumulator; the places are those of the two values.
#define SELECT_SHAPE(X, operation, ...)                                    \
  TO_ANY_PLACE(X, operation, s, s, select_accumulated, __VA_ARGS__)        \
  TO_ANY_PLACE(X, operation, s, p, select_accumulated, __VA_ARGS__)        \
  TO_ANY_PLACE(X, operation, p, s, select_accumulated, __VA_ARGS__)        \
  TO_ANY_PLACE(X, operation, s, q, select_accumulated, __VA_ARGS__)        \
  TO_ANY_PLACE(X, operation, q, s, select_accumulated, __VA_ARGS__)        \
  TO_ANY_PLACE(X, operation, p, q, select_accumulated, __VA_ARGS__)        \
  TO_ANY_PLACE(X, operation, q, p, select_accumulated, __VA_ARGS__)
#define SELECT_CONSTANT_SHAPE(X, operation, ...)                           \
  TO_ANY_PLACE(X, operation, s, k, select_constant, __VA_ARGS__)           \
  TO_ANY_PLACE(X, operation, k, s, select_constant, __VA_ARGS__)           \
  TO_ANY_PLACE(X, operation, p, k, select_constant, __VA_ARGS__)           \
  TO_ANY_PLACE(X, operation, k, p, select_constant, __VA_ARGS__)           \
  TO_ANY_PLACE(X, operation, q, k, select_constant, __VA_ARGS__)           \
  TO_ANY_PLACE(X, operation, k, q, select_constant, __VA_ARGS__)

#endif
