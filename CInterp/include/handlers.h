// Every handler of the dispatch loop, declared once.
//
// An *operation* is what the machine does (i32_add, branch, call). A *handler* is one operation specialised
// by the places of its operands. Each row below expands into the handler's number, its C function's name, the
// function table, the look-up by places that the translator uses, and the operand layout that the verifier,
// the disassembler and the Swift loop read.
//
//   X(operation, left, right, variant, layout)
//
// Places of the left and right operand, one letter each:
//
//   s  a slot of the frame
//   k  a constant in the instruction
//   a  the accumulator: the integer or reference, or the floating-point number or vector, that was computed last
//   p  q  one of two pinned locals, integers or floating-point numbers: see pinned_handlers.h
//   n  there is no such operand
//
// Variants: for operations with a result, where it goes:
//
//   s  to a slot, and to the accumulator as well
//   a  to the accumulator only
//   p  q  to that pinned local only
//
// For branches: f forward, b backward (which polls for interruption). For indexed stores, whose places are those of
// the address: the place of the value. n elsewhere.
//
// The instruction in memory: the handler's address (the number, in an image) in a field of pointer size, then
// the operands of its layout, padded to a multiple of 4 bytes.
#ifndef HANDLERS_H
#define HANDLERS_H

#include "atomic_handlers.h"
#include "machine.h"
#include "operand_shapes.h"
#include "pinned_handlers.h"
#include "vector_handlers.h"

// Operand layouts -------------------------------------------------------------------------------------------
//
// LAYOUT(name, fields); a field is KIND(name). Kinds, with their width in bytes and letter in the format:

#define OPERAND_KINDS(K)                                                                    \
  K(target, 'd', uint16_t)     /* a slot that is written */                                 \
  K(source, 's', uint16_t)     /* a slot that is read */                                    \
  K(wide_target, 'D', uint16_t) /* the first of two slots that are written */               \
  K(wide_source, 'S', uint16_t) /* the first of two slots that are read */                  \
  K(unused, '_', uint16_t)     /* padding, zero */                                          \
  K(range, 'r', uint16_t)      /* the first slot of arguments and results */                \
  K(header, 'h', uint16_t)     /* the slot of a frame header */                             \
  K(count, 'n', uint16_t)      /* a number of slots */                                      \
  K(selector, 'w', uint16_t)   /* which runtime operation, or which trap */                 \
  K(constant, 'k', uint32_t)   /* an i32 or an f32 */                              \
  K(constant_low, 'l', uint32_t) /* the low half of a 64-bit constant, its high half follows */ \
  K(constant_high, 'u', uint32_t)                                                           \
  K(offset, 'o', uint32_t)     /* of a field, in bytes */                                   \
  K(end_offset, 'e', uint32_t) /* of a memory access: that of the byte behind it */         \
  K(displacement, 'b', int32_t) /* of a branch, in bytes from the end of the field */       \
  K(displacement_count, 'N', uint32_t) /* that many displacements and a default follow the instruction */ \
  K(function, 'f', uint32_t)   /* a function that the module defines */                     \
  K(any_function, 'F', uint32_t) /* in the function index space */                          \
  K(type, 't', uint32_t)       /* in the type index space */                                \
  K(global, 'g', uint32_t)                                                                  \
  K(table, 'T', uint32_t)                                                                   \
  K(data, 'z', uint32_t)       /* a data segment */                                         \
  K(element, 'y', uint32_t)    /* an element segment */                                     \
  K(memory, 'm', uint32_t)                                                                  \
  K(tag, 'G', uint32_t)                                                                     \
  K(immediate, 'i', uint32_t)  /* whatever a runtime operation takes */                     \
  VECTOR_OPERAND_KINDS(K)

