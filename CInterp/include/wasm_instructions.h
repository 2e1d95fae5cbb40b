// Every WebAssembly instruction, declared once.
//
// The rows of this file (and of the group files it includes) are the only place where an instruction's
// binary code, its name in the text format, its immediates and its type are written down. The decoder,
// the validator, the text parser and printer, the encoder, the translator's view of the opcodes and the
// C handlers of the numeric instructions all expand from them.
//
//   ROW(X, identifier, code, name, immediate, signature)
//
//   X           handed through to ROW, so that one ROW can serve several tables
//   code        the first byte, or `prefix << 16 | sub-opcode` for 0xFB, 0xFC, 0xFD and 0xFE
//   immediate   a WasmImmediate (below): what follows the opcode in the binary format
//   signature   operands, ':' and results; one letter per value:
//               i i32   I i64   f f32   F f64   v v128   a the address type of the memory immediate
//               empty ("") where the type depends on context and the validator has a rule of its own
//
// Numeric rows are shorter, because their signature follows from their types:
//
//   ROW(X, identifier, code, name, operand type, result type)
//
// and rows of vector instructions that access memory end with the natural alignment as a power of two.
//
// The meaning of a numeric row is the pure function `wasm_<identifier>` in numerics.h.
#ifndef WASM_INSTRUCTIONS_H
#define WASM_INSTRUCTIONS_H

#include <stdint.h>

#include "wasm_atomic_instructions.h"
#include "wasm_vector_instructions.h"

// Swift imports a closed enumeration as a real `enum`, whose `switch` must be exhaustive.
#ifdef __clang__
#define CLOSED_ENUM __attribute__((enum_extensibility(closed)))
#else
#define CLOSED_ENUM
#endif

/// What follows an opcode in the binary format (specification, "Binary Format: Instructions").
typedef enum CLOSED_ENUM WasmImmediate {
  WasmImmediate_none,
  WasmImmediate_block_type,
  WasmImmediate_label,
  WasmImmediate_label_table,
  WasmImmediate_function,
  WasmImmediate_type_and_table,
  WasmImmediate_type,
  WasmImmediate_local,
  WasmImmediate_global,
  WasmImmediate_table,
  WasmImmediate_table_and_table,
  WasmImmediate_element_and_table,
  WasmImmediate_element,
  WasmImmediate_memory,
  WasmImmediate_memory_and_memory,
  WasmImmediate_data_and_memory,
  WasmImmediate_data,
  WasmImmediate_memory_argument,
  WasmImmediate_memory_argument_and_lane,
  WasmImmediate_lane,
  WasmImmediate_shuffle_lanes,
  WasmImmediate_i32,
  WasmImmediate_i64,
  WasmImmediate_f32,
  WasmImmediate_f64,
  WasmImmediate_v128,
  WasmImmediate_value_types,
  WasmImmediate_heap_type,
  WasmImmediate_cast_branch,
  WasmImmediate_type_and_field,
  WasmImmediate_type_and_count,
  WasmImmediate_type_and_data,
  WasmImmediate_type_and_element,
  WasmImmediate_type_and_type,
  WasmImmediate_tag,
  WasmImmediate_try_table,
  WasmImmediate_ordering,
} WasmImmediate;

// Control instructions, references, parametric and variable instructions.
#define WASM_CONTROL_INSTRUCTIONS(ROW, X)                                                         \
  ROW(X, unreachable, 0x00, "unreachable", none, "")                                              \
  ROW(X, nop, 0x01, "nop", none, ":")                                                             \
  ROW(X, block, 0x02, "block", block_type, "")                                                    \
  ROW(X, loop, 0x03, "loop", block_type, "")                                                      \
  ROW(X, if, 0x04, "if", block_type, "")                                                          \
  ROW(X, else, 0x05, "else", none, "")                                                            \
  ROW(X, end, 0x0B, "end", none, "")                                                              \
  ROW(X, br, 0x0C, "br", label, "")                                                               \
  ROW(X, br_if, 0x0D, "br_if", label, "")                                                         \
  ROW(X, br_table, 0x0E, "br_table", label_table, "")                                             \
  ROW(X, return, 0x0F, "return", none, "")                                                        \
  ROW(X, call, 0x10, "call", function, "")                                                        \
  ROW(X, call_indirect, 0x11, "call_indirect", type_and_table, "")                                \
  ROW(X, return_call, 0x12, "return_call", function, "")                                          \
  ROW(X, return_call_indirect, 0x13, "return_call_indirect", type_and_table, "")                  \
  ROW(X, call_ref, 0x14, "call_ref", type, "")                                                    \
  ROW(X, return_call_ref, 0x15, "return_call_ref", type, "")                                      \
  ROW(X, drop, 0x1A, "drop", none, "")                                                            \
  ROW(X, select, 0x1B, "select", none, "")                                                        \
  ROW(X, select_typed, 0x1C, "select", value_types, "")                                           \
  ROW(X, local_get, 0x20, "local.get", local, "")                                                 \
  ROW(X, local_set, 0x21, "local.set", local, "")                                                 \
  ROW(X, local_tee, 0x22, "local.tee", local, "")                                                 \
  ROW(X, global_get, 0x23, "global.get", global, "")                                              \
  ROW(X, global_set, 0x24, "global.set", global, "")                                              \
  ROW(X, table_get, 0x25, "table.get", table, "")                                                 \
  ROW(X, table_set, 0x26, "table.set", table, "")                                                 \
  ROW(X, i32_const, 0x41, "i32.const", i32, ":i")                                                 \
  ROW(X, i64_const, 0x42, "i64.const", i64, ":I")                                                 \
  ROW(X, f32_const, 0x43, "f32.const", f32, ":f")                                                 \
  ROW(X, f64_const, 0x44, "f64.const", f64, ":F")                                                 \
  ROW(X, ref_null, 0xD0, "ref.null", heap_type, "")                                               \
  ROW(X, ref_is_null, 0xD1, "ref.is_null", none, "")                                              \
  ROW(X, ref_func, 0xD2, "ref.func", function, "")                                                \
  ROW(X, ref_eq, 0xD3, "ref.eq", none, "")                                                        \
  ROW(X, ref_as_non_null, 0xD4, "ref.as_non_null", none, "")                                      \
  ROW(X, br_on_null, 0xD5, "br_on_null", label, "")                                               \
  ROW(X, br_on_non_null, 0xD6, "br_on_non_null", label, "")

