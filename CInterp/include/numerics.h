// The meaning of every numeric instruction as a pure function: values in, value out.
//
// Shared by the handlers and the tests. `wasm_<identifier>` computes; where an instruction
// may trap, `wasm_<identifier>_trap` says why, and `wasm_<identifier>` must then not be called.
// i32 and i64 are unsigned here: signedness belongs to the operation, not to the value.
#ifndef NUMERICS_H
#define NUMERICS_H

#include <stdint.h>
#include <string.h>

#include "traps.h"

typedef uint32_t wasm_i32;
typedef uint64_t wasm_i64;
typedef float wasm_f32;
typedef double wasm_f64;
/// Lane 0 is at the lowest address, whatever the lanes' width.
typedef __attribute__((vector_size(16))) uint64_t wasm_v128;

#define PURE static inline __attribute__((always_inline, unused))

PURE wasm_i32 wasm_i32_reinterpret_f32(wasm_f32 a) { wasm_i32 bits; memcpy(&bits, &a, 4); return bits; }
PURE wasm_i64 wasm_i64_reinterpret_f64(wasm_f64 a) { wasm_i64 bits; memcpy(&bits, &a, 8); return bits; }
PURE wasm_f32 wasm_f32_reinterpret_i32(wasm_i32 a) { wasm_f32 value; memcpy(&value, &a, 4); return value; }
PURE wasm_f64 wasm_f64_reinterpret_i64(wasm_i64 a) { wasm_f64 value; memcpy(&value, &a, 8); return value; }

// Integers.