#define LAYOUTS(LAYOUT)                                                                          \
  LAYOUT(empty, )                                                                                \
  LAYOUT(binary_slots, F(target, target) F(source, left) F(source, right) F(unused, none))       \
  LAYOUT(binary_slot, F(target, target) F(source, left))                                         \
  LAYOUT(binary_constant, F(target, target) F(source, left) F(constant, constant))               \
  LAYOUT(binary_wide_constant, F(target, target) F(source, left) F(constant_low, constant)       \
                                   F(constant_high, constant_high))                              \
  LAYOUT(unary, F(target, target) F(source, left))                                               \
  LAYOUT(copy_range, F(range, target) F(range, source) F(count, count) F(unused, none))          \
  LAYOUT(wide_unary, F(wide_target, target) F(wide_source, left))                                \
  LAYOUT(load, F(target, target) F(source, left) F(end_offset, end))                              \
  LAYOUT(store, F(source, left) F(source, right) F(end_offset, end))                              \
  LAYOUT(store_constant, F(source, left) F(unused, none) F(end_offset, end) F(constant, constant)) \
  LAYOUT(store_wide_constant, F(source, left) F(unused, none) F(end_offset, end)                  \
                                  F(constant_low, constant) F(constant_high, constant_high))     \
  LAYOUT(indexed_load, F(target, target) F(source, left) F(source, right) F(unused, none)        \
                           F(end_offset, end))                                                    \
  LAYOUT(indexed_load_constant, F(target, target) F(source, left) F(constant, constant)          \
                                    F(end_offset, end))                                           \
  LAYOUT(indexed_store, F(source, left) F(source, right) F(source, value) F(unused, none)        \
                            F(end_offset, end))                                                   \
  LAYOUT(indexed_store_constant, F(source, left) F(source, value) F(constant, constant)          \
                                     F(end_offset, end))                                          \
  LAYOUT(copy_pair, F(target, target) F(source, left) F(target, second_target)                   \
                        F(source, second_left))                                                  \
  LAYOUT(far_load, F(target, target) F(source, left) F(memory, memory_operand)                           \
                       F(constant_low, offset) F(constant_high, offset_high))                    \
  LAYOUT(far_store, F(source, left) F(source, right) F(memory, memory_operand) F(constant_low, offset)   \
                        F(constant_high, offset_high))                                           \
  LAYOUT(branch, F(displacement, displacement))                                                  \
  LAYOUT(branch_one, F(source, left) F(unused, none) F(displacement, displacement))              \
  LAYOUT(branch_slots, F(source, left) F(source, right) F(displacement, displacement))           \
  LAYOUT(branch_constant, F(source, left) F(unused, none) F(constant, constant)                  \
                              F(displacement, displacement))                                     \
  LAYOUT(branch_wide_constant, F(source, left) F(unused, none) F(constant_low, constant)         \
                                   F(constant_high, constant_high) F(displacement, displacement)) \
  LAYOUT(branch_table, F(source, left) F(unused, none) F(displacement_count, count))             \
  LAYOUT(constant, F(target, target) F(unused, none) F(constant, constant))                      \
  LAYOUT(wide_constant, F(target, target) F(unused, none) F(constant_low, constant)              \
                            F(constant_high, constant_high))                                     \
  LAYOUT(target_only, F(target, target) F(unused, none))                                         \
  LAYOUT(source_only, F(source, left) F(unused, none))                                           \
  LAYOUT(select, F(target, target) F(source, condition) F(source, left) F(source, right))        \
  LAYOUT(select_accumulated, F(target, target) F(source, left) F(source, right) F(unused, none)) \
  LAYOUT(select_constant, F(target, target) F(source, left) F(constant, constant))               \
  LAYOUT(wide_select,                                                                            \
         F(wide_target, target) F(source, condition) F(wide_source, left) F(wide_source, right)) \
  LAYOUT(get_global, F(target, target) F(unused, none) F(global, global))                        \
  LAYOUT(set_global, F(source, left) F(unused, none) F(global, global))                          \
  LAYOUT(get_wide_global, F(wide_target, target) F(unused, none) F(global, global))              \
  LAYOUT(set_wide_global, F(wide_source, left) F(unused, none) F(global, global))                \
  LAYOUT(enter, F(count, size) F(range, first_zero) F(count, zeros) F(unused, none))            \
  LAYOUT(return_none, F(header, header) F(unused, none))                                         \
  LAYOUT(return_one, F(header, header) F(source, left))                                          \
  LAYOUT(return_constant, F(header, header) F(unused, none) F(constant, constant))               \
  LAYOUT(call, F(range, callee) F(header, header) F(function, function))                          \
  LAYOUT(call_import, F(range, callee) F(header, header) F(any_function, function))               \
  LAYOUT(call_indirect, F(range, callee) F(header, header) F(source, left) F(unused, none)        \
                            F(type, type) F(table, table_operand))                                       \
  LAYOUT(call_reference, F(range, callee) F(header, header) F(source, left) F(unused, none))      \
  LAYOUT(tail_call, F(range, arguments) F(count, count) F(header, header)                        \
                        F(header, callee_header) F(function, function))                          \
  LAYOUT(tail_call_import, F(range, arguments) F(count, count) F(header, header)                 \
                               F(header, callee_header) F(any_function, function))               \
  LAYOUT(tail_call_indirect, F(range, arguments) F(count, count) F(header, header)               \
                                 F(header, callee_header) F(source, left) F(unused, none)        \
                                 F(type, type) F(table, table_operand))                                  \
  LAYOUT(tail_call_reference, F(range, arguments) F(count, count) F(header, header)              \
                                  F(header, callee_header) F(source, left) F(unused, none))      \
  LAYOUT(trap, F(selector, trap) F(unused, none))                                                \
  LAYOUT(get_function, F(target, target) F(unused, none) F(any_function, function))              \
  LAYOUT(memory_size, F(target, target) F(count, page_shift) F(memory, memory_operand))                  \
  LAYOUT(memory_fill, F(range, range) F(unused, none) F(memory, memory_operand))                         \
  LAYOUT(memory_init, F(range, range) F(unused, none) F(data, segment) F(memory, memory_operand)) \
  LAYOUT(table_init, F(range, range) F(unused, none) F(element, segment) F(table, table_operand)) \
  LAYOUT(table_fill, F(range, range) F(unused, none) F(table, table_operand))                    \
  LAYOUT(table_copy, F(range, range) F(unused, none) F(table, table_operand) F(table, source_table)) \
  LAYOUT(memory_copy, F(range, range) F(unused, none) F(memory, memory_operand) F(memory, source_memory)) \
  LAYOUT(table_size, F(target, target) F(unused, none) F(table, table_operand))                          \
  LAYOUT(table_get, F(target, target) F(source, left) F(table, table_operand))                           \
  LAYOUT(table_set, F(source, left) F(source, right) F(table, table_operand))                            \
  LAYOUT(get_field, F(target, target) F(source, left) F(offset, offset))                         \
  LAYOUT(set_field, F(source, left) F(source, right) F(offset, offset))                          \
  LAYOUT(get_wide_field, F(wide_target, target) F(source, left) F(offset, offset))               \
  LAYOUT(set_wide_field, F(source, left) F(wide_source, right) F(offset, offset))                \
  LAYOUT(set_element, F(source, left) F(source, right) F(source, value) F(unused, none))         \
  LAYOUT(get_wide_element, F(wide_target, target) F(source, left) F(source, right) F(unused, none)) \
  LAYOUT(set_wide_element, F(source, left) F(source, right) F(wide_source, value) F(unused, none)) \
  LAYOUT(new_object, F(target, target) F(range, range) F(type, type))                            \
  LAYOUT(new_fixed_array, F(target, target) F(range, range) F(type, type) F(immediate, length))  \
  LAYOUT(test, F(target, target) F(source, left) F(selector, heap_type) F(unused, none))         \
  LAYOUT(test_defined,                                                                           \
         F(target, target) F(source, left) F(selector, heap_type) F(unused, none) F(type, type)) \
  LAYOUT(cast, F(source, left) F(selector, heap_type))                                           \
  LAYOUT(cast_defined, F(source, left) F(selector, heap_type) F(type, type))                     \
  LAYOUT(fuel, F(immediate, units))                                                              \
  LAYOUT(runtime, F(selector, operation) F(range, range) F(immediate, first) F(immediate, second)) \
  LAYOUT(throw, F(range, range) F(unused, none) F(tag, tag))                                     \
  LAYOUT(cell, F(immediate, function))                                                           \
  LAYOUT(wide_sum, F(wide_target, target) F(source, left) F(source, left_high) F(source, right)  \
                       F(source, right_high) F(unused, none))                                    \
  LAYOUT(wide_product, F(wide_target, target) F(source, left) F(source, right) F(unused, none))  \
  VECTOR_LAYOUTS(LAYOUT)                                                                         \
  ATOMIC_LAYOUTS(LAYOUT)