// Exception handling: the 3.0 form, then the legacy form.
#define WASM_EXCEPTION_INSTRUCTIONS(ROW, X)                                                       \
  ROW(X, throw, 0x08, "throw", tag, "")                                                           \
  ROW(X, throw_ref, 0x0A, "throw_ref", none, "")                                                  \
  ROW(X, try_table, 0x1F, "try_table", try_table, "")                                             \
  ROW(X, legacy_try, 0x06, "try", block_type, "")                                                 \
  ROW(X, legacy_catch, 0x07, "catch", tag, "")                                                    \
  ROW(X, legacy_rethrow, 0x09, "rethrow", label, "")                                              \
  ROW(X, legacy_delegate, 0x18, "delegate", label, "")                                            \
  ROW(X, legacy_catch_all, 0x19, "catch_all", none, "")

// Memory and table instructions other than plain loads and stores.
#define WASM_BULK_INSTRUCTIONS(ROW, X)                                                            \
  ROW(X, memory_size, 0x3F, "memory.size", memory, ":a")                                          \
  ROW(X, memory_grow, 0x40, "memory.grow", memory, "a:a")                                         \
  ROW(X, memory_init, 0xFC0008, "memory.init", data_and_memory, "aii:")                           \
  ROW(X, data_drop, 0xFC0009, "data.drop", data, ":")                                             \
  ROW(X, memory_copy, 0xFC000A, "memory.copy", memory_and_memory, "")                             \
  ROW(X, memory_fill, 0xFC000B, "memory.fill", memory, "aia:")                                    \
  ROW(X, table_init, 0xFC000C, "table.init", element_and_table, "")                               \
  ROW(X, elem_drop, 0xFC000D, "elem.drop", element, ":")                                          \
  ROW(X, table_copy, 0xFC000E, "table.copy", table_and_table, "")                                 \
  ROW(X, table_grow, 0xFC000F, "table.grow", table, "")                                           \
  ROW(X, table_size, 0xFC0010, "table.size", table, "")                                           \
  ROW(X, table_fill, 0xFC0011, "table.fill", table, "")

