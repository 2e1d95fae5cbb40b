// Vector instructions (prefix 0xFD): a part of the table in wasm_instructions.h, which explains the rows.
//
// Grouped by shape; the relaxed ones have sub-opcodes from 0x100 on. The meaning of a row is the pure function
// `wasm_<identifier>` in vector_numerics.h, unless its group says otherwise.
#ifndef WASM_VECTOR_INSTRUCTIONS_H
#define WASM_VECTOR_INSTRUCTIONS_H

// Instructions with immediates of their own.
#define WASM_VECTOR_INSTRUCTIONS(ROW, X)                                                          \
  ROW(X, v128_const, 0xFD000C, "v128.const", v128, ":v")                                          \
  ROW(X, i8x16_shuffle, 0xFD000D, "i8x16.shuffle", shuffle_lanes, "vv:v")

// Operations of one operand, at least one of operand and result being a vector: lane-wise ones,
// splats, tests. Rows: operand type, result type.
#define WASM_VECTOR_UNARY_OPERATIONS(ROW, X)                                                      \
  ROW(X, i8x16_splat, 0xFD000F, "i8x16.splat", i32, v128)                                         \
  ROW(X, i16x8_splat, 0xFD0010, "i16x8.splat", i32, v128)                                         \
  ROW(X, i32x4_splat, 0xFD0011, "i32x4.splat", i32, v128)                                         \
  ROW(X, i64x2_splat, 0xFD0012, "i64x2.splat", i64, v128)                                         \
  ROW(X, f32x4_splat, 0xFD0013, "f32x4.splat", f32, v128)                                         \
  ROW(X, f64x2_splat, 0xFD0014, "f64x2.splat", f64, v128)                                         \
  ROW(X, v128_not, 0xFD004D, "v128.not", v128, v128)                                              \
  ROW(X, v128_any_true, 0xFD0053, "v128.any_true", v128, i32)                                     \
  ROW(X, i8x16_neg, 0xFD0061, "i8x16.neg", v128, v128)                                            \
  ROW(X, i8x16_bitmask, 0xFD0064, "i8x16.bitmask", v128, i32)                                     \
  ROW(X, i16x8_extend_low_i8x16_s, 0xFD0087, "i16x8.extend_low_i8x16_s", v128, v128)              \
  ROW(X, i16x8_extend_high_i8x16_s, 0xFD0088, "i16x8.extend_high_i8x16_s", v128, v128)            \
  ROW(X, i16x8_extend_low_i8x16_u, 0xFD0089, "i16x8.extend_low_i8x16_u", v128, v128)              \
  ROW(X, i16x8_extend_high_i8x16_u, 0xFD008A, "i16x8.extend_high_i8x16_u", v128, v128)            \
  ROW(X, i32x4_extend_low_i16x8_s, 0xFD00A7, "i32x4.extend_low_i16x8_s", v128, v128)              \
  ROW(X, i32x4_extend_high_i16x8_s, 0xFD00A8, "i32x4.extend_high_i16x8_s", v128, v128)            \
  ROW(X, i32x4_extend_low_i16x8_u, 0xFD00A9, "i32x4.extend_low_i16x8_u", v128, v128)              \
  ROW(X, i32x4_extend_high_i16x8_u, 0xFD00AA, "i32x4.extend_high_i16x8_u", v128, v128)            \
  ROW(X, f32x4_abs, 0xFD00E0, "f32x4.abs", v128, v128)                                            \
  ROW(X, f32x4_neg, 0xFD00E1, "f32x4.neg", v128, v128)                                            \
  ROW(X, f32x4_sqrt, 0xFD00E3, "f32x4.sqrt", v128, v128)                                          \
  ROW(X, f64x2_abs, 0xFD00EC, "f64x2.abs", v128, v128)                                            \
  ROW(X, f64x2_neg, 0xFD00ED, "f64x2.neg", v128, v128)                                            \
  ROW(X, f64x2_sqrt, 0xFD00EF, "f64x2.sqrt", v128, v128)                                          \
  ROW(X, f32x4_convert_i32x4_s, 0xFD00FA, "f32x4.convert_i32x4_s", v128, v128)