#define OPERAND_KIND(kind, letter, type) OperandKind_##kind = letter,

/// The meaning of an operand.
typedef enum CLOSED_ENUM OperandKind { OPERAND_KINDS(OPERAND_KIND) } OperandKind;

// The layouts as C structures, which handlers read behind the handler field: `operands_<layout>`.
#define OPERAND_TYPE(kind, letter, type) typedef type operand_##kind;
OPERAND_KINDS(OPERAND_TYPE)

#define F(kind, name) operand_##kind name;
#define LAYOUT_STRUCT(layout, fields) \
  typedef struct operands_##layout { fields } operands_##layout;
LAYOUTS(LAYOUT_STRUCT)

// Branches on a value of one operand -------------------------------------------------------------------------

#define BRANCH_SHAPE(X, operation)        \
  X(operation, s, n, f, branch_one)       \
  X(operation, s, n, b, branch_one)       \
  X(operation, a, n, f, branch_one)       \
  X(operation, a, n, b, branch_one)

// Handlers whose meaning is written out one by one -----------------------------------------------------------

#define CONTROL_HANDLERS(X)                                               \
  X(trap, n, n, n, trap)                                                  \
  X(branch, n, n, f, branch)                                              \
  X(branch, n, n, b, branch)                                              \
  BRANCH_SHAPE(X, branch_if_i32)                                          \
  BRANCH_SHAPE(X, branch_unless_i32)                                      \
  BRANCH_SHAPE(X, branch_if_i64)                                          \
  BRANCH_SHAPE(X, branch_unless_i64)                                      \
  X(branch_table, s, n, n, branch_table)                                  \
  X(branch_table, a, n, n, branch_table)                                  \
  X(enter, n, n, n, enter)                                                \
  X(return, n, n, n, return_none)                                         \
  X(return_value, s, n, n, return_one)                                    \
  X(return_value, a, n, n, return_none)                                   \
  X(return_value, k, n, n, return_constant)                               \
  X(return_float, a, n, n, return_none)                                   \
  X(call, n, n, n, call)                                                  \
  X(call_import, n, n, n, call_import)                                    \
  X(call_indirect, s, n, n, call_indirect)                                \
  X(call_indirect, a, n, n, call_indirect)                                \
  X(call_reference, s, n, n, call_reference)                              \
  X(tail_call, n, n, n, tail_call)                                        \
  X(tail_call_import, n, n, n, tail_call_import)                          \
  X(tail_call_indirect, s, n, n, tail_call_indirect)                      \
  X(tail_call_reference, s, n, n, tail_call_reference)                    \
  X(fuel, n, n, n, fuel)                                                  \
  X(throw, n, n, n, throw)                                                \
  X(throw_reference, s, n, n, source_only)                                \
  X(runtime, n, n, n, runtime)                                            \
  X(finish, n, n, n, empty)                                               \
  X(switch_instance, n, n, n, empty)                                      \
  X(host_call, n, n, n, empty)                                            \
  X(translate, n, n, n, cell)