// Garbage-collected objects.
#define WASM_OBJECT_INSTRUCTIONS(ROW, X)                                                          \
  ROW(X, struct_new, 0xFB0000, "struct.new", type, "")                                            \
  ROW(X, struct_new_default, 0xFB0001, "struct.new_default", type, "")                            \
  ROW(X, struct_get, 0xFB0002, "struct.get", type_and_field, "")                                  \
  ROW(X, struct_get_s, 0xFB0003, "struct.get_s", type_and_field, "")                              \
  ROW(X, struct_get_u, 0xFB0004, "struct.get_u", type_and_field, "")                              \
  ROW(X, struct_set, 0xFB0005, "struct.set", type_and_field, "")                                  \
  ROW(X, array_new, 0xFB0006, "array.new", type, "")                                              \
  ROW(X, array_new_default, 0xFB0007, "array.new_default", type, "")                              \
  ROW(X, array_new_fixed, 0xFB0008, "array.new_fixed", type_and_count, "")                        \
  ROW(X, array_new_data, 0xFB0009, "array.new_data", type_and_data, "")                           \
  ROW(X, array_new_elem, 0xFB000A, "array.new_elem", type_and_element, "")                        \
  ROW(X, array_get, 0xFB000B, "array.get", type, "")                                              \
  ROW(X, array_get_s, 0xFB000C, "array.get_s", type, "")                                          \
  ROW(X, array_get_u, 0xFB000D, "array.get_u", type, "")                                          \
  ROW(X, array_set, 0xFB000E, "array.set", type, "")                                              \
  ROW(X, array_len, 0xFB000F, "array.len", none, "")                                              \
  ROW(X, array_fill, 0xFB0010, "array.fill", type, "")                                            \
  ROW(X, array_copy, 0xFB0011, "array.copy", type_and_type, "")                                   \
  ROW(X, array_init_data, 0xFB0012, "array.init_data", type_and_data, "")                         \
  ROW(X, array_init_elem, 0xFB0013, "array.init_elem", type_and_element, "")                      \
  ROW(X, ref_test, 0xFB0014, "ref.test", heap_type, "")                                           \
  ROW(X, ref_test_null, 0xFB0015, "ref.test", heap_type, "")                                      \
  ROW(X, ref_cast, 0xFB0016, "ref.cast", heap_type, "")                                           \
  ROW(X, ref_cast_null, 0xFB0017, "ref.cast", heap_type, "")                                      \
  ROW(X, br_on_cast, 0xFB0018, "br_on_cast", cast_branch, "")                                     \
  ROW(X, br_on_cast_fail, 0xFB0019, "br_on_cast_fail", cast_branch, "")                           \
  ROW(X, any_convert_extern, 0xFB001A, "any.convert_extern", none, "")                            \
  ROW(X, extern_convert_any, 0xFB001B, "extern.convert_any", none, "")                            \
  ROW(X, ref_i31, 0xFB001C, "ref.i31", none, "")                                                  \
  ROW(X, i31_get_s, 0xFB001D, "i31.get_s", none, "")                                              \
  ROW(X, i31_get_u, 0xFB001E, "i31.get_u", none, "")

// ROW(X, identifier, code, name, result type, C type in memory, bytes)
#define WASM_LOADS(ROW, X)                                                                        \
  ROW(X, i32_load, 0x28, "i32.load", i32, uint32_t, 4)                                            \
  ROW(X, i64_load, 0x29, "i64.load", i64, uint64_t, 8)                                            \
  ROW(X, f32_load, 0x2A, "f32.load", f32, float, 4)                                               \
  ROW(X, f64_load, 0x2B, "f64.load", f64, double, 8)                                              \
  ROW(X, i32_load8_s, 0x2C, "i32.load8_s", i32, int8_t, 1)                                        \
  ROW(X, i32_load8_u, 0x2D, "i32.load8_u", i32, uint8_t, 1)                                       \
  ROW(X, i32_load16_s, 0x2E, "i32.load16_s", i32, int16_t, 2)                                     \
  ROW(X, i32_load16_u, 0x2F, "i32.load16_u", i32, uint16_t, 2)

// The same, but rare: they have fewer handlers.
#define WASM_RARE_LOADS(ROW, X)                                                                   \
  ROW(X, i64_load8_s, 0x30, "i64.load8_s", i64, int8_t, 1)                                        \
  ROW(X, i64_load16_s, 0x32, "i64.load16_s", i64, int16_t, 2)                                     \
  ROW(X, i64_load32_s, 0x34, "i64.load32_s", i64, int32_t, 4)

// These do what loads of an i32 do, because that is zero-extended where it is: in a slot or in a register. A last
// column says which.
#define WASM_ZERO_EXTENDING_LOADS(ROW, X)                                                         \
  ROW(X, i64_load8_u, 0x31, "i64.load8_u", i64, uint8_t, 1, i32_load8_u)                          \
  ROW(X, i64_load16_u, 0x33, "i64.load16_u", i64, uint16_t, 2, i32_load16_u)                      \
  ROW(X, i64_load32_u, 0x35, "i64.load32_u", i64, uint32_t, 4, i32_load)

// ROW(X, identifier, code, name, operand type, C type in memory, bytes)
#define WASM_STORES(ROW, X)                                                                       \
  ROW(X, i32_store, 0x36, "i32.store", i32, uint32_t, 4)                                          \
  ROW(X, i64_store, 0x37, "i64.store", i64, uint64_t, 8)                                          \
  ROW(X, f32_store, 0x38, "f32.store", f32, float, 4)                                             \
  ROW(X, f64_store, 0x39, "f64.store", f64, double, 8)                                            \
  ROW(X, i32_store8, 0x3A, "i32.store8", i32, uint8_t, 1)                                         \
  ROW(X, i32_store16, 0x3B, "i32.store16", i32, uint16_t, 2)

// These do what stores of an i32 do. A last column says which.
#define WASM_NARROWING_STORES(ROW, X)                                                             \
  ROW(X, i64_store8, 0x3C, "i64.store8", i64, uint8_t, 1, i32_store8)                             \
  ROW(X, i64_store16, 0x3D, "i64.store16", i64, uint16_t, 2, i32_store16)                         \
  ROW(X, i64_store32, 0x3E, "i64.store32", i64, uint32_t, 4, i32_store)