// The same, but rare: they have fewer handlers.
#define WASM_RARE_VECTOR_UNARY_OPERATIONS(ROW, X)                                                 \
  ROW(X, f32x4_demote_f64x2_zero, 0xFD005E, "f32x4.demote_f64x2_zero", v128, v128)                \
  ROW(X, f64x2_promote_low_f32x4, 0xFD005F, "f64x2.promote_low_f32x4", v128, v128)                \
  ROW(X, i8x16_abs, 0xFD0060, "i8x16.abs", v128, v128)                                            \
  ROW(X, i8x16_popcnt, 0xFD0062, "i8x16.popcnt", v128, v128)                                      \
  ROW(X, i8x16_all_true, 0xFD0063, "i8x16.all_true", v128, i32)                                   \
  ROW(X, f32x4_ceil, 0xFD0067, "f32x4.ceil", v128, v128)                                          \
  ROW(X, f32x4_floor, 0xFD0068, "f32x4.floor", v128, v128)                                        \
  ROW(X, f32x4_trunc, 0xFD0069, "f32x4.trunc", v128, v128)                                        \
  ROW(X, f32x4_nearest, 0xFD006A, "f32x4.nearest", v128, v128)                                    \
  ROW(X, f64x2_ceil, 0xFD0074, "f64x2.ceil", v128, v128)                                          \
  ROW(X, f64x2_floor, 0xFD0075, "f64x2.floor", v128, v128)                                        \
  ROW(X, f64x2_trunc, 0xFD007A, "f64x2.trunc", v128, v128)                                        \
  ROW(X, i16x8_extadd_pairwise_i8x16_s, 0xFD007C, "i16x8.extadd_pairwise_i8x16_s", v128, v128)    \
  ROW(X, i16x8_extadd_pairwise_i8x16_u, 0xFD007D, "i16x8.extadd_pairwise_i8x16_u", v128, v128)    \
  ROW(X, i32x4_extadd_pairwise_i16x8_s, 0xFD007E, "i32x4.extadd_pairwise_i16x8_s", v128, v128)    \
  ROW(X, i32x4_extadd_pairwise_i16x8_u, 0xFD007F, "i32x4.extadd_pairwise_i16x8_u", v128, v128)    \
  ROW(X, i16x8_abs, 0xFD0080, "i16x8.abs", v128, v128)                                            \
  ROW(X, i16x8_neg, 0xFD0081, "i16x8.neg", v128, v128)                                            \
  ROW(X, i16x8_all_true, 0xFD0083, "i16x8.all_true", v128, i32)                                   \
  ROW(X, i16x8_bitmask, 0xFD0084, "i16x8.bitmask", v128, i32)                                     \
  ROW(X, f64x2_nearest, 0xFD0094, "f64x2.nearest", v128, v128)                                    \
  ROW(X, i32x4_abs, 0xFD00A0, "i32x4.abs", v128, v128)                                            \
  ROW(X, i32x4_neg, 0xFD00A1, "i32x4.neg", v128, v128)                                            \
  ROW(X, i32x4_all_true, 0xFD00A3, "i32x4.all_true", v128, i32)                                   \
  ROW(X, i32x4_bitmask, 0xFD00A4, "i32x4.bitmask", v128, i32)                                     \
  ROW(X, i64x2_abs, 0xFD00C0, "i64x2.abs", v128, v128)                                            \
  ROW(X, i64x2_neg, 0xFD00C1, "i64x2.neg", v128, v128)                                            \
  ROW(X, i64x2_all_true, 0xFD00C3, "i64x2.all_true", v128, i32)                                   \
  ROW(X, i64x2_bitmask, 0xFD00C4, "i64x2.bitmask", v128, i32)                                     \
  ROW(X, i64x2_extend_low_i32x4_s, 0xFD00C7, "i64x2.extend_low_i32x4_s", v128, v128)              \
  ROW(X, i64x2_extend_high_i32x4_s, 0xFD00C8, "i64x2.extend_high_i32x4_s", v128, v128)            \
  ROW(X, i64x2_extend_low_i32x4_u, 0xFD00C9, "i64x2.extend_low_i32x4_u", v128, v128)              \
  ROW(X, i64x2_extend_high_i32x4_u, 0xFD00CA, "i64x2.extend_high_i32x4_u", v128, v128)            \
  ROW(X, i32x4_trunc_sat_f32x4_s, 0xFD00F8, "i32x4.trunc_sat_f32x4_s", v128, v128)                \
  ROW(X, i32x4_trunc_sat_f32x4_u, 0xFD00F9, "i32x4.trunc_sat_f32x4_u", v128, v128)                \
  ROW(X, f32x4_convert_i32x4_u, 0xFD00FB, "f32x4.convert_i32x4_u", v128, v128)                    \
  ROW(X, i32x4_trunc_sat_f64x2_s_zero, 0xFD00FC, "i32x4.trunc_sat_f64x2_s_zero", v128, v128)      \
  ROW(X, i32x4_trunc_sat_f64x2_u_zero, 0xFD00FD, "i32x4.trunc_sat_f64x2_u_zero", v128, v128)      \
  ROW(X, f64x2_convert_low_i32x4_s, 0xFD00FE, "f64x2.convert_low_i32x4_s", v128, v128)            \
  ROW(X, f64x2_convert_low_i32x4_u, 0xFD00FF, "f64x2.convert_low_i32x4_u", v128, v128)            \
  ROW(X, i32x4_relaxed_trunc_f32x4_s, 0xFD0101, "i32x4.relaxed_trunc_f32x4_s", v128, v128)        \
  ROW(X, i32x4_relaxed_trunc_f32x4_u, 0xFD0102, "i32x4.relaxed_trunc_f32x4_u", v128, v128)        \
  ROW(X, i32x4_relaxed_trunc_f64x2_s_zero, 0xFD0103, "i32x4.relaxed_trunc_f64x2_s_zero", v128, v128)\
  ROW(X, i32x4_relaxed_trunc_f64x2_u_zero, 0xFD0104, "i32x4.relaxed_trunc_f64x2_u_zero", v128, v128)

