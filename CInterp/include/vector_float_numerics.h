// The meaning of the vector instructions on floating-point lanes: a part of vector_numerics.h.
#ifndef VECTOR_FLOAT_NUMERICS_H
#define VECTOR_FLOAT_NUMERICS_H

#include "vector_numerics.h"

// Floating-point lanes ---------------------------------------------------------------------------------------

PURE wasm_v128 wasm_f32x4_splat(wasm_f32 a) {
  wasm_f32x4 lanes = SPLAT_4(a);
  return V128(lanes);
}
PURE wasm_v128 wasm_f64x2_splat(wasm_f64 a) {
  wasm_f64x2 lanes = SPLAT_2(a);
  return V128(lanes);
}
PURE wasm_v128 wasm_f32x4_replace_lane(wasm_v128 a, uint32_t index, wasm_f32 b) {
  return wasm_i32x4_replace_lane(a, index, wasm_i32_reinterpret_f32(b));
}
PURE wasm_v128 wasm_f64x2_replace_lane(wasm_v128 a, uint32_t index, wasm_f64 b) {
  return wasm_i64x2_replace_lane(a, index, wasm_i64_reinterpret_f64(b));
}

// Sign operations work on bits, as in numerics.h.
#define FLOAT_LANES(shape, F, U, bits, integers)                                                     \
  PURE wasm_v128 wasm_##shape##_eq(wasm_v128 a, wasm_v128 b) { return V128((F)a == (F)b); }          \
  PURE wasm_v128 wasm_##shape##_ne(wasm_v128 a, wasm_v128 b) { return V128((F)a != (F)b); }          \
  PURE wasm_v128 wasm_##shape##_lt(wasm_v128 a, wasm_v128 b) { return V128((F)a < (F)b); }           \
  PURE wasm_v128 wasm_##shape##_gt(wasm_v128 a, wasm_v128 b) { return V128((F)a > (F)b); }           \
  PURE wasm_v128 wasm_##shape##_le(wasm_v128 a, wasm_v128 b) { return V128((F)a <= (F)b); }          \
  PURE wasm_v128 wasm_##shape##_ge(wasm_v128 a, wasm_v128 b) { return V128((F)a >= (F)b); }          \
  PURE wasm_v128 wasm_##shape##_sign_mask(void) { return wasm_##integers##_shl(~V128((U){0}), bits - 1); } \
  PURE wasm_v128 wasm_##shape##_abs(wasm_v128 a) { return a & ~wasm_##shape##_sign_mask(); }         \
  PURE wasm_v128 wasm_##shape##_neg(wasm_v128 a) { return a ^ wasm_##shape##_sign_mask(); }          \
  PURE wasm_v128 wasm_##shape##_add(wasm_v128 a, wasm_v128 b) { return V128((F)a + (F)b); }          \
  PURE wasm_v128 wasm_##shape##_sub(wasm_v128 a, wasm_v128 b) { return V128((F)a - (F)b); }          \
  PURE wasm_v128 wasm_##shape##_mul(wasm_v128 a, wasm_v128 b) { return V128((F)a * (F)b); }          \
  PURE wasm_v128 wasm_##shape##_div(wasm_v128 a, wasm_v128 b) { return V128((F)a / (F)b); }          \
  PURE wasm_v128 wasm_##shape##_relaxed_madd(wasm_v128 a, wasm_v128 b, wasm_v128 c) {                \
    return wasm_##shape##_add(wasm_##shape##_mul(a, b), c);                                          \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_relaxed_nmadd(wasm_v128 a, wasm_v128 b, wasm_v128 c) {               \
    return wasm_##shape##_sub(c, wasm_##shape##_mul(a, b));                                          \
  }

FLOAT_LANES(f32x4, wasm_f32x4, wasm_u32x4, 32, i32x4)
FLOAT_LANES(f64x2, wasm_f64x2, wasm_u64x2, 64, i64x2)