// Comparisons: the result is an i32, and a conditional branch may swallow them.
#define WASM_INTEGER_COMPARISONS(ROW, X)                                                          \
  ROW(X, i32_eq, 0x46, "i32.eq", i32, i32)                                                        \
  ROW(X, i32_ne, 0x47, "i32.ne", i32, i32)                                                        \
  ROW(X, i32_lt_s, 0x48, "i32.lt_s", i32, i32)                                                    \
  ROW(X, i32_lt_u, 0x49, "i32.lt_u", i32, i32)                                                    \
  ROW(X, i32_ge_s, 0x4E, "i32.ge_s", i32, i32)                                                    \
  ROW(X, i32_ge_u, 0x4F, "i32.ge_u", i32, i32)                                                    \
  ROW(X, i64_eq, 0x51, "i64.eq", i64, i32)                                                        \
  ROW(X, i64_ne, 0x52, "i64.ne", i64, i32)                                                        \
  ROW(X, i64_lt_s, 0x53, "i64.lt_s", i64, i32)                                                    \
  ROW(X, i64_lt_u, 0x54, "i64.lt_u", i64, i32)                                                    \
  ROW(X, i64_ge_s, 0x59, "i64.ge_s", i64, i32)                                                    \
  ROW(X, i64_ge_u, 0x5A, "i64.ge_u", i64, i32)

// The translator has no constant on the right of these: x > 5 is x >= 6.
#define WASM_COMPARISONS_OF_VARIABLES(ROW, X)                                                     \
  ROW(X, i32_gt_s, 0x4A, "i32.gt_s", i32, i32)                                                    \
  ROW(X, i32_gt_u, 0x4B, "i32.gt_u", i32, i32)                                                    \
  ROW(X, i32_le_s, 0x4C, "i32.le_s", i32, i32)                                                    \
  ROW(X, i32_le_u, 0x4D, "i32.le_u", i32, i32)                                                    \
  ROW(X, i64_gt_s, 0x55, "i64.gt_s", i64, i32)                                                    \
  ROW(X, i64_gt_u, 0x56, "i64.gt_u", i64, i32)                                                    \
  ROW(X, i64_le_s, 0x57, "i64.le_s", i64, i32)                                                    \
  ROW(X, i64_le_u, 0x58, "i64.le_u", i64, i32)

#define WASM_FLOAT_COMPARISONS(ROW, X)                                                            \
  ROW(X, f32_eq, 0x5B, "f32.eq", f32, i32)                                                        \
  ROW(X, f32_ne, 0x5C, "f32.ne", f32, i32)                                                        \
  ROW(X, f32_lt, 0x5D, "f32.lt", f32, i32)                                                        \
  ROW(X, f32_gt, 0x5E, "f32.gt", f32, i32)                                                        \
  ROW(X, f32_le, 0x5F, "f32.le", f32, i32)                                                        \
  ROW(X, f32_ge, 0x60, "f32.ge", f32, i32)                                                        \
  ROW(X, f64_eq, 0x61, "f64.eq", f64, i32)                                                        \
  ROW(X, f64_ne, 0x62, "f64.ne", f64, i32)                                                        \
  ROW(X, f64_lt, 0x63, "f64.lt", f64, i32)                                                        \
  ROW(X, f64_gt, 0x64, "f64.gt", f64, i32)                                                        \
  ROW(X, f64_le, 0x65, "f64.le", f64, i32)                                                        \
  ROW(X, f64_ge, 0x66, "f64.ge", f64, i32)