// Operations of two vectors.
#define WASM_VECTOR_BINARY_OPERATIONS(ROW, X)                                                     \
  ROW(X, i8x16_lt_u, 0xFD0026, "i8x16.lt_u", v128, v128)                                          \
  ROW(X, v128_and, 0xFD004E, "v128.and", v128, v128)                                              \
  ROW(X, v128_andnot, 0xFD004F, "v128.andnot", v128, v128)                                        \
  ROW(X, v128_or, 0xFD0050, "v128.or", v128, v128)                                                \
  ROW(X, v128_xor, 0xFD0051, "v128.xor", v128, v128)                                              \
  ROW(X, i8x16_narrow_i16x8_s, 0xFD0065, "i8x16.narrow_i16x8_s", v128, v128)                      \
  ROW(X, i8x16_narrow_i16x8_u, 0xFD0066, "i8x16.narrow_i16x8_u", v128, v128)                      \
  ROW(X, i8x16_add, 0xFD006E, "i8x16.add", v128, v128)                                            \
  ROW(X, i8x16_add_sat_u, 0xFD0070, "i8x16.add_sat_u", v128, v128)                                \
  ROW(X, i8x16_sub, 0xFD0071, "i8x16.sub", v128, v128)                                            \
  ROW(X, i16x8_narrow_i32x4_s, 0xFD0085, "i16x8.narrow_i32x4_s", v128, v128)                      \
  ROW(X, i16x8_add, 0xFD008E, "i16x8.add", v128, v128)                                            \
  ROW(X, i16x8_add_sat_s, 0xFD008F, "i16x8.add_sat_s", v128, v128)                                \
  ROW(X, i16x8_add_sat_u, 0xFD0090, "i16x8.add_sat_u", v128, v128)                                \
  ROW(X, i16x8_sub, 0xFD0091, "i16x8.sub", v128, v128)                                            \
  ROW(X, i16x8_mul, 0xFD0095, "i16x8.mul", v128, v128)                                            \
  ROW(X, i32x4_add, 0xFD00AE, "i32x4.add", v128, v128)                                            \
  ROW(X, i32x4_sub, 0xFD00B1, "i32x4.sub", v128, v128)                                            \
  ROW(X, i32x4_mul, 0xFD00B5, "i32x4.mul", v128, v128)                                            \
  ROW(X, i32x4_min_s, 0xFD00B6, "i32x4.min_s", v128, v128)                                        \
  ROW(X, i32x4_max_s, 0xFD00B8, "i32x4.max_s", v128, v128)                                        \
  ROW(X, i32x4_dot_i16x8_s, 0xFD00BA, "i32x4.dot_i16x8_s", v128, v128)                            \
  ROW(X, i64x2_add, 0xFD00CE, "i64x2.add", v128, v128)                                            \
  ROW(X, i64x2_sub, 0xFD00D1, "i64x2.sub", v128, v128)                                            \
  ROW(X, i64x2_mul, 0xFD00D5, "i64x2.mul", v128, v128)                                            \
  ROW(X, f32x4_add, 0xFD00E4, "f32x4.add", v128, v128)                                            \
  ROW(X, f32x4_sub, 0xFD00E5, "f32x4.sub", v128, v128)                                            \
  ROW(X, f32x4_mul, 0xFD00E6, "f32x4.mul", v128, v128)                                            \
  ROW(X, f32x4_div, 0xFD00E7, "f32x4.div", v128, v128)                                            \
  ROW(X, f64x2_add, 0xFD00F0, "f64x2.add", v128, v128)                                            \
  ROW(X, f64x2_sub, 0xFD00F1, "f64x2.sub", v128, v128)                                            \
  ROW(X, f64x2_mul, 0xFD00F2, "f64x2.mul", v128, v128)                                            \
  ROW(X, f64x2_div, 0xFD00F3, "f64x2.div", v128, v128)