// The pseudo-minimum of a and b is b if b < a, else a, whatever they are; the pseudo-maximum is b if a < b.
#if HAS_SSE2
PURE wasm_v128 wasm_f32x4_pmin(wasm_v128 a, wasm_v128 b) { return V128(_mm_min_ps((__m128)b, (__m128)a)); }
PURE wasm_v128 wasm_f32x4_pmax(wasm_v128 a, wasm_v128 b) { return V128(_mm_max_ps((__m128)b, (__m128)a)); }
PURE wasm_v128 wasm_f64x2_pmin(wasm_v128 a, wasm_v128 b) { return V128(_mm_min_pd((__m128d)b, (__m128d)a)); }
PURE wasm_v128 wasm_f64x2_pmax(wasm_v128 a, wasm_v128 b) { return V128(_mm_max_pd((__m128d)b, (__m128d)a)); }
#else
#define PSEUDO_MINIMUM_AND_MAXIMUM(shape, F)                                                         \
  PURE wasm_v128 wasm_##shape##_pmin(wasm_v128 a, wasm_v128 b) { return SELECT((F)b < (F)a, b, a); } \
  PURE wasm_v128 wasm_##shape##_pmax(wasm_v128 a, wasm_v128 b) { return SELECT((F)a < (F)b, b, a); }
PSEUDO_MINIMUM_AND_MAXIMUM(f32x4, wasm_f32x4)
PSEUDO_MINIMUM_AND_MAXIMUM(f64x2, wasm_f64x2)
#endif

#if HAS_NEON

#define NEON_FLOAT_LANES(shape, suffix, N)                                                           \
  PURE wasm_v128 wasm_##shape##_sqrt(wasm_v128 a) { return V128(vsqrtq_##suffix((N)a)); }            \
  PURE wasm_v128 wasm_##shape##_ceil(wasm_v128 a) { return V128(vrndpq_##suffix((N)a)); }            \
  PURE wasm_v128 wasm_##shape##_floor(wasm_v128 a) { return V128(vrndmq_##suffix((N)a)); }           \
  PURE wasm_v128 wasm_##shape##_trunc(wasm_v128 a) { return V128(vrndq_##suffix((N)a)); }            \
  PURE wasm_v128 wasm_##shape##_nearest(wasm_v128 a) { return V128(vrndnq_##suffix((N)a)); }         \
  PURE wasm_v128 wasm_##shape##_min(wasm_v128 a, wasm_v128 b) {                                      \
    return V128(vminq_##suffix((N)a, (N)b));                                                         \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_max(wasm_v128 a, wasm_v128 b) {                                      \
    return V128(vmaxq_##suffix((N)a, (N)b));                                                         \
  }

NEON_FLOAT_LANES(f32x4, f32, float32x4_t)
NEON_FLOAT_LANES(f64x2, f64, float64x2_t)

#else

#if HAS_SSE2
PURE wasm_v128 wasm_f32x4_sqrt(wasm_v128 a) { return V128(_mm_sqrt_ps((__m128)a)); }
PURE wasm_v128 wasm_f64x2_sqrt(wasm_v128 a) { return V128(_mm_sqrt_pd((__m128d)a)); }
#else
PURE wasm_v128 wasm_f32x4_sqrt(wasm_v128 a) {
  wasm_f32x4 lanes = (wasm_f32x4)a;
  for (int lane = 0; lane < 4; lane++) lanes[lane] = wasm_f32_sqrt(lanes[lane]);
  return V128(lanes);
}
PURE wasm_v128 wasm_f64x2_sqrt(wasm_v128 a) {
  wasm_f64x2 lanes = (wasm_f64x2)a;
  for (int lane = 0; lane < 2; lane++) lanes[lane] = wasm_f64_sqrt(lanes[lane]);
  return V128(lanes);
}
#endif

// Minimum and maximum: choosing in both orders gives both operands where they are zeros of different sign; where
// one is a NaN, the result is the canonical one, whose bits below the highest of the fraction are shifted out.
//
// Rounding: adding and subtracting `integral`, from which on a number has no fraction, rounds a magnitude to the
// nearest integer, ties to even; that is at most one away from what the other directions want. The operand's
// sign is put back, which matters for zeros. Larger numbers are left alone; a NaN takes part in the additions,
// which make it a quiet one.
#define PORTABLE_FLOAT_LANES(shape, F, integers, canonical_shift, one, integral)                     \
  PURE wasm_v128 wasm_##shape##_canonical(wasm_v128 a, wasm_v128 is_nan) {                           \
    return (a | is_nan) & ~wasm_##integers##_shr_u(is_nan, canonical_shift);                         \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_min(wasm_v128 a, wasm_v128 b) {                                      \
    wasm_v128 is_nan = V128((F)a != (F)a) | V128((F)b != (F)b);                                      \
    return wasm_##shape##_canonical(wasm_##shape##_pmin(a, b) | wasm_##shape##_pmin(b, a), is_nan);  \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_max(wasm_v128 a, wasm_v128 b) {                                      \
    wasm_v128 is_nan = V128((F)a != (F)a) | V128((F)b != (F)b);                                      \
    return wasm_##shape##_canonical(wasm_##shape##_pmax(a, b) & wasm_##shape##_pmax(b, a), is_nan);  \
  }                                                                                                  \
  PURE F wasm_##shape##_rounded(wasm_v128 magnitude) { return ((F)magnitude + integral) - integral; } \
  /* `a` where it is integral already, else `rounded` with the sign of `a`. */                       \
  PURE wasm_v128 wasm_##shape##_unless_integral(wasm_v128 a, F rounded) {                            \
    wasm_v128 sign = wasm_##shape##_sign_mask();                                                     \
    return SELECT((F)(a & ~sign) >= integral, a, V128(rounded) | (a & sign));                        \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_nearest(wasm_v128 a) {                                               \
    F rounded = wasm_##shape##_rounded(wasm_##shape##_abs(a));                                       \
    return wasm_##shape##_unless_integral(a, rounded);                                               \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_trunc(wasm_v128 a) {                                                 \
    wasm_v128 magnitude = wasm_##shape##_abs(a);                                                     \
    F rounded = wasm_##shape##_rounded(magnitude);                                                   \
    wasm_v128 excess = V128(rounded > (F)magnitude) & wasm_##shape##_splat(one);                     \
    return wasm_##shape##_unless_integral(a, rounded - (F)excess);                                   \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_floor(wasm_v128 a) {                                                 \
    F rounded = (F)wasm_##shape##_nearest(a);                                                        \
    wasm_v128 excess = V128(rounded > (F)a) & wasm_##shape##_splat(one);                             \
    return wasm_##shape##_unless_integral(a, rounded - (F)excess);                                   \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_ceil(wasm_v128 a) {                                                  \
    F rounded = (F)wasm_##shape##_nearest(a);                                                        \
    wasm_v128 missing = V128(rounded < (F)a) & wasm_##shape##_splat(one);                            \
    return wasm_##shape##_unless_integral(a, rounded + (F)missing);                                  \
  }