// Operations of one operand that cannot trap.
#define WASM_UNARY_OPERATIONS(ROW, X)                                                             \
  ROW(X, i32_eqz, 0x45, "i32.eqz", i32, i32)                                                      \
  ROW(X, i64_eqz, 0x50, "i64.eqz", i64, i32)                                                      \
  ROW(X, i32_clz, 0x67, "i32.clz", i32, i32)                                                      \
  ROW(X, i32_ctz, 0x68, "i32.ctz", i32, i32)                                                      \
  ROW(X, i64_clz, 0x79, "i64.clz", i64, i64)                                                      \
  ROW(X, i64_ctz, 0x7A, "i64.ctz", i64, i64)                                                      \
  ROW(X, i32_popcnt, 0x69, "i32.popcnt", i32, i32)                                                \
  ROW(X, i64_popcnt, 0x7B, "i64.popcnt", i64, i64)                                                \
  ROW(X, f32_abs, 0x8B, "f32.abs", f32, f32)                                                      \
  ROW(X, f32_neg, 0x8C, "f32.neg", f32, f32)                                                      \
  ROW(X, f32_sqrt, 0x91, "f32.sqrt", f32, f32)                                                    \
  ROW(X, f64_abs, 0x99, "f64.abs", f64, f64)                                                      \
  ROW(X, f64_neg, 0x9A, "f64.neg", f64, f64)                                                      \
  ROW(X, f64_sqrt, 0x9F, "f64.sqrt", f64, f64)                                                    \
  ROW(X, i32_wrap_i64, 0xA7, "i32.wrap_i64", i64, i32)                                            \
  ROW(X, i64_extend_i32_s, 0xAC, "i64.extend_i32_s", i32, i64)                                    \
  ROW(X, i64_extend_i32_u, 0xAD, "i64.extend_i32_u", i32, i64)                                    \
  ROW(X, f32_convert_i32_s, 0xB2, "f32.convert_i32_s", i32, f32)                                  \
  ROW(X, f32_convert_i32_u, 0xB3, "f32.convert_i32_u", i32, f32)                                  \
  ROW(X, f32_convert_i64_s, 0xB4, "f32.convert_i64_s", i64, f32)                                  \
  ROW(X, f32_convert_i64_u, 0xB5, "f32.convert_i64_u", i64, f32)                                  \
  ROW(X, f32_demote_f64, 0xB6, "f32.demote_f64", f64, f32)                                        \
  ROW(X, f64_convert_i32_s, 0xB7, "f64.convert_i32_s", i32, f64)                                  \
  ROW(X, f64_convert_i32_u, 0xB8, "f64.convert_i32_u", i32, f64)                                  \
  ROW(X, f64_convert_i64_s, 0xB9, "f64.convert_i64_s", i64, f64)                                  \
  ROW(X, f64_convert_i64_u, 0xBA, "f64.convert_i64_u", i64, f64)                                  \
  ROW(X, f64_promote_f32, 0xBB, "f64.promote_f32", f32, f64)                                      \
  ROW(X, i32_reinterpret_f32, 0xBC, "i32.reinterpret_f32", f32, i32)                              \
  ROW(X, i64_reinterpret_f64, 0xBD, "i64.reinterpret_f64", f64, i64)                              \
  ROW(X, f32_reinterpret_i32, 0xBE, "f32.reinterpret_i32", i32, f32)                              \
  ROW(X, f64_reinterpret_i64, 0xBF, "f64.reinterpret_i64", i64, f64)                              \
  ROW(X, i32_extend8_s, 0xC0, "i32.extend8_s", i32, i32)                                          \
  ROW(X, i32_extend16_s, 0xC1, "i32.extend16_s", i32, i32)                                        \
  ROW(X, i64_extend8_s, 0xC2, "i64.extend8_s", i64, i64)                                          \
  ROW(X, i64_extend16_s, 0xC3, "i64.extend16_s", i64, i64)                                        \
  ROW(X, i64_extend32_s, 0xC4, "i64.extend32_s", i64, i64)

// Those that are rare, or take long anyway.
#define WASM_RARE_UNARY_OPERATIONS(ROW, X)                                                        \
  ROW(X, f32_ceil, 0x8D, "f32.ceil", f32, f32)                                                    \
  ROW(X, f32_floor, 0x8E, "f32.floor", f32, f32)                                                  \
  ROW(X, f32_trunc, 0x8F, "f32.trunc", f32, f32)                                                  \
  ROW(X, f32_nearest, 0x90, "f32.nearest", f32, f32)                                              \
  ROW(X, f64_ceil, 0x9B, "f64.ceil", f64, f64)                                                    \
  ROW(X, f64_floor, 0x9C, "f64.floor", f64, f64)                                                  \
  ROW(X, f64_trunc, 0x9D, "f64.trunc", f64, f64)                                                  \
  ROW(X, f64_nearest, 0x9E, "f64.nearest", f64, f64)                                              \
  ROW(X, i32_trunc_sat_f32_s, 0xFC0000, "i32.trunc_sat_f32_s", f32, i32)                          \
  ROW(X, i32_trunc_sat_f32_u, 0xFC0001, "i32.trunc_sat_f32_u", f32, i32)                          \
  ROW(X, i32_trunc_sat_f64_s, 0xFC0002, "i32.trunc_sat_f64_s", f64, i32)                          \
  ROW(X, i32_trunc_sat_f64_u, 0xFC0003, "i32.trunc_sat_f64_u", f64, i32)                          \
  ROW(X, i64_trunc_sat_f32_s, 0xFC0004, "i64.trunc_sat_f32_s", f32, i64)                          \
  ROW(X, i64_trunc_sat_f32_u, 0xFC0005, "i64.trunc_sat_f32_u", f32, i64)                          \
  ROW(X, i64_trunc_sat_f64_s, 0xFC0006, "i64.trunc_sat_f64_s", f64, i64)                          \
  ROW(X, i64_trunc_sat_f64_u, 0xFC0007, "i64.trunc_sat_f64_u", f64, i64)