// The same, but rare: they have fewer handlers.
#define WASM_RARE_VECTOR_BINARY_OPERATIONS(ROW, X)                                                \
  ROW(X, i8x16_swizzle, 0xFD000E, "i8x16.swizzle", v128, v128)                                    \
  ROW(X, i8x16_eq, 0xFD0023, "i8x16.eq", v128, v128)                                              \
  ROW(X, i8x16_ne, 0xFD0024, "i8x16.ne", v128, v128)                                              \
  ROW(X, i8x16_lt_s, 0xFD0025, "i8x16.lt_s", v128, v128)                                          \
  ROW(X, i8x16_gt_s, 0xFD0027, "i8x16.gt_s", v128, v128)                                          \
  ROW(X, i8x16_gt_u, 0xFD0028, "i8x16.gt_u", v128, v128)                                          \
  ROW(X, i8x16_le_s, 0xFD0029, "i8x16.le_s", v128, v128)                                          \
  ROW(X, i8x16_le_u, 0xFD002A, "i8x16.le_u", v128, v128)                                          \
  ROW(X, i8x16_ge_s, 0xFD002B, "i8x16.ge_s", v128, v128)                                          \
  ROW(X, i8x16_ge_u, 0xFD002C, "i8x16.ge_u", v128, v128)                                          \
  ROW(X, i16x8_eq, 0xFD002D, "i16x8.eq", v128, v128)                                              \
  ROW(X, i16x8_ne, 0xFD002E, "i16x8.ne", v128, v128)                                              \
  ROW(X, i16x8_lt_s, 0xFD002F, "i16x8.lt_s", v128, v128)                                          \
  ROW(X, i16x8_lt_u, 0xFD0030, "i16x8.lt_u", v128, v128)                                          \
  ROW(X, i16x8_gt_s, 0xFD0031, "i16x8.gt_s", v128, v128)                                          \
  ROW(X, i16x8_gt_u, 0xFD0032, "i16x8.gt_u", v128, v128)                                          \
  ROW(X, i16x8_le_s, 0xFD0033, "i16x8.le_s", v128, v128)                                          \
  ROW(X, i16x8_le_u, 0xFD0034, "i16x8.le_u", v128, v128)                                          \
  ROW(X, i16x8_ge_s, 0xFD0035, "i16x8.ge_s", v128, v128)                                          \
  ROW(X, i16x8_ge_u, 0xFD0036, "i16x8.ge_u", v128, v128)                                          \
  ROW(X, i32x4_eq, 0xFD0037, "i32x4.eq", v128, v128)                                              \
  ROW(X, i32x4_ne, 0xFD0038, "i32x4.ne", v128, v128)                                              \
  ROW(X, i32x4_lt_s, 0xFD0039, "i32x4.lt_s", v128, v128)                                          \
  ROW(X, i32x4_lt_u, 0xFD003A, "i32x4.lt_u", v128, v128)                                          \
  ROW(X, i32x4_gt_s, 0xFD003B, "i32x4.gt_s", v128, v128)                                          \
  ROW(X, i32x4_gt_u, 0xFD003C, "i32x4.gt_u", v128, v128)                                          \
  ROW(X, i32x4_le_s, 0xFD003D, "i32x4.le_s", v128, v128)                                          \
  ROW(X, i32x4_le_u, 0xFD003E, "i32x4.le_u", v128, v128)                                          \
  ROW(X, i32x4_ge_s, 0xFD003F, "i32x4.ge_s", v128, v128)                                          \
  ROW(X, i32x4_ge_u, 0xFD0040, "i32x4.ge_u", v128, v128)                                          \
  ROW(X, f32x4_eq, 0xFD0041, "f32x4.eq", v128, v128)                                              \
  ROW(X, f32x4_ne, 0xFD0042, "f32x4.ne", v128, v128)                                              \
  ROW(X, f32x4_lt, 0xFD0043, "f32x4.lt", v128, v128)                                              \
  ROW(X, f32x4_gt, 0xFD0044, "f32x4.gt", v128, v128)                                              \
  ROW(X, f32x4_le, 0xFD0045, "f32x4.le", v128, v128)                                              \
  ROW(X, f32x4_ge, 0xFD0046, "f32x4.ge", v128, v128)                                              \
  ROW(X, f64x2_eq, 0xFD0047, "f64x2.eq", v128, v128)                                              \
  ROW(X, f64x2_ne, 0xFD0048, "f64x2.ne", v128, v128)                                              \
  ROW(X, f64x2_lt, 0xFD0049, "f64x2.lt", v128, v128)                                              \
  ROW(X, f64x2_gt, 0xFD004A, "f64x2.gt", v128, v128)                                              \
  ROW(X, f64x2_le, 0xFD004B, "f64x2.le", v128, v128)                                              \
  ROW(X, f64x2_ge, 0xFD004C, "f64x2.ge", v128, v128)                                              \
  ROW(X, i8x16_add_sat_s, 0xFD006F, "i8x16.add_sat_s", v128, v128)                                \
  ROW(X, i8x16_sub_sat_s, 0xFD0072, "i8x16.sub_sat_s", v128, v128)                                \
  ROW(X, i8x16_sub_sat_u, 0xFD0073, "i8x16.sub_sat_u", v128, v128)                                \
  ROW(X, i8x16_min_s, 0xFD0076, "i8x16.min_s", v128, v128)                                        \
  ROW(X, i8x16_min_u, 0xFD0077, "i8x16.min_u", v128, v128)                                        \
  ROW(X, i8x16_max_s, 0xFD0078, "i8x16.max_s", v128, v128)                                        \
  ROW(X, i8x16_max_u, 0xFD0079, "i8x16.max_u", v128, v128)                                        \
  ROW(X, i8x16_avgr_u, 0xFD007B, "i8x16.avgr_u", v128, v128)                                      \
  ROW(X, i16x8_q15mulr_sat_s, 0xFD0082, "i16x8.q15mulr_sat_s", v128, v128)                        \
  ROW(X, i16x8_narrow_i32x4_u, 0xFD0086, "i16x8.narrow_i32x4_u", v128, v128)                      \
  ROW(X, i16x8_sub_sat_s, 0xFD0092, "i16x8.sub_sat_s", v128, v128)                                \
  ROW(X, i16x8_sub_sat_u, 0xFD0093, "i16x8.sub_sat_u", v128, v128)                                \
  ROW(X, i16x8_min_s, 0xFD0096, "i16x8.min_s", v128, v128)                                        \
  ROW(X, i16x8_min_u, 0xFD0097, "i16x8.min_u", v128, v128)                                        \
  ROW(X, i16x8_max_s, 0xFD0098, "i16x8.max_s", v128, v128)                                        \
  ROW(X, i16x8_max_u, 0xFD0099, "i16x8.max_u", v128, v128)                                        \
  ROW(X, i16x8_avgr_u, 0xFD009B, "i16x8.avgr_u", v128, v128)                                      \
  ROW(X, i16x8_extmul_low_i8x16_s, 0xFD009C, "i16x8.extmul_low_i8x16_s", v128, v128)              \
  ROW(X, i16x8_extmul_high_i8x16_s, 0xFD009D, "i16x8.extmul_high_i8x16_s", v128, v128)            \
  ROW(X, i16x8_extmul_low_i8x16_u, 0xFD009E, "i16x8.extmul_low_i8x16_u", v128, v128)              \
  ROW(X, i16x8_extmul_high_i8x16_u, 0xFD009F, "i16x8.extmul_high_i8x16_u", v128, v128)            \
  ROW(X, i32x4_min_u, 0xFD00B7, "i32x4.min_u", v128, v128)                                        \
  ROW(X, i32x4_max_u, 0xFD00B9, "i32x4.max_u", v128, v128)                                        \
  ROW(X, i32x4_extmul_low_i16x8_s, 0xFD00BC, "i32x4.extmul_low_i16x8_s", v128, v128)              \
  ROW(X, i32x4_extmul_high_i16x8_s, 0xFD00BD, "i32x4.extmul_high_i16x8_s", v128, v128)            \
  ROW(X, i32x4_extmul_low_i16x8_u, 0xFD00BE, "i32x4.extmul_low_i16x8_u", v128, v128)              \
  ROW(X, i32x4_extmul_high_i16x8_u, 0xFD00BF, "i32x4.extmul_high_i16x8_u", v128, v128)            \
  ROW(X, i64x2_eq, 0xFD00D6, "i64x2.eq", v128, v128)                                              \
  ROW(X, i64x2_ne, 0xFD00D7, "i64x2.ne", v128, v128)                                              \
  ROW(X, i64x2_lt_s, 0xFD00D8, "i64x2.lt_s", v128, v128)                                          \
  ROW(X, i64x2_gt_s, 0xFD00D9, "i64x2.gt_s", v128, v128)                                          \
  ROW(X, i64x2_le_s, 0xFD00DA, "i64x2.le_s", v128, v128)                                          \
  ROW(X, i64x2_ge_s, 0xFD00DB, "i64x2.ge_s", v128, v128)                                          \
  ROW(X, i64x2_extmul_low_i32x4_s, 0xFD00DC, "i64x2.extmul_low_i32x4_s", v128, v128)              \
  ROW(X, i64x2_extmul_high_i32x4_s, 0xFD00DD, "i64x2.extmul_high_i32x4_s", v128, v128)            \
  ROW(X, i64x2_extmul_low_i32x4_u, 0xFD00DE, "i64x2.extmul_low_i32x4_u", v128, v128)              \
  ROW(X, i64x2_extmul_high_i32x4_u, 0xFD00DF, "i64x2.extmul_high_i32x4_u", v128, v128)            \
  ROW(X, f32x4_min, 0xFD00E8, "f32x4.min", v128, v128)                                            \
  ROW(X, f32x4_max, 0xFD00E9, "f32x4.max", v128, v128)                                            \
  ROW(X, f32x4_pmin, 0xFD00EA, "f32x4.pmin", v128, v128)                                          \
  ROW(X, f32x4_pmax, 0xFD00EB, "f32x4.pmax", v128, v128)                                          \
  ROW(X, f64x2_min, 0xFD00F4, "f64x2.min", v128, v128)                                            \
  ROW(X, f64x2_max, 0xFD00F5, "f64x2.max", v128, v128)                                            \
  ROW(X, f64x2_pmin, 0xFD00F6, "f64x2.pmin", v128, v128)                                          \
  ROW(X, f64x2_pmax, 0xFD00F7, "f64x2.pmax", v128, v128)                                          \
  ROW(X, i8x16_relaxed_swizzle, 0xFD0100, "i8x16.relaxed_swizzle", v128, v128)                    \
  ROW(X, f32x4_relaxed_min, 0xFD010D, "f32x4.relaxed_min", v128, v128)                            \
  ROW(X, f32x4_relaxed_max, 0xFD010E, "f32x4.relaxed_max", v128, v128)                            \
  ROW(X, f64x2_relaxed_min, 0xFD010F, "f64x2.relaxed_min", v128, v128)                            \
  ROW(X, f64x2_relaxed_max, 0xFD0110, "f64x2.relaxed_max", v128, v128)                            \
  ROW(X, i16x8_relaxed_q15mulr_s, 0xFD0111, "i16x8.relaxed_q15mulr_s", v128, v128)                \
  ROW(X, i16x8_relaxed_dot_i8x16_i7x16_s, 0xFD0112, "i16x8.relaxed_dot_i8x16_i7x16_s", v128, v128)

