// The vector rows of handlers.h: operand layouts, shapes, handlers and operations.
//
// A vector in the accumulator is in the one for floating-point numbers, `a` in a place that a vector has.
#ifndef VECTOR_HANDLERS_H
#define VECTOR_HANDLERS_H

#define VECTOR_OPERAND_KINDS(K)                                                                  \
  K(lane, 'x', uint16_t)       /* a lane of a vector; taken modulo the number of lanes */        \
  K(lanes, 'X', uint32_t)      /* four lanes of a shuffle, one byte each */

#define VECTOR_LAYOUTS(LAYOUT)                                                                   \
  LAYOUT(vector_constant, F(wide_target, target) F(unused, none) F(constant_low, constant)       \
                              F(constant_high, second) F(constant_low, third)                    \
                              F(constant_high, fourth))                                          \
  LAYOUT(vector_target, F(wide_target, target) F(unused, none))                                  \
  LAYOUT(vector_splat, F(wide_target, target) F(source, left))                                   \
  LAYOUT(vector_test, F(target, target) F(wide_source, left))                                    \
  LAYOUT(vector_binary, F(wide_target, target) F(wide_source, left) F(wide_source, right)        \
                            F(unused, none))                                                     \
  LAYOUT(vector_ternary, F(wide_target, target) F(wide_source, left) F(wide_source, middle)      \
                             F(wide_source, right))                                              \
  LAYOUT(vector_shift, F(wide_target, target) F(wide_source, left) F(source, right)              \
                           F(unused, none))                                                      \
  LAYOUT(vector_shift_constant, F(wide_target, target) F(wide_source, left)                      \
                                    F(constant, constant))                                       \
  LAYOUT(shuffle, F(wide_target, target) F(wide_source, left) F(wide_source, right)              \
                      F(unused, none) F(lanes, lanes) F(lanes, second) F(lanes, third)           \
                      F(lanes, fourth))                                                          \
  LAYOUT(extract_lane, F(target, target) F(wide_source, left) F(lane, lane) F(unused, none))     \
  LAYOUT(replace_lane, F(wide_target, target) F(wide_source, left) F(source, right)              \
                           F(lane, lane))                                                        \
  LAYOUT(vector_load, F(wide_target, target) F(source, left) F(end_offset, end))                  \
  LAYOUT(indexed_vector_load, F(wide_target, target) F(source, left) F(source, right)            \
                                  F(unused, none) F(end_offset, end))                             \
  LAYOUT(indexed_vector_load_constant, F(wide_target, target) F(source, left)                    \
                                           F(constant, constant) F(end_offset, end))              \
  LAYOUT(vector_store, F(source, left) F(wide_source, right) F(end_offset, end))                  \
  LAYOUT(indexed_vector_store, F(source, left) F(source, right) F(wide_source, value)            \
                                   F(unused, none) F(end_offset, end))                            \
  LAYOUT(indexed_vector_store_constant, F(source, left) F(wide_source, value)                    \
                                            F(constant, constant) F(end_offset, end))             \
  LAYOUT(lane_load, F(wide_target, target) F(source, left) F(wide_source, right)                 \
                        F(lane, lane) F(end_offset, end))                                         \
  LAYOUT(lane_store, F(source, left) F(wide_source, right) F(lane, lane) F(unused, none)         \
                         F(end_offset, end))                                                      \
  LAYOUT(far_vector_load, F(wide_target, target) F(source, left) F(memory, memory_operand)       \
                              F(constant_low, offset) F(constant_high, offset_high))             \
  LAYOUT(far_vector_store, F(source, left) F(wide_source, right) F(memory, memory_operand)       \
                               F(constant_low, offset) F(constant_high, offset_high))            \
  LAYOUT(far_lane_load, F(wide_target, target) F(source, left) F(wide_source, right)             \
                            F(lane, lane) F(memory, memory_operand) F(constant_low, offset)      \
                            F(constant_high, offset_high))                                       \
  LAYOUT(far_lane_store, F(source, left) F(wide_source, right) F(lane, lane) F(unused, none)     \
                             F(memory, memory_operand) F(constant_low, offset)                   \
                             F(constant_high, offset_high))