// Operations of one operand that may trap: `wasm_<identifier>_trap` gives the reason, or WasmTrap_none.
#define WASM_TRAPPING_UNARY_OPERATIONS(ROW, X)                                                    \
  ROW(X, i32_trunc_f32_s, 0xA8, "i32.trunc_f32_s", f32, i32)                                      \
  ROW(X, i32_trunc_f32_u, 0xA9, "i32.trunc_f32_u", f32, i32)                                      \
  ROW(X, i32_trunc_f64_s, 0xAA, "i32.trunc_f64_s", f64, i32)                                      \
  ROW(X, i32_trunc_f64_u, 0xAB, "i32.trunc_f64_u", f64, i32)                                      \
  ROW(X, i64_trunc_f32_s, 0xAE, "i64.trunc_f32_s", f32, i64)                                      \
  ROW(X, i64_trunc_f32_u, 0xAF, "i64.trunc_f32_u", f32, i64)                                      \
  ROW(X, i64_trunc_f64_s, 0xB0, "i64.trunc_f64_s", f64, i64)                                      \
  ROW(X, i64_trunc_f64_u, 0xB1, "i64.trunc_f64_u", f64, i64)

// Operations of two operands that cannot trap, by how many handlers they have: see operand_shapes.h. Those of integers
// whose operands can change sides come first.
#define WASM_COMMUTATIVE_OPERATIONS(ROW, X)                                                       \
  ROW(X, i32_add, 0x6A, "i32.add", i32, i32)                                                      \
  ROW(X, i32_mul, 0x6C, "i32.mul", i32, i32)                                                      \
  ROW(X, i32_and, 0x71, "i32.and", i32, i32)                                                      \
  ROW(X, i32_or, 0x72, "i32.or", i32, i32)                                                        \
  ROW(X, i32_xor, 0x73, "i32.xor", i32, i32)                                                      \
  ROW(X, i64_add, 0x7C, "i64.add", i64, i64)                                                      \
  ROW(X, i64_mul, 0x7E, "i64.mul", i64, i64)                                                      \
  ROW(X, i64_and, 0x83, "i64.and", i64, i64)                                                      \
  ROW(X, i64_or, 0x84, "i64.or", i64, i64)                                                        \
  ROW(X, i64_xor, 0x85, "i64.xor", i64, i64)

#define WASM_INTEGER_OPERATIONS(ROW, X)                                                           \
  ROW(X, i32_sub, 0x6B, "i32.sub", i32, i32)                                                      \
  ROW(X, i32_shl, 0x74, "i32.shl", i32, i32)                                                      \
  ROW(X, i32_shr_s, 0x75, "i32.shr_s", i32, i32)                                                  \
  ROW(X, i32_shr_u, 0x76, "i32.shr_u", i32, i32)                                                  \
  ROW(X, i64_sub, 0x7D, "i64.sub", i64, i64)                                                      \
  ROW(X, i64_shl, 0x86, "i64.shl", i64, i64)                                                      \
  ROW(X, i64_shr_s, 0x87, "i64.shr_s", i64, i64)                                                  \
  ROW(X, i64_shr_u, 0x88, "i64.shr_u", i64, i64)

#define WASM_ROTATIONS(ROW, X)                                                                    \
  ROW(X, i32_rotl, 0x77, "i32.rotl", i32, i32)                                                    \
  ROW(X, i32_rotr, 0x78, "i32.rotr", i32, i32)                                                    \
  ROW(X, i64_rotl, 0x89, "i64.rotl", i64, i64)                                                    \
  ROW(X, i64_rotr, 0x8A, "i64.rotr", i64, i64)

#define WASM_FLOAT_OPERATIONS(ROW, X)                                                             \
  ROW(X, f32_add, 0x92, "f32.add", f32, f32)                                                      \
  ROW(X, f32_sub, 0x93, "f32.sub", f32, f32)                                                      \
  ROW(X, f32_mul, 0x94, "f32.mul", f32, f32)                                                      \
  ROW(X, f64_add, 0xA0, "f64.add", f64, f64)                                                      \
  ROW(X, f64_sub, 0xA1, "f64.sub", f64, f64)                                                      \
  ROW(X, f64_mul, 0xA2, "f64.mul", f64, f64)

#define WASM_FLOAT_DIVISIONS(ROW, X)                                                              \
  ROW(X, f32_div, 0x95, "f32.div", f32, f32)                                                      \
  ROW(X, f64_div, 0xA3, "f64.div", f64, f64)

#define WASM_RARE_FLOAT_OPERATIONS(ROW, X)                                                        \
  ROW(X, f32_min, 0x96, "f32.min", f32, f32)                                                      \
  ROW(X, f32_max, 0x97, "f32.max", f32, f32)                                                      \
  ROW(X, f32_copysign, 0x98, "f32.copysign", f32, f32)                                            \
  ROW(X, f64_min, 0xA4, "f64.min", f64, f64)                                                      \
  ROW(X, f64_max, 0xA5, "f64.max", f64, f64)                                                      \
  ROW(X, f64_copysign, 0xA6, "f64.copysign", f64, f64)