// Operations of three vectors.
#define WASM_VECTOR_TERNARY_OPERATIONS(ROW, X)                                                    \
  ROW(X, v128_bitselect, 0xFD0052, "v128.bitselect", v128, v128)                                  \
  ROW(X, f32x4_relaxed_madd, 0xFD0105, "f32x4.relaxed_madd", v128, v128)                          \
  ROW(X, f64x2_relaxed_madd, 0xFD0107, "f64x2.relaxed_madd", v128, v128)

// The same, but rare: they have fewer handlers.
#define WASM_RARE_VECTOR_TERNARY_OPERATIONS(ROW, X)                                               \
  ROW(X, f32x4_relaxed_nmadd, 0xFD0106, "f32x4.relaxed_nmadd", v128, v128)                        \
  ROW(X, f64x2_relaxed_nmadd, 0xFD0108, "f64x2.relaxed_nmadd", v128, v128)                        \
  ROW(X, i8x16_relaxed_laneselect, 0xFD0109, "i8x16.relaxed_laneselect", v128, v128)              \
  ROW(X, i16x8_relaxed_laneselect, 0xFD010A, "i16x8.relaxed_laneselect", v128, v128)              \
  ROW(X, i32x4_relaxed_laneselect, 0xFD010B, "i32x4.relaxed_laneselect", v128, v128)              \
  ROW(X, i64x2_relaxed_laneselect, 0xFD010C, "i64x2.relaxed_laneselect", v128, v128)              \
  ROW(X, i32x4_relaxed_dot_i8x16_i7x16_add_s, 0xFD0113, "i32x4.relaxed_dot_i8x16_i7x16_add_s", v128, v128)