// Shapes -----------------------------------------------------------------------------------------------------

#define LAYOUT_vector_unary_v128_v128 wide_unary
#define LAYOUT_vector_unary_v128_i32 vector_test
#define LAYOUT_vector_unary_i32_v128 vector_splat
#define LAYOUT_vector_unary_i64_v128 vector_splat
#define LAYOUT_vector_unary_f32_v128 vector_splat
#define LAYOUT_vector_unary_f64_v128 vector_splat

// Which combinations have handlers is explained in operand_shapes.h. The rare operations have their operands in slots.
#define VECTOR_UNARY_SHAPE(X, operation, layout, ...)                   \
  RARE_VECTOR_UNARY_SHAPE(X, operation, layout, __VA_ARGS__)            \
  TO_SLOT_OR_ACCUMULATOR(X, operation, a, n, layout, __VA_ARGS__)
#define RARE_VECTOR_UNARY_SHAPE(X, operation, layout, ...)              \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, n, layout, __VA_ARGS__)

// As for numbers, a slot beside an accumulator is in the field `left`.
#define VECTOR_BINARY_SHAPE(X, operation, both, one, ...)               \
  RARE_VECTOR_BINARY_SHAPE(X, operation, both, __VA_ARGS__)             \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, a, one, __VA_ARGS__)          \
  TO_SLOT_OR_ACCUMULATOR(X, operation, a, s, one, __VA_ARGS__)
#define RARE_VECTOR_BINARY_SHAPE(X, operation, both, ...)               \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, s, both, __VA_ARGS__)

// The operands with a place of their own are the first and the last; the one between is in a slot.
#define VECTOR_TERNARY_SHAPE(X, operation, ...)                         \
  RARE_VECTOR_TERNARY_SHAPE(X, operation, __VA_ARGS__)                  \
  TO_SLOT_OR_ACCUMULATOR(X, operation, a, s, vector_ternary, __VA_ARGS__) \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, a, vector_ternary, __VA_ARGS__)
#define RARE_VECTOR_TERNARY_SHAPE(X, operation, ...)                    \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, s, vector_ternary, __VA_ARGS__)

#define VECTOR_SHIFT_SHAPE(X, operation)                \
  X(operation, s, s, s, vector_shift)                   \
  X(operation, s, s, a, vector_shift)                   \
  X(operation, a, s, s, vector_shift)                   \
  X(operation, a, s, a, vector_shift)                   \
  X(operation, s, k, s, vector_shift_constant)          \
  X(operation, s, k, a, vector_shift_constant)          \
  X(operation, a, k, s, vector_shift_constant)          \
  X(operation, a, k, a, vector_shift_constant)

// Which lane is only known at run time: it is read where it is in memory.
#define EXTRACT_LANE_SHAPE(X, operation, ...)         \
  X(operation, s, n, s, extract_lane, __VA_ARGS__)    \
  X(operation, s, n, a, extract_lane, __VA_ARGS__)

// The vector and the new lane are in one accumulator, if both are floating point, or in two.
#define REPLACE_LANE_SHAPE(X, operation, ...)         \
  X(operation, s, s, s, replace_lane, __VA_ARGS__)    \
  X(operation, s, s, a, replace_lane, __VA_ARGS__)    \
  X(operation, a, s, s, replace_lane, __VA_ARGS__)    \
  X(operation, a, s, a, replace_lane, __VA_ARGS__)    \
  X(operation, s, a, s, replace_lane, __VA_ARGS__)    \
  X(operation, s, a, a, replace_lane, __VA_ARGS__)

// Loads and stores as in handlers.h, but that an address and a vector are never in the same accumulator.
#define VECTOR_LOAD_SHAPE(X, operation, ...)                             \
  RARE_VECTOR_LOAD_SHAPE(X, operation, __VA_ARGS__)                      \
  TO_SLOT_OR_ACCUMULATOR(X, operation, k, n, vector_load, __VA_ARGS__)   \
  TO_SLOT_OR_ACCUMULATOR(X, operation, p, n, vector_load, __VA_ARGS__)   \
  TO_SLOT_OR_ACCUMULATOR(X, operation, q, n, vector_load, __VA_ARGS__)