// Copies and `keep` do not touch the accumulators; `keep` stores one of them.
#define VARIABLE_HANDLERS(X)                                              \
  X(copy, s, n, n, unary)                                                 \
  X(copy_range, n, n, n, copy_range)                                      \
  X(copy_wide, s, n, n, wide_unary)                                       \
  X(keep, a, n, n, target_only)                                           \
  X(keep_float, a, n, n, target_only)                                     \
  X(constant, k, n, n, constant)                                          \
  X(wide_constant, k, n, n, wide_constant)                                \
  X(select, s, n, n, select)                                              \
  X(select_wide, s, n, n, wide_select)                                    \
  X(get_global, n, n, s, get_global)                                      \
  X(get_global, n, n, a, get_global)                                      \
  X(set_global, s, n, n, set_global)                                      \
  X(set_global, a, n, n, set_global)                                      \
  X(get_wide_global, n, n, s, get_wide_global)                            \
  X(set_wide_global, s, n, n, set_wide_global)                            \
  X(get_function, n, n, s, get_function)                                  \
  X(trap_if_null, s, n, n, source_only)

#define TABLE_AND_MEMORY_HANDLERS(X)                                      \
  X(memory_size, n, n, s, memory_size)                                    \
  X(memory_fill, n, n, n, memory_fill)                                    \
  X(memory_init, n, n, n, memory_init)                                    \
  X(table_init, n, n, n, table_init)                                      \
  X(table_fill, n, n, n, table_fill)                                      \
  X(table_copy, n, n, n, table_copy)                                      \
  X(memory_copy, n, n, n, memory_copy)                                    \
  X(table_size, n, n, s, table_size)                                      \
  X(table_get, s, n, s, table_get)                                        \
  X(table_set, s, s, n, table_set)

// Structures, arrays, i31 and casts. A handler exists for each storage of a field or element.
#define OBJECT_UNARY_SHAPE(X, operation, ...)    \
  TEST_SHAPE(X, operation, unary, __VA_ARGS__)
#define TEST_SHAPE(X, operation, ...)            \
  X(operation, s, n, s, __VA_ARGS__)             \
  X(operation, s, n, a, __VA_ARGS__)             \
  X(operation, a, n, s, __VA_ARGS__)             \
  X(operation, a, n, a, __VA_ARGS__)
#define GET_FIELD_SHAPE(X, operation, storage)   \
  TEST_SHAPE(X, operation, get_field, storage)
#define GET_ELEMENT_SHAPE(X, operation, storage)   \
  X(operation, s, s, s, binary_slots, storage)     \
  X(operation, s, s, a, binary_slots, storage)     \
  X(operation, s, a, s, binary_slots, storage)     \
  X(operation, s, a, a, binary_slots, storage)     \
  X(operation, a, s, s, binary_slots, storage)     \
  X(operation, a, s, a, binary_slots, storage)
#define SET_FIELD_SHAPE(X, operation, storage)   \
  X(operation, s, s, n, set_field, storage)      \
  X(operation, s, a, n, set_field, storage)      \
  X(operation, a, s, n, set_field, storage)
#define SET_ELEMENT_SHAPE(X, operation, storage) \
  X(operation, s, s, n, set_element, storage)

#define GET_FIELD_HANDLERS(X)                    \
  GET_FIELD_SHAPE(X, get_field_i8_s, i8_s)       \
  GET_FIELD_SHAPE(X, get_field_i8_u, i8_u)       \
  GET_FIELD_SHAPE(X, get_field_i16_s, i16_s)     \
  GET_FIELD_SHAPE(X, get_field_i16_u, i16_u)     \
  GET_FIELD_SHAPE(X, get_field_i32, i32)         \
  GET_FIELD_SHAPE(X, get_field_i64, i64)         \
  GET_FIELD_SHAPE(X, get_field_reference, reference)
#define SET_FIELD_HANDLERS(X)                    \
  SET_FIELD_SHAPE(X, set_field_i8, i8)           \
  SET_FIELD_SHAPE(X, set_field_i16, i16)         \
  SET_FIELD_SHAPE(X, set_field_i32, i32)         \
  SET_FIELD_SHAPE(X, set_field_i64, i64)         \
  SET_FIELD_SHAPE(X, set_field_reference, reference)