// Shifts of every lane by the same i32. Rows end with the name.
#define WASM_VECTOR_SHIFTS(ROW, X)                                                                \
  ROW(X, i8x16_shl, 0xFD006B, "i8x16.shl")                                                        \
  ROW(X, i8x16_shr_s, 0xFD006C, "i8x16.shr_s")                                                    \
  ROW(X, i8x16_shr_u, 0xFD006D, "i8x16.shr_u")                                                    \
  ROW(X, i16x8_shl, 0xFD008B, "i16x8.shl")                                                        \
  ROW(X, i16x8_shr_s, 0xFD008C, "i16x8.shr_s")                                                    \
  ROW(X, i16x8_shr_u, 0xFD008D, "i16x8.shr_u")                                                    \
  ROW(X, i32x4_shl, 0xFD00AB, "i32x4.shl")                                                        \
  ROW(X, i32x4_shr_s, 0xFD00AC, "i32x4.shr_s")                                                    \
  ROW(X, i32x4_shr_u, 0xFD00AD, "i32x4.shr_u")                                                    \
  ROW(X, i64x2_shl, 0xFD00CB, "i64x2.shl")                                                        \
  ROW(X, i64x2_shr_s, 0xFD00CC, "i64x2.shr_s")                                                    \
  ROW(X, i64x2_shr_u, 0xFD00CD, "i64x2.shr_u")