PORTABLE_FLOAT_LANES(f32x4, wasm_f32x4, i32x4, 10, 1.0f, 0x1p23f)
PORTABLE_FLOAT_LANES(f64x2, wasm_f64x2, i64x2, 13, 1.0, 0x1p52)

#endif

#define RELAXED_FLOAT_LANES(shape)                                                                   \
  PURE wasm_v128 wasm_##shape##_relaxed_min(wasm_v128 a, wasm_v128 b) {                              \
    return wasm_##shape##_min(a, b);                                                                 \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_relaxed_max(wasm_v128 a, wasm_v128 b) {                              \
    return wasm_##shape##_max(a, b);                                                                 \
  }

RELAXED_FLOAT_LANES(f32x4)
RELAXED_FLOAT_LANES(f64x2)

// Conversions ------------------------------------------------------------------------------------------------

PURE wasm_v128 wasm_f32x4_convert_i32x4_s(wasm_v128 a) {
  return V128(__builtin_convertvector((wasm_s32x4)a, wasm_f32x4));
}
PURE wasm_v128 wasm_f32x4_convert_i32x4_u(wasm_v128 a) {
  return V128(__builtin_convertvector((wasm_u32x4)a, wasm_f32x4));
}
PURE wasm_v128 wasm_f64x2_convert_low_i32x4_s(wasm_v128 a) {
  return V128(WIDENED(a, wasm_s32x4, wasm_f64x2, LOW_2));
}
PURE wasm_v128 wasm_f64x2_convert_low_i32x4_u(wasm_v128 a) {
  return V128(WIDENED(a, wasm_u32x4, wasm_f64x2, LOW_2));
}
PURE wasm_v128 wasm_f64x2_promote_low_f32x4(wasm_v128 a) {
  return V128(WIDENED(a, wasm_f32x4, wasm_f64x2, LOW_2));
}

/// Two 32-bit lanes, then zeros.
PURE wasm_v128 low_half(wasm_u32x2 low) {
  uint64_t bits;
  memcpy(&bits, &low, 8);
  wasm_v128 result = {bits, 0};
  return result;
}
PURE wasm_v128 wasm_f32x4_demote_f64x2_zero(wasm_v128 a) {
  return low_half((wasm_u32x2)__builtin_convertvector((wasm_f64x2)a, wasm_f32x2));
}