#define GET_ELEMENT_HANDLERS(X)                  \
  GET_ELEMENT_SHAPE(X, get_element_i8_s, i8_s)   \
  GET_ELEMENT_SHAPE(X, get_element_i8_u, i8_u)   \
  GET_ELEMENT_SHAPE(X, get_element_i16_s, i16_s) \
  GET_ELEMENT_SHAPE(X, get_element_i16_u, i16_u) \
  GET_ELEMENT_SHAPE(X, get_element_i32, i32)     \
  GET_ELEMENT_SHAPE(X, get_element_i64, i64)     \
  GET_ELEMENT_SHAPE(X, get_element_reference, reference)
#define SET_ELEMENT_HANDLERS(X)                  \
  SET_ELEMENT_SHAPE(X, set_element_i8, i8)       \
  SET_ELEMENT_SHAPE(X, set_element_i16, i16)     \
  SET_ELEMENT_SHAPE(X, set_element_i32, i32)     \
  SET_ELEMENT_SHAPE(X, set_element_i64, i64)     \
  SET_ELEMENT_SHAPE(X, set_element_reference, reference)

/// The handlers of objects. The Swift loop has none of them.
#define OBJECT_HANDLERS(X)                                  \
  GET_FIELD_HANDLERS(X)                                     \
  SET_FIELD_HANDLERS(X)                                     \
  GET_ELEMENT_HANDLERS(X)                                   \
  SET_ELEMENT_HANDLERS(X)                                   \
  X(get_field_v128, s, n, s, get_wide_field)                \
  X(set_field_v128, s, s, n, set_wide_field)                \
  X(get_element_v128, s, s, s, get_wide_element)            \
  X(set_element_v128, s, s, n, set_wide_element)            \
  OBJECT_UNARY_SHAPE(X, array_length)                       \
  OBJECT_UNARY_SHAPE(X, make_i31)                           \
  OBJECT_UNARY_SHAPE(X, get_i31_s)                          \
  OBJECT_UNARY_SHAPE(X, get_i31_u)                          \
  X(new_structure, n, n, s, new_object)                     \
  X(new_default_structure, n, n, s, new_object)             \
  X(new_array, n, n, s, new_object)                         \
  X(new_default_array, n, n, s, new_object)                 \
  X(new_fixed_array, n, n, s, new_fixed_array)              \
  TEST_SHAPE(X, test_reference, test)                       \
  TEST_SHAPE(X, test_object, test_defined)                  \
  TEST_SHAPE(X, test_function, test_defined)                \
  X(cast_reference, s, n, n, cast)                          \
  X(cast_object, s, n, n, cast_defined)                     \
  X(cast_function, s, n, n, cast_defined)

// 128-bit numbers are two slots, the low half first: operands in any slots, results in adjacent ones.
#define WIDE_ARITHMETIC_HANDLERS(X)                                       \
  X(i64_add128, s, s, s, wide_sum)                                        \
  X(i64_sub128, s, s, s, wide_sum)                                        \
  X(i64_mul_wide_s, s, s, s, wide_product)                                \
  X(i64_mul_wide_u, s, s, s, wide_product)

// Every handler ---------------------------------------------------------------------------------------------

// Which shapes a row of the instruction table takes.
#define COMMUTATIVE_HANDLERS(X, id, code, name, operand, result) COMMUTATIVE_SHAPE(X, id, operand, result)
#define INTEGER_HANDLERS(X, id, code, name, operand, result) INTEGER_SHAPE(X, id, operand, result)
#define ROTATION_HANDLERS(X, id, code, name, operand, result) ROTATION_SHAPE(X, id, operand, result)
#define FLOAT_HANDLERS(X, id, code, name, operand, result) FLOAT_SHAPE(X, id, operand, result)
#define FLOAT_DIVISION_HANDLERS(X, id, code, name, operand, result) FLOAT_DIVISION_SHAPE(X, id, operand, result)
#define RARE_FLOAT_HANDLERS(X, id, code, name, operand, result) RARE_FLOAT_SHAPE(X, id, operand, result)
#define DIVISION_HANDLERS(X, id, code, name, operand, result) DIVISION_SHAPE(X, id, operand, result)
#define COMPARISON_HANDLERS(X, id, code, name, operand, result) COMPARISON_SHAPE(X, id, operand, result)
#define COMPARISON_OF_VARIABLES_HANDLERS(X, id, code, name, operand, result) \
  COMPARISON_OF_VARIABLES_SHAPE(X, id, operand, result)