// Reading one lane. Rows: result type, the C type of a lane.
#define WASM_LANE_EXTRACTIONS(ROW, X)                                                             \
  ROW(X, i8x16_extract_lane_s, 0xFD0015, "i8x16.extract_lane_s", i32, int8_t)                     \
  ROW(X, i8x16_extract_lane_u, 0xFD0016, "i8x16.extract_lane_u", i32, uint8_t)                    \
  ROW(X, i16x8_extract_lane_s, 0xFD0018, "i16x8.extract_lane_s", i32, int16_t)                    \
  ROW(X, i16x8_extract_lane_u, 0xFD0019, "i16x8.extract_lane_u", i32, uint16_t)                   \
  ROW(X, i32x4_extract_lane, 0xFD001B, "i32x4.extract_lane", i32, int32_t)                        \
  ROW(X, i64x2_extract_lane, 0xFD001D, "i64x2.extract_lane", i64, int64_t)                        \
  ROW(X, f32x4_extract_lane, 0xFD001F, "f32x4.extract_lane", f32, float)                          \
  ROW(X, f64x2_extract_lane, 0xFD0021, "f64x2.extract_lane", f64, double)

// Writing one lane. Rows: type of the new lane, the C type of a lane.
#define WASM_LANE_REPLACEMENTS(ROW, X)                                                            \
  ROW(X, i8x16_replace_lane, 0xFD0017, "i8x16.replace_lane", i32, int8_t)                         \
  ROW(X, i16x8_replace_lane, 0xFD001A, "i16x8.replace_lane", i32, int16_t)                        \
  ROW(X, i32x4_replace_lane, 0xFD001C, "i32x4.replace_lane", i32, int32_t)                        \
  ROW(X, i64x2_replace_lane, 0xFD001E, "i64x2.replace_lane", i64, int64_t)                        \
  ROW(X, f32x4_replace_lane, 0xFD0020, "f32x4.replace_lane", f32, float)                          \
  ROW(X, f64x2_replace_lane, 0xFD0022, "f64x2.replace_lane", f64, double)