#define RARE_VECTOR_LOAD_SHAPE(X, operation, ...)                        \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, n, vector_load, __VA_ARGS__)   \
  TO_SLOT_OR_ACCUMULATOR(X, operation, a, n, vector_load, __VA_ARGS__)

#define INDEXED_VECTOR_LOAD_SHAPE(X, operation, ...)                                    \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, s, indexed_vector_load, __VA_ARGS__)          \
  TO_SLOT_OR_ACCUMULATOR(X, operation, a, s, vector_load, __VA_ARGS__)                  \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, k, indexed_vector_load_constant, __VA_ARGS__) \
  TO_SLOT_OR_ACCUMULATOR(X, operation, a, k, indexed_vector_load_constant, __VA_ARGS__) \
  TO_SLOT_OR_ACCUMULATOR(X, operation, p, s, vector_load, __VA_ARGS__)                  \
  TO_SLOT_OR_ACCUMULATOR(X, operation, p, k, indexed_vector_load_constant, __VA_ARGS__) \
  TO_SLOT_OR_ACCUMULATOR(X, operation, q, s, vector_load, __VA_ARGS__)                  \
  TO_SLOT_OR_ACCUMULATOR(X, operation, q, k, indexed_vector_load_constant, __VA_ARGS__)

#define VECTOR_STORE_SHAPE(X, operation, ...)         \
  X(operation, s, s, n, vector_store, __VA_ARGS__)    \
  X(operation, a, s, n, vector_store, __VA_ARGS__)    \
  X(operation, s, a, n, vector_store, __VA_ARGS__)    \
  X(operation, a, a, n, vector_store, __VA_ARGS__)    \
  X(operation, k, s, n, vector_store, __VA_ARGS__)    \
  X(operation, k, a, n, vector_store, __VA_ARGS__)    \
  X(operation, p, s, n, vector_store, __VA_ARGS__)    \
  X(operation, p, a, n, vector_store, __VA_ARGS__)    \
  X(operation, q, s, n, vector_store, __VA_ARGS__)    \
  X(operation, q, a, n, vector_store, __VA_ARGS__)

#define INDEXED_VECTOR_STORE_SHAPE(X, operation, ...)                                          \
  X(operation, s, s, s, indexed_vector_store, __VA_ARGS__)                                     \
  X(operation, a, s, s, indexed_vector_store, __VA_ARGS__)                                     \
  TO_SLOT_OR_ACCUMULATOR(X, operation, s, k, indexed_vector_store_constant, __VA_ARGS__)       \
  X(operation, a, k, s, indexed_vector_store_constant, __VA_ARGS__)                            \
  X(operation, p, s, s, indexed_vector_store, __VA_ARGS__)                                     \
  TO_SLOT_OR_ACCUMULATOR(X, operation, p, k, indexed_vector_store_constant, __VA_ARGS__)       \
  X(operation, q, s, s, indexed_vector_store, __VA_ARGS__)                                     \
  TO_SLOT_OR_ACCUMULATOR(X, operation, q, k, indexed_vector_store_constant, __VA_ARGS__)

#define LANE_LOAD_SHAPE(X, operation, ...)            \
  X(operation, s, s, s, lane_load, __VA_ARGS__)       \
  X(operation, s, s, a, lane_load, __VA_ARGS__)       \
  X(operation, a, s, s, lane_load, __VA_ARGS__)       \
  X(operation, a, s, a, lane_load, __VA_ARGS__)

#define LANE_STORE_SHAPE(X, operation, ...)           \
  X(operation, s, s, n, lane_store, __VA_ARGS__)      \
  X(operation, a, s, n, lane_store, __VA_ARGS__)

// Handlers ---------------------------------------------------------------------------------------------------