// Operations of two operands that may trap: `wasm_<identifier>_trap` gives the reason, or WasmTrap_none.
#define WASM_TRAPPING_BINARY_OPERATIONS(ROW, X)                                                   \
  ROW(X, i32_div_s, 0x6D, "i32.div_s", i32, i32)                                                  \
  ROW(X, i32_div_u, 0x6E, "i32.div_u", i32, i32)                                                  \
  ROW(X, i32_rem_s, 0x6F, "i32.rem_s", i32, i32)                                                  \
  ROW(X, i32_rem_u, 0x70, "i32.rem_u", i32, i32)                                                  \
  ROW(X, i64_div_s, 0x7F, "i64.div_s", i64, i64)                                                  \
  ROW(X, i64_div_u, 0x80, "i64.div_u", i64, i64)                                                  \
  ROW(X, i64_rem_s, 0x81, "i64.rem_s", i64, i64)                                                  \
  ROW(X, i64_rem_u, 0x82, "i64.rem_u", i64, i64)

#define WASM_LETTER_i32 "i"
#define WASM_LETTER_i64 "I"
#define WASM_LETTER_f32 "f"
#define WASM_LETTER_f64 "F"
#define WASM_LETTER_v128 "v"

// Each kind of row as the six columns of a plain one:
// X(identifier, code, name, immediate, signature, alignment)
#define WASM_PLAIN_ROW(X, id, code, name, immediate, signature) \
  X(id, code, name, immediate, signature, 0)
#define WASM_MEMORY_ROW(X, id, code, name, immediate, signature, alignment) \
  X(id, code, name, immediate, signature, alignment)