#define INTEGER_NUMERICS(T, S, bits, clz, ctz, popcount)                                       \
  PURE wasm_##T wasm_##T##_add(wasm_##T a, wasm_##T b) { return a + b; }                       \
  PURE wasm_##T wasm_##T##_sub(wasm_##T a, wasm_##T b) { return a - b; }                       \
  PURE wasm_##T wasm_##T##_mul(wasm_##T a, wasm_##T b) { return a * b; }                       \
  PURE wasm_##T wasm_##T##_and(wasm_##T a, wasm_##T b) { return a & b; }                       \
  PURE wasm_##T wasm_##T##_or(wasm_##T a, wasm_##T b) { return a | b; }                        \
  PURE wasm_##T wasm_##T##_xor(wasm_##T a, wasm_##T b) { return a ^ b; }                       \
  PURE wasm_##T wasm_##T##_shl(wasm_##T a, wasm_##T b) { return a << (b & (bits - 1)); }       \
  PURE wasm_##T wasm_##T##_shr_s(wasm_##T a, wasm_##T b) { return (wasm_##T)((S)a >> (b & (bits - 1))); } \
  PURE wasm_##T wasm_##T##_shr_u(wasm_##T a, wasm_##T b) { return a >> (b & (bits - 1)); }     \
  PURE wasm_##T wasm_##T##_rotl(wasm_##T a, wasm_##T b) {                                      \
    return (a << (b & (bits - 1))) | (a >> (-b & (bits - 1)));                                 \
  }                                                                                            \
  PURE wasm_##T wasm_##T##_rotr(wasm_##T a, wasm_##T b) {                                      \
    return (a >> (b & (bits - 1))) | (a << (-b & (bits - 1)));                                 \
  }                                                                                            \
  PURE wasm_i32 wasm_##T##_eq(wasm_##T a, wasm_##T b) { return a == b; }                       \
  PURE wasm_i32 wasm_##T##_ne(wasm_##T a, wasm_##T b) { return a != b; }                       \
  PURE wasm_i32 wasm_##T##_lt_s(wasm_##T a, wasm_##T b) { return (S)a < (S)b; }                \
  PURE wasm_i32 wasm_##T##_lt_u(wasm_##T a, wasm_##T b) { return a < b; }                      \
  PURE wasm_i32 wasm_##T##_gt_s(wasm_##T a, wasm_##T b) { return (S)a > (S)b; }                \
  PURE wasm_i32 wasm_##T##_gt_u(wasm_##T a, wasm_##T b) { return a > b; }                      \
  PURE wasm_i32 wasm_##T##_le_s(wasm_##T a, wasm_##T b) { return (S)a <= (S)b; }               \
  PURE wasm_i32 wasm_##T##_le_u(wasm_##T a, wasm_##T b) { return a <= b; }                     \
  PURE wasm_i32 wasm_##T##_ge_s(wasm_##T a, wasm_##T b) { return (S)a >= (S)b; }               \
  PURE wasm_i32 wasm_##T##_ge_u(wasm_##T a, wasm_##T b) { return a >= b; }                     \
  PURE wasm_i32 wasm_##T##_eqz(wasm_##T a) { return a == 0; }                                  \
  PURE wasm_##T wasm_##T##_clz(wasm_##T a) { return a ? (wasm_##T)clz(a) : bits; }             \
  PURE wasm_##T wasm_##T##_ctz(wasm_##T a) { return a ? (wasm_##T)ctz(a) : bits; }             \
  PURE wasm_##T wasm_##T##_popcnt(wasm_##T a) { return (wasm_##T)popcount(a); }                \
  PURE wasm_##T wasm_##T##_extend8_s(wasm_##T a) { return (wasm_##T)(S)(int8_t)a; }            \
  PURE wasm_##T wasm_##T##_extend16_s(wasm_##T a) { return (wasm_##T)(S)(int16_t)a; }          \
  PURE WasmTrap wasm_##T##_div_u_trap(wasm_##T a, wasm_##T b) {                                \
    (void)a;                                                                                   \
    return b == 0 ? WasmTrap_integer_divide_by_zero : WasmTrap_none;                           \
  }                                                                                            \
  PURE WasmTrap wasm_##T##_rem_u_trap(wasm_##T a, wasm_##T b) { return wasm_##T##_div_u_trap(a, b); } \
  PURE WasmTrap wasm_##T##_rem_s_trap(wasm_##T a, wasm_##T b) { return wasm_##T##_div_u_trap(a, b); } \
  PURE WasmTrap wasm_##T##_div_s_trap(wasm_##T a, wasm_##T b) {                                \
    if (__builtin_expect(b == 0, 0)) return WasmTrap_integer_divide_by_zero;                   \
    if (__builtin_expect(b == (wasm_##T)-1 && a == (wasm_##T)1 << (bits - 1), 0))             \
      return WasmTrap_integer_overflow;                                                        \
    return WasmTrap_none;                                                                      \
  }                                                                                            \
  PURE wasm_##T wasm_##T##_div_s(wasm_##T a, wasm_##T b) { return (wasm_##T)((S)a / (S)b); }   \
  PURE wasm_##T wasm_##T##_div_u(wasm_##T a, wasm_##T b) { return a / b; }                     \
  PURE wasm_##T wasm_##T##_rem_s(wasm_##T a, wasm_##T b) {                                     \
    return b == (wasm_##T)-1 ? 0 : (wasm_##T)((S)a % (S)b);                                    \
  }                                                                                            \
  PURE wasm_##T wasm_##T##_rem_u(wasm_##T a, wasm_##T b) { return a % b; }

INTEGER_NUMERICS(i32, int32_t, 32, __builtin_clz, __builtin_ctz, __builtin_popcount)
INTEGER_NUMERICS(i64, int64_t, 64, __builtin_clzll, __builtin_ctzll, __builtin_popcountll)

PURE wasm_i32 wasm_i32_wrap_i64(wasm_i64 a) { return (wasm_i32)a; }
PURE wasm_i64 wasm_i64_extend_i32_s(wasm_i32 a) { return (wasm_i64)(int64_t)(int32_t)a; }
PURE wasm_i64 wasm_i64_extend_i32_u(wasm_i32 a) { return a; }
PURE wasm_i64 wasm_i64_extend32_s(wasm_i64 a) { return (wasm_i64)(int64_t)(int32_t)a; }

// Floating point. Sign operations work on bits, so that they never touch a NaN's payload.

// Without a call of the C library that would only set `errno`.
#if defined(__has_builtin)
#if __has_builtin(__builtin_elementwise_sqrt)
#define SQUARE_ROOT(a, suffix) __builtin_elementwise_sqrt(a)
#endif
#endif
#ifndef SQUARE_ROOT
#define SQUARE_ROOT(a, suffix) __builtin_sqrt##suffix(a)
#endif

#define FLOAT_NUMERICS(T, I, sign, suffix)                                                             \
  PURE wasm_##T wasm_##T##_add(wasm_##T a, wasm_##T b) { return a + b; }                               \
  PURE wasm_##T wasm_##T##_sub(wasm_##T a, wasm_##T b) { return a - b; }                               \
  PURE wasm_##T wasm_##T##_mul(wasm_##T a, wasm_##T b) { return a * b; }                               \
  PURE wasm_##T wasm_##T##_div(wasm_##T a, wasm_##T b) { return a / b; }                               \
  PURE wasm_##T wasm_##T##_abs(wasm_##T a) {                                                           \
    return wasm_##T##_reinterpret_##I(wasm_##I##_reinterpret_##T(a) & ~(sign));                        \
  }                                                                                                    \
  PURE wasm_##T wasm_##T##_neg(wasm_##T a) {                                                           \
    return wasm_##T##_reinterpret_##I(wasm_##I##_reinterpret_##T(a) ^ (sign));                         \
  }                                                                                                    \
  PURE wasm_##T wasm_##T##_copysign(wasm_##T a, wasm_##T b) {                                          \
    return wasm_##T##_reinterpret_##I((wasm_##I##_reinterpret_##T(a) & ~(sign)) |                      \
                                      (wasm_##I##_reinterpret_##T(b) & (sign)));                       \
  }                                                                                                    \
  /* A NaN operand wins; -0 is below +0. Adding quiets a signalling NaN. */                            \
  PURE wasm_##T wasm_##T##_min(wasm_##T a, wasm_##T b) {                                               \
    if (a != a || b != b) return a + b;                                                                \
    if (a == b)                                                                                        \
      return wasm_##T##_reinterpret_##I(wasm_##I##_reinterpret_##T(a) | wasm_##I##_reinterpret_##T(b)); \
    return a < b ? a : b;                                                                              \
  }                                                                                                    \
  PURE wasm_##T wasm_##T##_max(wasm_##T a, wasm_##T b) {                                               \
    if (a != a || b != b) return a + b;                                                                \
    if (a == b)                                                                                        \
      return wasm_##T##_reinterpret_##I(wasm_##I##_reinterpret_##T(a) & wasm_##I##_reinterpret_##T(b)); \
    return a > b ? a : b;                                                                              \
  }                                                                                                    \
  /* Rounding functions of the C library may keep a signalling NaN; the addition quiets it. */         \
  PURE wasm_##T wasm_##T##_ceil(wasm_##T a) { return a != a ? a + a : __builtin_ceil##suffix(a); }     \
  PURE wasm_##T wasm_##T##_floor(wasm_##T a) { return a != a ? a + a : __builtin_floor##suffix(a); }   \
  PURE wasm_##T wasm_##T##_trunc(wasm_##T a) { return a != a ? a + a : __builtin_trunc##suffix(a); }   \
  PURE wasm_##T wasm_##T##_nearest(wasm_##T a) { return a != a ? a + a : __builtin_rint##suffix(a); }  \
  PURE wasm_##T wasm_##T##_sqrt(wasm_##T a) { return SQUARE_ROOT(a, suffix); }                         \
  PURE wasm_i32 wasm_##T##_eq(wasm_##T a, wasm_##T b) { return a == b; }                               \
  PURE wasm_i32 wasm_##T##_ne(wasm_##T a, wasm_##T b) { return a != b; }                               \
  PURE wasm_i32 wasm_##T##_lt(wasm_##T a, wasm_##T b) { return a < b; }                                \
  PURE wasm_i32 wasm_##T##_gt(wasm_##T a, wasm_##T b) { return a > b; }                                \
  PURE wasm_i32 wasm_##T##_le(wasm_##T a, wasm_##T b) { return a <= b; }                               \
  PURE wasm_i32 wasm_##T##_ge(wasm_##T a, wasm_##T b) { return a >= b; }                               \
  PURE wasm_##T wasm_##T##_convert_i32_s(wasm_i32 a) { return (wasm_##T)(int32_t)a; }                  \
  PURE wasm_##T wasm_##T##_convert_i32_u(wasm_i32 a) { return (wasm_##T)a; }                           \
  PURE wasm_##T wasm_##T##_convert_i64_s(wasm_i64 a) { return (wasm_##T)(int64_t)a; }                  \
  PURE wasm_##T wasm_##T##_convert_i64_u(wasm_i64 a) { return (wasm_##T)a; }