#define VECTOR_UNARY_HANDLERS(X, id, code, name, operand, result) \
  VECTOR_UNARY_SHAPE(X, id, LAYOUT_vector_unary_##operand##_##result, operand, result)
#define VECTOR_BINARY_HANDLERS(X, id, code, name, operand, result) \
  VECTOR_BINARY_SHAPE(X, id, vector_binary, wide_unary, operand, result)
#define RARE_VECTOR_UNARY_HANDLERS(X, id, code, name, operand, result) \
  RARE_VECTOR_UNARY_SHAPE(X, id, LAYOUT_vector_unary_##operand##_##result, operand, result)
#define RARE_VECTOR_BINARY_HANDLERS(X, id, code, name, operand, result) \
  RARE_VECTOR_BINARY_SHAPE(X, id, vector_binary, operand, result)
#define RARE_VECTOR_TERNARY_HANDLERS(X, id, code, name, operand, result) \
  RARE_VECTOR_TERNARY_SHAPE(X, id, operand, result)
#define VECTOR_TERNARY_HANDLERS(X, id, code, name, operand, result) \
  VECTOR_TERNARY_SHAPE(X, id, operand, result)
#define VECTOR_SHIFT_HANDLERS(X, id, code, name) VECTOR_SHIFT_SHAPE(X, id)
#define EXTRACT_LANE_HANDLERS(X, id, code, name, result, C) EXTRACT_LANE_SHAPE(X, id, result, C)
#define REPLACE_LANE_HANDLERS(X, id, code, name, operand, C) REPLACE_LANE_SHAPE(X, id, operand)
#define VECTOR_LOAD_HANDLERS(X, id, code, name, result, C, bytes) VECTOR_LOAD_SHAPE(X, id, id, C, bytes)
#define RARE_VECTOR_LOAD_HANDLERS(X, id, code, name, result, C, bytes) RARE_VECTOR_LOAD_SHAPE(X, id, id, C, bytes)
#define INDEXED_VECTOR_LOAD_HANDLERS(X, id, code, name, result, C, bytes) \
  INDEXED_VECTOR_LOAD_SHAPE(X, indexed_##id, id, C, bytes)
#define FAR_VECTOR_LOAD_HANDLERS(X, id, code, name, result, C, bytes) \
  X(far_##id, s, n, s, far_vector_load, id, C, bytes)
#define VECTOR_STORE_HANDLERS(X, id, code, name, operand, C, bytes) VECTOR_STORE_SHAPE(X, id, bytes)
#define INDEXED_VECTOR_STORE_HANDLERS(X, id, code, name, operand, C, bytes) \
  INDEXED_VECTOR_STORE_SHAPE(X, indexed_##id, bytes)
#define FAR_VECTOR_STORE_HANDLERS(X, id, code, name, operand, C, bytes) \
  X(far_##id, s, s, n, far_vector_store, bytes)
#define LANE_LOAD_HANDLERS(X, id, code, name, C, bytes) LANE_LOAD_SHAPE(X, id, C, bytes)
#define FAR_LANE_LOAD_HANDLERS(X, id, code, name, C, bytes) \
  X(far_##id, s, s, s, far_lane_load, id, C, bytes)
#define LANE_STORE_HANDLERS(X, id, code, name, C, bytes) LANE_STORE_SHAPE(X, id, C, bytes)
#define FAR_LANE_STORE_HANDLERS(X, id, code, name, C, bytes) \
  X(far_##id, s, s, n, far_lane_store, C, bytes)

#define VECTOR_CONSTANT_HANDLERS(X)                        \
  X(v128_const, n, n, s, vector_constant)                  \
  X(v128_const, n, n, a, vector_constant)                  \
  X(keep_vector, a, n, n, vector_target)
#define SHUFFLE_HANDLERS(X) VECTOR_BINARY_SHAPE(X, i8x16_shuffle, shuffle, shuffle, )

/// Expands X(operation, left, right, variant, layout, ...) for every handler of vector instructions.
#define VECTOR_HANDLERS(X)                                 \
  VECTOR_CONSTANT_HANDLERS(X)                              \
  SHUFFLE_HANDLERS(X)                                      \
  WASM_VECTOR_UNARY_OPERATIONS(VECTOR_UNARY_HANDLERS, X)   \
  WASM_RARE_VECTOR_UNARY_OPERATIONS(RARE_VECTOR_UNARY_HANDLERS, X)\
  WASM_VECTOR_BINARY_OPERATIONS(VECTOR_BINARY_HANDLERS, X) \
  WASM_RARE_VECTOR_BINARY_OPERATIONS(RARE_VECTOR_BINARY_HANDLERS, X)\
  WASM_VECTOR_TERNARY_OPERATIONS(VECTOR_TERNARY_HANDLERS, X) \
  WASM_RARE_VECTOR_TERNARY_OPERATIONS(RARE_VECTOR_TERNARY_HANDLERS, X)\
  WASM_VECTOR_SHIFTS(VECTOR_SHIFT_HANDLERS, X)             \
  WASM_LANE_EXTRACTIONS(EXTRACT_LANE_HANDLERS, X)          \
  WASM_LANE_REPLACEMENTS(REPLACE_LANE_HANDLERS, X)         \
  WASM_VECTOR_LOADS(VECTOR_LOAD_HANDLERS, X)               \
  WASM_RARE_VECTOR_LOADS(RARE_VECTOR_LOAD_HANDLERS, X)     \
  WASM_VECTOR_LOADS(INDEXED_VECTOR_LOAD_HANDLERS, X)       \
  WASM_VECTOR_LOADS(FAR_VECTOR_LOAD_HANDLERS, X)           \
  WASM_RARE_VECTOR_LOADS(FAR_VECTOR_LOAD_HANDLERS, X)      \
  WASM_VECTOR_STORES(VECTOR_STORE_HANDLERS, X)             \
  WASM_VECTOR_STORES(INDEXED_VECTOR_STORE_HANDLERS, X)     \
  WASM_VECTOR_STORES(FAR_VECTOR_STORE_HANDLERS, X)         \
  WASM_LANE_LOADS(LANE_LOAD_HANDLERS, X)                   \
  WASM_LANE_LOADS(FAR_LANE_LOAD_HANDLERS, X)               \
  WASM_LANE_STORES(LANE_STORE_HANDLERS, X)                 \
  WASM_LANE_STORES(FAR_LANE_STORE_HANDLERS, X)

// In the order that `Shape` tells.
#define VECTOR_OPERATION(X, id, ...) X(id)
#define VECTOR_MEMORY_OPERATIONS(X, id, ...) X(id) X(far_##id) X(indexed_##id)
#define LANE_MEMORY_OPERATIONS(X, id, ...) X(id) X(far_##id)

/// Expands X(operation) for every operation on vectors.
#define VECTOR_OPERATIONS(X)                               \
  X(v128_const) X(keep_vector) X(i8x16_shuffle)            \
  WASM_VECTOR_UNARY_OPERATIONS(VECTOR_OPERATION, X)        \
  WASM_RARE_VECTOR_UNARY_OPERATIONS(VECTOR_OPERATION, X)   \
  WASM_VECTOR_BINARY_OPERATIONS(VECTOR_OPERATION, X)       \
  WASM_RARE_VECTOR_BINARY_OPERATIONS(VECTOR_OPERATION, X)  \
  WASM_VECTOR_TERNARY_OPERATIONS(VECTOR_OPERATION, X)      \
  WASM_RARE_VECTOR_TERNARY_OPERATIONS(VECTOR_OPERATION, X) \
  WASM_VECTOR_SHIFTS(VECTOR_OPERATION, X)                  \
  WASM_LANE_EXTRACTIONS(VECTOR_OPERATION, X)               \
  WASM_LANE_REPLACEMENTS(VECTOR_OPERATION, X)              \
  WASM_VECTOR_LOADS(VECTOR_MEMORY_OPERATIONS, X)           \
  WASM_RARE_VECTOR_LOADS(VECTOR_MEMORY_OPERATIONS, X)      \
  WASM_VECTOR_STORES(VECTOR_MEMORY_OPERATIONS, X)          \
  WASM_LANE_LOADS(LANE_MEMORY_OPERATIONS, X)               \
  WASM_LANE_STORES(LANE_MEMORY_OPERATIONS, X)

#endif