#if HAS_NEON

PURE wasm_v128 wasm_i32x4_trunc_sat_f32x4_s(wasm_v128 a) {
  return V128(vcvtq_s32_f32((float32x4_t)a));
}
PURE wasm_v128 wasm_i32x4_trunc_sat_f32x4_u(wasm_v128 a) {
  return V128(vcvtq_u32_f32((float32x4_t)a));
}
PURE wasm_v128 wasm_i32x4_trunc_sat_f64x2_s_zero(wasm_v128 a) {
  return low_half((wasm_u32x2)vqmovn_s64(vcvtq_s64_f64((float64x2_t)a)));
}
PURE wasm_v128 wasm_i32x4_trunc_sat_f64x2_u_zero(wasm_v128 a) {
  return low_half((wasm_u32x2)vqmovn_u64(vcvtq_u64_f64((float64x2_t)a)));
}

#else

// A C conversion is only defined in range, so that other lanes are zero when they are converted; the bounds are
// those of the scalar conversions in numerics.h.

PURE wasm_v128 wasm_i32x4_trunc_sat_f32x4_s(wasm_v128 a) {
  wasm_f32x4 lanes = (wasm_f32x4)a;
  wasm_v128 too_large = V128(lanes >= 0x1p31f), too_small = V128(lanes < -0x1p31f);
  wasm_v128 in_range = V128(lanes >= -0x1p31f) & ~too_large;
  wasm_v128 converted = V128(__builtin_convertvector((wasm_f32x4)(a & in_range), wasm_s32x4));
  return converted | (too_large & wasm_i32x4_splat(INT32_MAX)) |
         (too_small & wasm_i32x4_splat(UINT32_C(1) << 31));
}
PURE wasm_v128 wasm_i32x4_trunc_sat_f32x4_u(wasm_v128 a) {
  wasm_f32x4 lanes = (wasm_f32x4)a;
  wasm_v128 too_large = V128(lanes >= 0x1p32f);
  wasm_v128 in_range = V128(lanes > -1.0f) & ~too_large;
  wasm_v128 converted = V128(__builtin_convertvector((wasm_f32x4)(a & in_range), wasm_u32x4));
  return converted | too_large;
}
// The bounds are doubles, so a number can be clamped before it is converted; a NaN becomes zero.
PURE wasm_v128 wasm_i32x4_trunc_sat_f64x2_s_zero(wasm_v128 a) {
  wasm_v128 number = a & V128((wasm_f64x2)a == (wasm_f64x2)a);
  wasm_v128 least = wasm_f64x2_splat(INT32_MIN), most = wasm_f64x2_splat(INT32_MAX);
  wasm_v128 clamped = wasm_f64x2_pmin(wasm_f64x2_pmax(number, least), most);
  return low_half((wasm_u32x2)__builtin_convertvector((wasm_f64x2)clamped, wasm_s32x2));
}
PURE wasm_v128 wasm_i32x4_trunc_sat_f64x2_u_zero(wasm_v128 a) {
  wasm_v128 number = a & V128((wasm_f64x2)a == (wasm_f64x2)a);
  wasm_v128 least = wasm_f64x2_splat(0), most = wasm_f64x2_splat(UINT32_MAX);
  wasm_v128 clamped = wasm_f64x2_pmin(wasm_f64x2_pmax(number, least), most);
  return low_half(__builtin_convertvector((wasm_f64x2)clamped, wasm_u32x2));
}

#endif

PURE wasm_v128 wasm_i32x4_relaxed_trunc_f32x4_s(wasm_v128 a) { return wasm_i32x4_trunc_sat_f32x4_s(a); }
PURE wasm_v128 wasm_i32x4_relaxed_trunc_f32x4_u(wasm_v128 a) { return wasm_i32x4_trunc_sat_f32x4_u(a); }
PURE wasm_v128 wasm_i32x4_relaxed_trunc_f64x2_s_zero(wasm_v128 a) {
  return wasm_i32x4_trunc_sat_f64x2_s_zero(a);
}
PURE wasm_v128 wasm_i32x4_relaxed_trunc_f64x2_u_zero(wasm_v128 a) {
  return wasm_i32x4_trunc_sat_f64x2_u_zero(a);
}

#endif