FLOAT_NUMERICS(f32, i32, UINT32_C(1) << 31, f)
FLOAT_NUMERICS(f64, i64, UINT64_C(1) << 63, )

PURE wasm_f32 wasm_f32_demote_f64(wasm_f64 a) { return (wasm_f32)a; }
PURE wasm_f64 wasm_f64_promote_f32(wasm_f32 a) { return (wasm_f64)a; }

// Conversions to integers. Every bound is exactly representable: where the minimum minus one is not a float,
// the comparison with the minimum itself is inclusive.

#define TRUNCATION(I, F, sign, C, minimum, maximum, in_range)                                 \
  PURE WasmTrap wasm_##I##_trunc_##F##_##sign##_trap(wasm_##F a) {                            \
    if (a != a) return WasmTrap_invalid_conversion_to_integer;                                \
    return (in_range) ? WasmTrap_none : WasmTrap_integer_overflow;                            \
  }                                                                                           \
  PURE wasm_##I wasm_##I##_trunc_##F##_##sign(wasm_##F a) { return (wasm_##I)(C)a; }          \
  PURE wasm_##I wasm_##I##_trunc_sat_##F##_##sign(wasm_##F a) {                               \
    if (a != a) return 0;                                                                     \
    if (in_range) return (wasm_##I)(C)a;                                                      \
    return a < 0 ? (wasm_##I)(minimum) : (wasm_##I)(maximum);                                 \
  }

TRUNCATION(i32, f32, s, int32_t, INT32_MIN, INT32_MAX, a >= -0x1p31f && a < 0x1p31f)
TRUNCATION(i32, f32, u, uint32_t, 0, UINT32_MAX, a > -1.0f && a < 0x1p32f)
TRUNCATION(i32, f64, s, int32_t, INT32_MIN, INT32_MAX, a > -0x1.00000002p31 && a < 0x1p31)
TRUNCATION(i32, f64, u, uint32_t, 0, UINT32_MAX, a > -1.0 && a < 0x1p32)
TRUNCATION(i64, f32, s, int64_t, INT64_MIN, INT64_MAX, a >= -0x1p63f && a < 0x1p63f)
TRUNCATION(i64, f32, u, uint64_t, 0, UINT64_MAX, a > -1.0f && a < 0x1p64f)
TRUNCATION(i64, f64, s, int64_t, INT64_MIN, INT64_MAX, a >= -0x1p63 && a < 0x1p63)
TRUNCATION(i64, f64, u, uint64_t, 0, UINT64_MAX, a > -1.0 && a < 0x1p64)

// Integers of 128 bits, in halves. No compiler's 128-bit type, which 32-bit targets do not have.

typedef struct wasm_wide {
  wasm_i64 low, high;
} wasm_wide;

PURE wasm_wide wasm_i64_add128(wasm_wide a, wasm_wide b) {
  wasm_i64 low = a.low + b.low;
  return (wasm_wide){low, a.high + b.high + (low < a.low)};
}
PURE wasm_wide wasm_i64_sub128(wasm_wide a, wasm_wide b) {
  return (wasm_wide){a.low - b.low, a.high - b.high - (a.low < b.low)};
}
PURE wasm_wide wasm_i64_mul_wide_u(wasm_i64 a, wasm_i64 b) {
  wasm_i64 a_low = (uint32_t)a, a_high = a >> 32, b_low = (uint32_t)b, b_high = b >> 32;
  wasm_i64 low = a_low * b_low;
  wasm_i64 middle = a_high * b_low + (low >> 32);
  wasm_i64 other_middle = a_low * b_high + (uint32_t)middle;
  return (wasm_wide){a * b, a_high * b_high + (middle >> 32) + (other_middle >> 32)};
}
PURE wasm_wide wasm_i64_mul_wide_s(wasm_i64 a, wasm_i64 b) {
  wasm_wide product = wasm_i64_mul_wide_u(a, b);
  if ((int64_t)a < 0) product.high -= b;
  if ((int64_t)b < 0) product.high -= a;
  return product;
}

#endif