#define BRANCH_ON_VARIABLES_HANDLERS(X, id, code, name, operand, result) \
  BRANCH_ON_VARIABLES_SHAPE(FORWARD_AND_BACKWARD, X, branch_if_##id, operand, id)
#define BRANCH_IF_HANDLERS(X, id, code, name, operand, result) \
  BRANCH_COMPARISON_SHAPE(FORWARD_AND_BACKWARD, X, branch_if_##id, operand, id)
// The opposite of a < b is not a >= b where NaN may be: float comparisons need branches of both senses.
#define FLOAT_BRANCH_IF_HANDLERS(X, id, code, name, operand, result) \
  BRANCH_COMPARISON_SHAPE(FORWARD_ONLY, X, branch_if_##id, operand, id)
#define FLOAT_BRANCH_UNLESS_HANDLERS(X, id, code, name, operand, result) \
  BRANCH_COMPARISON_SHAPE(FORWARD_ONLY, X, branch_unless_##id, operand, id)
#define UNARY_HANDLERS(X, id, code, name, operand, result) UNARY_SHAPE(X, id, operand, result)
#define RARE_UNARY_HANDLERS(X, id, code, name, operand, result) RARE_UNARY_SHAPE(X, id, operand, result)
#define LOAD_HANDLERS(X, id, code, name, result, C, bytes) LOAD_SHAPE(X, id, result, C, bytes)
#define RARE_LOAD_HANDLERS(X, id, code, name, result, C, bytes) RARE_LOAD_SHAPE(X, id, result, C, bytes)
#define INDEXED_LOAD_HANDLERS(X, id, code, name, result, C, bytes) \
  INDEXED_LOAD_SHAPE(X, indexed_##id, result, C, bytes)
#define LONG_LOAD_HANDLERS(X, id, code, name, result, C, bytes) LONG_LOAD_SHAPE(X, long_##id, result, C, bytes)
#define LONG_STORE_HANDLERS(X, id, code, name, operand, C, bytes) LONG_STORE_SHAPE(X, long_##id, operand, C, bytes)
#define FAR_LOAD_HANDLERS(X, id, code, name, result, C, bytes) FAR_LOAD_SHAPE(X, far_##id, result, C, bytes)
#define STORE_HANDLERS(X, id, code, name, operand, C, bytes) STORE_SHAPE(X, id, operand, C, bytes)
#define INDEXED_STORE_HANDLERS(X, id, code, name, operand, C, bytes) \
  INDEXED_STORE_SHAPE(X, indexed_##id, operand, C, bytes)
#define FAR_STORE_HANDLERS(X, id, code, name, operand, C, bytes) FAR_STORE_SHAPE(X, far_##id, operand, C, bytes)
#define SELECT_HANDLERS(X)                                                 \
  SELECT_SHAPE(X, select_integer, i64)                                     \
  SELECT_CONSTANT_SHAPE(X, select_integer, i64)                            \
  SELECT_SHAPE(X, select_float, f64)

/// Expands X(operation, left, right, variant, layout, ...) for every handler.
#define HANDLERS(X)         \
  PLAIN_HANDLERS(X)         \
  COMBINED_HANDLERS(X)      \
  PINNED_CONTROL_HANDLERS(X) \
  OBJECT_HANDLERS(X)        \
  VECTOR_HANDLERS(X)        \
  ATOMIC_HANDLERS(X)

/// Handlers that are better than plain ones, which do the same: of several instructions, and of long addresses.
#define COMBINED_HANDLERS(X)                                 \
  X(copy_pair, s, n, n, copy_pair)                           \
  SELECT_HANDLERS(X)                                         \
  WASM_LOADS(INDEXED_LOAD_HANDLERS, X)                       \
  WASM_STORES(INDEXED_STORE_HANDLERS, X)                     \
  WASM_LOADS(LONG_LOAD_HANDLERS, X)                          \
  WASM_STORES(LONG_STORE_HANDLERS, X)

/// All others but those of objects, vectors and atomic accesses.
#define PLAIN_HANDLERS(X)                                    \
  CONTROL_HANDLERS(X)                                        \
  VARIABLE_HANDLERS(X)                                       \
  TABLE_AND_MEMORY_HANDLERS(X)                               \
  WIDE_ARITHMETIC_HANDLERS(X)                                \
  WASM_LOADS(LOAD_HANDLERS, X)                               \
  WASM_LOADS(FAR_LOAD_HANDLERS, X)                           \
  WASM_RARE_LOADS(RARE_LOAD_HANDLERS, X)                     \
  WASM_RARE_LOADS(FAR_LOAD_HANDLERS, X)                      \
  WASM_STORES(STORE_HANDLERS, X)                             \
  WASM_STORES(FAR_STORE_HANDLERS, X)                         \
  WASM_INTEGER_COMPARISONS(COMPARISON_HANDLERS, X)           \
  WASM_INTEGER_COMPARISONS(BRANCH_IF_HANDLERS, X)            \
  WASM_COMPARISONS_OF_VARIABLES(COMPARISON_OF_VARIABLES_HANDLERS, X) \
  WASM_COMPARISONS_OF_VARIABLES(BRANCH_ON_VARIABLES_HANDLERS, X) \
  WASM_FLOAT_COMPARISONS(COMPARISON_HANDLERS, X)             \
  WASM_FLOAT_COMPARISONS(FLOAT_BRANCH_IF_HANDLERS, X)        \
  WASM_FLOAT_COMPARISONS(FLOAT_BRANCH_UNLESS_HANDLERS, X)    \
  WASM_UNARY_OPERATIONS(UNARY_HANDLERS, X)                   \
  WASM_RARE_UNARY_OPERATIONS(RARE_UNARY_HANDLERS, X)         \
  WASM_TRAPPING_UNARY_OPERATIONS(RARE_UNARY_HANDLERS, X)     \
  WASM_COMMUTATIVE_OPERATIONS(COMMUTATIVE_HANDLERS, X)       \
  WASM_INTEGER_OPERATIONS(INTEGER_HANDLERS, X)               \
  WASM_ROTATIONS(ROTATION_HANDLERS, X)                       \
  WASM_FLOAT_OPERATIONS(FLOAT_HANDLERS, X)                   \
  WASM_FLOAT_DIVISIONS(FLOAT_DIVISION_HANDLERS, X)           \
  WASM_RARE_FLOAT_OPERATIONS(RARE_FLOAT_HANDLERS, X)         \
  WASM_TRAPPING_BINARY_OPERATIONS(DIVISION_HANDLERS, X)

#define HANDLER_NUMBER(operation, left, right, variant, ...) \
  Handler_##operation##_##left##right##_##variant,

/// The number of every handler: what a code image holds in its handler fields.
typedef enum Handler { HANDLERS(HANDLER_NUMBER) handler_count } Handler;

// Operations, by name; the order is their own.
#define CONTROL_OPERATIONS(X)                                                                      \
  X(trap) X(branch) X(branch_if_i32) X(branch_unless_i32) X(branch_if_i64) X(branch_unless_i64)    \
  X(branch_table) X(enter) X(return) X(return_value) X(return_float) X(call) X(call_import)        \
  X(call_indirect) X(call_reference) X(tail_call) X(tail_call_import) X(tail_call_indirect)        \
  X(tail_call_reference) X(fuel) X(throw) X(throw_reference) X(runtime) X(finish) X(switch_instance) X(host_call) X(translate) \
  X(copy) X(copy_pair) X(copy_range) X(copy_wide) X(keep) X(keep_float) X(constant) X(wide_constant) X(select) X(select_integer) X(select_float) X(select_wide) \
  X(get_global) X(set_global) X(get_wide_global) X(set_wide_global) X(get_function)                \
  X(trap_if_null) X(pin) X(pin_float) X(unpin) X(unpin_float) X(memory_size) X(memory_fill) X(memory_init) X(memory_copy) X(table_init) X(table_fill) X(table_copy) X(table_size) X(table_get)          \
  X(table_set)

#define OBJECT_OPERATIONS(X)                                                                     \
  X(get_field_i8_s) X(get_field_i8_u) X(get_field_i16_s) X(get_field_i16_u) X(get_field_i32)       \
  X(get_field_i64) X(get_field_reference) X(get_field_v128) X(set_field_i8) X(set_field_i16)       \
  X(set_field_i32) X(set_field_i64) X(set_field_reference) X(set_field_v128) X(get_element_i8_s)   \
  X(get_element_i8_u) X(get_element_i16_s) X(get_element_i16_u) X(get_element_i32)                 \
  X(get_element_i64) X(get_element_reference) X(get_element_v128) X(set_element_i8)                \
  X(set_element_i16) X(set_element_i32) X(set_element_i64) X(set_element_reference)                \
  X(set_element_v128) X(array_length) X(make_i31) X(get_i31_s) X(get_i31_u) X(new_structure)       \
  X(new_default_structure) X(new_array) X(new_default_array) X(new_fixed_array) X(test_reference)  \
  X(test_object) X(test_function) X(cast_reference) X(cast_object) X(cast_function)

#define NUMERIC_OPERATION(X, id, ...) X(id)
#define MEMORY_OPERATIONS(X, id, ...) X(id) X(far_##id) X(indexed_##id) X(long_##id)
#define INTEGER_COMPARISON_OPERATIONS(X, id, ...) X(id) X(branch_if_##id)
#define FLOAT_COMPARISON_OPERATIONS(X, id, ...) X(id) X(branch_if_##id) X(branch_unless_##id)

/// Expands X(operation) for every operation.
#define OPERATIONS(X)                                              \
  CONTROL_OPERATIONS(X)                                            \
  OBJECT_OPERATIONS(X)                                             \
  WASM_LOADS(MEMORY_OPERATIONS, X)                                 \
  WASM_RARE_LOADS(MEMORY_OPERATIONS, X)                            \
  WASM_STORES(MEMORY_OPERATIONS, X)                                \
  WASM_INTEGER_COMPARISONS(INTEGER_COMPARISON_OPERATIONS, X)       \
  WASM_COMPARISONS_OF_VARIABLES(INTEGER_COMPARISON_OPERATIONS, X)  \
  WASM_FLOAT_COMPARISONS(FLOAT_COMPARISON_OPERATIONS, X)           \
  WASM_UNARY_OPERATIONS(NUMERIC_OPERATION, X)                      \
  WASM_RARE_UNARY_OPERATIONS(NUMERIC_OPERATION, X)                 \
  WASM_TRAPPING_UNARY_OPERATIONS(NUMERIC_OPERATION, X)             \
  WASM_COMMUTATIVE_OPERATIONS(NUMERIC_OPERATION, X)                \
  WASM_INTEGER_OPERATIONS(NUMERIC_OPERATION, X)                    \
  WASM_ROTATIONS(NUMERIC_OPERATION, X)                             \
  WASM_FLOAT_OPERATIONS(NUMERIC_OPERATION, X)                      \
  WASM_FLOAT_DIVISIONS(NUMERIC_OPERATION, X)                       \
  WASM_RARE_FLOAT_OPERATIONS(NUMERIC_OPERATION, X)                 \
  WASM_TRAPPING_BINARY_OPERATIONS(NUMERIC_OPERATION, X)            \
  WASM_WIDE_ARITHMETIC_INSTRUCTIONS(NUMERIC_OPERATION, X)          \
  VECTOR_OPERATIONS(X)                                             \
  ATOMIC_OPERATIONS(X)

#define OPERATION_ENUMERATOR(id) Operation_##id,

/// What a handler does, whatever the places of its operands.
typedef enum CLOSED_ENUM Operation { OPERATIONS(OPERATION_ENUMERATOR) } Operation;

enum { operation_count = 0 OPERATIONS(WASM_COUNT) };

/// How a WebAssembly instruction becomes operations, for the instructions where that follows from a table.
typedef enum CLOSED_ENUM Shape {
  /// Translated by a rule of its own.
  Shape_special,
  Shape_unary,
  Shape_binary,
  /// Binary, and left and right may be exchanged.
  Shape_commutative,
  /// Left and right may be exchanged if the comparison is turned around. `operation + 1` branches where it holds.
  Shape_integer_comparison,
  /// The same, and `operation + 2` branches where the comparison does not hold.
  Shape_float_comparison,
  /// `operation + 1` is the far operation, `operation + 2` the indexed one; if not of vectors, `operation + 3` is the
  /// one for long addresses.
  Shape_load,
  Shape_store,
  /// Of three vectors.
  Shape_ternary,
  /// Of a vector by an i32.
  Shape_shift,
  Shape_extract_lane,
  Shape_replace_lane,
  /// `operation + 1` is the far operation.
  Shape_load_lane,
  Shape_store_lane,
  /// Of 128-bit numbers: two of them, or two 64-bit numbers to multiply.
  Shape_wide_sum,
  Shape_wide_product,
  Shape_atomic_load,
  Shape_atomic_store,
  Shape_atomic_update,
  Shape_atomic_compare_exchange,
} Shape;

typedef struct InstructionShape {
  Shape shape;
  Operation operation;
  /// Letters as in the signatures of wasm_instructions.h; the value's type for stores.
  char operand_type, result_type;
} InstructionShape;

/// The shape of an instruction.
const InstructionShape *instruction_shape(WasmOpcode opcode);

/// Where an operand of an instruction is.
typedef enum CLOSED_ENUM Place {
  Place_slot,
  Place_constant,
  Place_accumulator,
  Place_pinned_p,
  Place_pinned_q,
} Place;

/// How many places there are.
enum { place_count = 5 };

/// The variants of rows: of a result's place, or of a branch's direction.
typedef enum CLOSED_ENUM Variant {
  Variant_slot,
  Variant_accumulator,
  Variant_pinned_p,
  Variant_pinned_q,
} Variant;

enum { variant_count = 4 };

/// How operands are laid out, and what a handler is a variant of.
typedef struct HandlerDescription {
  Operation operation;
  /// One letter per operand, each the value of an `OperandKind`.
  const char *format;
  /// Of the operands, in bytes, without the handler field. A `displacement_count` operand says how many
  /// displacements follow.
  uint8_t operand_size;
  /// Place and variant letters, as in the rows.
  char left, right, variant;
  /// The same as `handler_for` takes them.
  Place left_place, right_place;
  Variant result;
} HandlerDescription;

/// The description of a handler below `handler_count`.
HandlerDescription handler_description(Handler handler);

/// The size in bytes of an instruction of an image: handler field, `operands`, and the displacements of a table.
size_t instruction_size(Handler handler, const uint8_t *operands);

/// The bytes that a load or store of the first memory touches; 0 for other operations.
uint8_t access_size(Operation operation);

/// The name of an operation, as it is written in the rows.
const char *operation_name(Operation operation);

/// Where a branch leads.
static const Variant variant_forward = Variant_slot;
static const Variant variant_backward = Variant_accumulator;

/// The handler of an operation with operands in these places. The variant of rows without one is `slot`. -1 where
/// there is no such handler; the place of an absent operand is `slot`.
int32_t handler_for(Operation operation, Place left, Place right, Variant variant);

/// The width in bytes of an operand kind, or 0 if no kind has this letter.
uint8_t operand_width(char letter);

#endif