// Loads. Rows: result type, C type of what is loaded, its bytes; `wasm_<identifier>` makes a vector of it.
#define WASM_VECTOR_LOADS(ROW, X)                                                                 \
  ROW(X, v128_load, 0xFD0000, "v128.load", v128, wasm_v128, 16)                                   \
  ROW(X, v128_load32_splat, 0xFD0009, "v128.load32_splat", v128, uint32_t, 4)                     \
  ROW(X, v128_load64_splat, 0xFD000A, "v128.load64_splat", v128, uint64_t, 8)

// The same, but rare: they have fewer handlers.
#define WASM_RARE_VECTOR_LOADS(ROW, X)                                                            \
  ROW(X, v128_load8x8_s, 0xFD0001, "v128.load8x8_s", v128, uint64_t, 8)                           \
  ROW(X, v128_load8x8_u, 0xFD0002, "v128.load8x8_u", v128, uint64_t, 8)                           \
  ROW(X, v128_load16x4_s, 0xFD0003, "v128.load16x4_s", v128, uint64_t, 8)                         \
  ROW(X, v128_load16x4_u, 0xFD0004, "v128.load16x4_u", v128, uint64_t, 8)                         \
  ROW(X, v128_load32x2_s, 0xFD0005, "v128.load32x2_s", v128, uint64_t, 8)                         \
  ROW(X, v128_load32x2_u, 0xFD0006, "v128.load32x2_u", v128, uint64_t, 8)                         \
  ROW(X, v128_load8_splat, 0xFD0007, "v128.load8_splat", v128, uint8_t, 1)                        \
  ROW(X, v128_load16_splat, 0xFD0008, "v128.load16_splat", v128, uint16_t, 2)                     \
  ROW(X, v128_load32_zero, 0xFD005C, "v128.load32_zero", v128, uint32_t, 4)                       \
  ROW(X, v128_load64_zero, 0xFD005D, "v128.load64_zero", v128, uint64_t, 8)

// Stores of a whole vector.
#define WASM_VECTOR_STORES(ROW, X)                                                                \
  ROW(X, v128_store, 0xFD000B, "v128.store", v128, wasm_v128, 16)

// Loads and stores of one lane of a vector. Rows: C type of the lane, its bytes.
#define WASM_LANE_LOADS(ROW, X)                                                                   \
  ROW(X, v128_load8_lane, 0xFD0054, "v128.load8_lane", uint8_t, 1)                                \
  ROW(X, v128_load16_lane, 0xFD0055, "v128.load16_lane", uint16_t, 2)                             \
  ROW(X, v128_load32_lane, 0xFD0056, "v128.load32_lane", uint32_t, 4)                             \
  ROW(X, v128_load64_lane, 0xFD0057, "v128.load64_lane", uint64_t, 8)

#define WASM_LANE_STORES(ROW, X)                                                                  \
  ROW(X, v128_store8_lane, 0xFD0058, "v128.store8_lane", uint8_t, 1)                              \
  ROW(X, v128_store16_lane, 0xFD0059, "v128.store16_lane", uint16_t, 2)                           \
  ROW(X, v128_store32_lane, 0xFD005A, "v128.store32_lane", uint32_t, 4)                           \
  ROW(X, v128_store64_lane, 0xFD005B, "v128.store64_lane", uint64_t, 8)

#endif