#define WASM_LOAD_ROW(X, id, code, name, result, C, bytes, ...) \
  X(id, code, name, memory_argument, "a:" WASM_LETTER_##result, WASM_LOG2(bytes))
#define WASM_STORE_ROW(X, id, code, name, operand, C, bytes, ...) \
  X(id, code, name, memory_argument, "a" WASM_LETTER_##operand ":", WASM_LOG2(bytes))
#define WASM_UNARY_ROW(X, id, code, name, operand, result) \
  X(id, code, name, none, WASM_LETTER_##operand ":" WASM_LETTER_##result, 0)
#define WASM_BINARY_ROW(X, id, code, name, operand, result) \
  X(id, code, name, none, WASM_LETTER_##operand WASM_LETTER_##operand ":" WASM_LETTER_##result, 0)
#define WASM_TERNARY_ROW(X, id, code, name, operand, result)                                   \
  X(id, code, name, none,                                                                      \
    WASM_LETTER_##operand WASM_LETTER_##operand WASM_LETTER_##operand ":" WASM_LETTER_##result, 0)
#define WASM_SHIFT_ROW(X, id, code, name) X(id, code, name, none, "vi:v", 0)
#define WASM_LANE_EXTRACTION_ROW(X, id, code, name, result, C) \
  X(id, code, name, lane, "v:" WASM_LETTER_##result, 0)
#define WASM_LANE_REPLACEMENT_ROW(X, id, code, name, operand, C) \
  X(id, code, name, lane, "v" WASM_LETTER_##operand ":v", 0)
#define WASM_LANE_LOAD_ROW(X, id, code, name, C, bytes) \
  X(id, code, name, memory_argument_and_lane, "av:v", WASM_LOG2(bytes))
#define WASM_LANE_STORE_ROW(X, id, code, name, C, bytes) \
  X(id, code, name, memory_argument_and_lane, "av:", WASM_LOG2(bytes))
#define WASM_ATOMIC_UPDATE_ROW(X, id, code, name, type, C, bytes, function)                    \
  X(id, code, name, memory_argument, "a" WASM_LETTER_##type ":" WASM_LETTER_##type,            \
    WASM_LOG2(bytes))
#define WASM_COMPARE_EXCHANGE_ROW(X, id, code, name, type, C, bytes)                           \
  X(id, code, name, memory_argument,                                                           \
    "a" WASM_LETTER_##type WASM_LETTER_##type ":" WASM_LETTER_##type, WASM_LOG2(bytes))
#define WASM_LOG2(bytes) \
  ((bytes) == 16 ? 4 : (bytes) == 8 ? 3 : (bytes) == 4 ? 2 : (bytes) == 2 ? 1 : 0)

/// Every instruction, as X(identifier, code, name, immediate, signature, alignment).
#define WASM_INSTRUCTIONS(X)                             \
  WASM_CONTROL_INSTRUCTIONS(WASM_PLAIN_ROW, X)           \
  WASM_EXCEPTION_INSTRUCTIONS(WASM_PLAIN_ROW, X)         \
  WASM_BULK_INSTRUCTIONS(WASM_PLAIN_ROW, X)              \
  WASM_OBJECT_INSTRUCTIONS(WASM_PLAIN_ROW, X)            \
  WASM_LOADS(WASM_LOAD_ROW, X)                           \
  WASM_RARE_LOADS(WASM_LOAD_ROW, X)                      \
  WASM_ZERO_EXTENDING_LOADS(WASM_LOAD_ROW, X)            \
  WASM_STORES(WASM_STORE_ROW, X)                         \
  WASM_NARROWING_STORES(WASM_STORE_ROW, X)               \
  WASM_INTEGER_COMPARISONS(WASM_BINARY_ROW, X)           \
  WASM_COMPARISONS_OF_VARIABLES(WASM_BINARY_ROW, X)      \
  WASM_FLOAT_COMPARISONS(WASM_BINARY_ROW, X)             \
  WASM_UNARY_OPERATIONS(WASM_UNARY_ROW, X)               \
  WASM_RARE_UNARY_OPERATIONS(WASM_UNARY_ROW, X)          \
  WASM_TRAPPING_UNARY_OPERATIONS(WASM_UNARY_ROW, X)      \
  WASM_COMMUTATIVE_OPERATIONS(WASM_BINARY_ROW, X)        \
  WASM_INTEGER_OPERATIONS(WASM_BINARY_ROW, X)            \
  WASM_ROTATIONS(WASM_BINARY_ROW, X)                     \
  WASM_FLOAT_OPERATIONS(WASM_BINARY_ROW, X)              \
  WASM_FLOAT_DIVISIONS(WASM_BINARY_ROW, X)               \
  WASM_RARE_FLOAT_OPERATIONS(WASM_BINARY_ROW, X)         \
  WASM_TRAPPING_BINARY_OPERATIONS(WASM_BINARY_ROW, X)    \
  WASM_VECTOR_INSTRUCTIONS(WASM_PLAIN_ROW, X)            \
  WASM_VECTOR_UNARY_OPERATIONS(WASM_UNARY_ROW, X)        \
  WASM_RARE_VECTOR_UNARY_OPERATIONS(WASM_UNARY_ROW, X)   \
  WASM_VECTOR_BINARY_OPERATIONS(WASM_BINARY_ROW, X)      \
  WASM_RARE_VECTOR_BINARY_OPERATIONS(WASM_BINARY_ROW, X) \
  WASM_VECTOR_TERNARY_OPERATIONS(WASM_TERNARY_ROW, X)    \
  WASM_RARE_VECTOR_TERNARY_OPERATIONS(WASM_TERNARY_ROW, X) \
  WASM_VECTOR_SHIFTS(WASM_SHIFT_ROW, X)                  \
  WASM_LANE_EXTRACTIONS(WASM_LANE_EXTRACTION_ROW, X)     \
  WASM_LANE_REPLACEMENTS(WASM_LANE_REPLACEMENT_ROW, X)   \
  WASM_VECTOR_LOADS(WASM_LOAD_ROW, X)                    \
  WASM_RARE_VECTOR_LOADS(WASM_LOAD_ROW, X)               \
  WASM_VECTOR_STORES(WASM_STORE_ROW, X)                  \
  WASM_LANE_LOADS(WASM_LANE_LOAD_ROW, X)                 \
  WASM_LANE_STORES(WASM_LANE_STORE_ROW, X)               \
  WASM_ATOMIC_INSTRUCTIONS(WASM_PLAIN_ROW, X)            \
  WASM_ATOMIC_WAIT_INSTRUCTIONS(WASM_MEMORY_ROW, X)      \
  WASM_ATOMIC_LOADS(WASM_LOAD_ROW, X)                    \
  WASM_ATOMIC_STORES(WASM_STORE_ROW, X)                  \
  WASM_ATOMIC_UPDATES(WASM_ATOMIC_UPDATE_ROW, X)         \
  WASM_ATOMIC_COMPARE_EXCHANGES(WASM_COMPARE_EXCHANGE_ROW, X) \
  WASM_WIDE_ARITHMETIC_INSTRUCTIONS(WASM_PLAIN_ROW, X)

#define WASM_OPCODE(identifier, ...) WasmOpcode_##identifier,

/// A dense number for every instruction, in table order. Not the binary code: see `WasmInstruction`.
typedef enum CLOSED_ENUM WasmOpcode { WASM_INSTRUCTIONS(WASM_OPCODE) } WasmOpcode;

#define WASM_COUNT(...) +1
enum { wasm_instruction_count = 0 WASM_INSTRUCTIONS(WASM_COUNT) };

/// One row of the table, as data.
typedef struct WasmInstruction {
  const char *name;
  const char *signature;
  uint32_t code;
  WasmImmediate immediate;
  /// Natural alignment of a memory instruction's access, as a power of two.
  uint8_t alignment;
} WasmInstruction;

/// The row of an opcode.
const WasmInstruction *wasm_instruction(WasmOpcode opcode);

/// The opcode whose binary code is `code` (`prefix << 16 | sub-opcode` for prefixed ones), or -1.
int32_t wasm_opcode_of_code(uint32_t code);

#endif
