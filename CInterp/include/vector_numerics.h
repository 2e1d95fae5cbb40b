// The meaning of every vector instruction as a pure function: what numerics.h is for numbers.
//
// Written with the vector extensions that clang and gcc share, so that a lane-wise operation becomes the
// machine's own: SSE2 is the baseline on x86-64, NEON on arm64 and arm64_32. Where the compilers do not find a
// good sequence by themselves, there is one for a platform next to the portable one.
//
// Relaxed instructions have one result everywhere, the one that does not depend on the machine:
// multiply-and-add rounds twice (a fused one is slow where the machine has none), and every other one equals
// the instruction that it relaxes. Floating point is in vector_float_numerics.h.
#ifndef VECTOR_NUMERICS_H
#define VECTOR_NUMERICS_H

#include "numerics.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#define HAS_NEON 1
#include <arm_neon.h>
#else
#define HAS_NEON 0
#endif
#if defined(__SSE2__)
#define HAS_SSE2 1
#include <emmintrin.h>
#else
#define HAS_SSE2 0
#endif

// Lanes. `wasm_v128` itself is a vector, too, so that bitwise operations need no casts; a cast between vectors
// of one size keeps the bits.
#define VECTOR_OF(type, bytes) __attribute__((vector_size(bytes))) type
typedef VECTOR_OF(int8_t, 16) wasm_s8x16;
typedef VECTOR_OF(uint8_t, 16) wasm_u8x16;
typedef VECTOR_OF(int16_t, 16) wasm_s16x8;
typedef VECTOR_OF(uint16_t, 16) wasm_u16x8;
typedef VECTOR_OF(int32_t, 16) wasm_s32x4;
typedef VECTOR_OF(uint32_t, 16) wasm_u32x4;
typedef VECTOR_OF(int64_t, 16) wasm_s64x2;
typedef VECTOR_OF(uint64_t, 16) wasm_u64x2;
typedef VECTOR_OF(float, 16) wasm_f32x4;
typedef VECTOR_OF(double, 16) wasm_f64x2;
// Half of a vector.
typedef VECTOR_OF(int32_t, 8) wasm_s32x2;
typedef VECTOR_OF(uint32_t, 8) wasm_u32x2;
typedef VECTOR_OF(float, 8) wasm_f32x2;

#define V128(value) ((wasm_v128)(value))

// Lane numbers for __builtin_shufflevector: halves of one vector, and every other lane of two.
#define LOW_8 0, 1, 2, 3, 4, 5, 6, 7
#define HIGH_8 8, 9, 10, 11, 12, 13, 14, 15
#define LOW_4 0, 1, 2, 3
#define HIGH_4 4, 5, 6, 7
#define LOW_2 0, 1
#define HIGH_2 2, 3
#define EVEN_4 0, 2, 4, 6
#define EVEN_8 0, 2, 4, 6, 8, 10, 12, 14
#define EVEN_16 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define ODD_4 1, 3, 5, 7

// Bits -------------------------------------------------------------------------------------------------------

PURE wasm_v128 wasm_v128_not(wasm_v128 a) { return ~a; }
PURE wasm_v128 wasm_v128_and(wasm_v128 a, wasm_v128 b) { return a & b; }
PURE wasm_v128 wasm_v128_andnot(wasm_v128 a, wasm_v128 b) { return a & ~b; }
PURE wasm_v128 wasm_v128_or(wasm_v128 a, wasm_v128 b) { return a | b; }
PURE wasm_v128 wasm_v128_xor(wasm_v128 a, wasm_v128 b) { return a ^ b; }
PURE wasm_v128 wasm_v128_bitselect(wasm_v128 a, wasm_v128 b, wasm_v128 mask) {
  return (a & mask) | (b & ~mask);
}
PURE wasm_i32 wasm_v128_any_true(wasm_v128 a) { return (a[0] | a[1]) != 0; }
/// Whether any lane of a mask is set.
PURE wasm_i32 is_set_anywhere(wasm_v128 mask) {
#if HAS_SSE2
  return _mm_movemask_epi8((__m128i)mask) != 0;
#else
  return wasm_v128_any_true(mask);
#endif
}

/// Lanes of `a` where `mask` is set, else of `b`. A lane of a mask is all ones or all zeros.
#define SELECT(mask, a, b) wasm_v128_bitselect(V128(a), V128(b), V128(mask))

// Integer lanes ----------------------------------------------------------------------------------------------

/// Copies of one value in all lanes.
#define SPLAT_2(value) {value, value}
#define SPLAT_4(value) {value, value, value, value}
#define SPLAT_8(value) {value, value, value, value, value, value, value, value}
#define SPLAT_16(value)                                                                       \
  {value, value, value, value, value, value, value, value,                                    \
   value, value, value, value, value, value, value, value}
#define COUNT_2 {0, 1}
#define COUNT_4 {0, 1, 2, 3}
#define COUNT_8 {0, 1, 2, 3, 4, 5, 6, 7}
#define COUNT_16 {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}

// What every width of integers has. `replace_lane` must not need the vector in memory, so it selects the lane
// by its number; a lane number is taken modulo the number of lanes.
#define INTEGER_LANES(shape, S, U, lane, bits, count, scalar)                                        \
  PURE wasm_v128 wasm_##shape##_splat(wasm_##scalar a) {                                             \
    lane value = (lane)a;                                                                            \
    U lanes = SPLAT_##count(value);                                                                  \
    return V128(lanes);                                                                              \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_replace_lane(wasm_v128 a, uint32_t index, wasm_##scalar b) {         \
    U numbers = COUNT_##count;                                                                       \
    wasm_v128 chosen = wasm_##shape##_splat(index & (count - 1));                                    \
    return SELECT(numbers == (U)chosen, wasm_##shape##_splat(b), a);                                 \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_add(wasm_v128 a, wasm_v128 b) { return V128((U)a + (U)b); }          \
  PURE wasm_v128 wasm_##shape##_sub(wasm_v128 a, wasm_v128 b) { return V128((U)a - (U)b); }          \
  PURE wasm_v128 wasm_##shape##_neg(wasm_v128 a) { return V128(-(U)a); }                             \
  PURE wasm_v128 wasm_##shape##_abs(wasm_v128 a) {                                                   \
    U sign = (U)((S)a >> (bits - 1));                                                                \
    return V128(((U)a ^ sign) - sign);                                                               \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_shl(wasm_v128 a, wasm_i32 b) {                                       \
    return V128((U)a << (U)wasm_##shape##_splat(b & (bits - 1)));                                    \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_shr_s(wasm_v128 a, wasm_i32 b) {                                     \
    return V128((S)a >> (S)wasm_##shape##_splat(b & (bits - 1)));                                    \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_shr_u(wasm_v128 a, wasm_i32 b) {                                     \
    return V128((U)a >> (U)wasm_##shape##_splat(b & (bits - 1)));                                    \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_eq(wasm_v128 a, wasm_v128 b) { return V128((S)a == (S)b); }          \
  PURE wasm_v128 wasm_##shape##_ne(wasm_v128 a, wasm_v128 b) { return V128((S)a != (S)b); }          \
  PURE wasm_v128 wasm_##shape##_lt_s(wasm_v128 a, wasm_v128 b) { return V128((S)a < (S)b); }         \
  PURE wasm_v128 wasm_##shape##_gt_s(wasm_v128 a, wasm_v128 b) { return V128((S)a > (S)b); }         \
  PURE wasm_v128 wasm_##shape##_le_s(wasm_v128 a, wasm_v128 b) { return V128((S)a <= (S)b); }        \
  PURE wasm_v128 wasm_##shape##_ge_s(wasm_v128 a, wasm_v128 b) { return V128((S)a >= (S)b); }        \
  PURE wasm_i32 wasm_##shape##_all_true(wasm_v128 a) {                                               \
    return !is_set_anywhere(V128((U)a == (U){0}));                                                   \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_relaxed_laneselect(wasm_v128 a, wasm_v128 b, wasm_v128 mask) {       \
    return wasm_v128_bitselect(a, b, mask);                                                          \
  }

INTEGER_LANES(i8x16, wasm_s8x16, wasm_u8x16, uint8_t, 8, 16, i32)
INTEGER_LANES(i16x8, wasm_s16x8, wasm_u16x8, uint16_t, 16, 8, i32)
INTEGER_LANES(i32x4, wasm_s32x4, wasm_u32x4, uint32_t, 32, 4, i32)
INTEGER_LANES(i64x2, wasm_s64x2, wasm_u64x2, uint64_t, 64, 2, i64)

// What widths up to 32 bits have.
#define NARROW_INTEGER_LANES(shape, S, U)                                                            \
  PURE wasm_v128 wasm_##shape##_lt_u(wasm_v128 a, wasm_v128 b) { return V128((U)a < (U)b); }         \
  PURE wasm_v128 wasm_##shape##_gt_u(wasm_v128 a, wasm_v128 b) { return V128((U)a > (U)b); }         \
  PURE wasm_v128 wasm_##shape##_le_u(wasm_v128 a, wasm_v128 b) { return V128((U)a <= (U)b); }        \
  PURE wasm_v128 wasm_##shape##_ge_u(wasm_v128 a, wasm_v128 b) { return V128((U)a >= (U)b); }        \
  PURE wasm_v128 wasm_##shape##_min_s(wasm_v128 a, wasm_v128 b) { return SELECT((S)a < (S)b, a, b); } \
  PURE wasm_v128 wasm_##shape##_min_u(wasm_v128 a, wasm_v128 b) { return SELECT((U)a < (U)b, a, b); } \
  PURE wasm_v128 wasm_##shape##_max_s(wasm_v128 a, wasm_v128 b) { return SELECT((S)a > (S)b, a, b); } \
  PURE wasm_v128 wasm_##shape##_max_u(wasm_v128 a, wasm_v128 b) { return SELECT((U)a > (U)b, a, b); }

NARROW_INTEGER_LANES(i8x16, wasm_s8x16, wasm_u8x16)
NARROW_INTEGER_LANES(i16x8, wasm_s16x8, wasm_u16x8)
NARROW_INTEGER_LANES(i32x4, wasm_s32x4, wasm_u32x4)

PURE wasm_v128 wasm_i16x8_mul(wasm_v128 a, wasm_v128 b) { return V128((wasm_u16x8)a * (wasm_u16x8)b); }
PURE wasm_v128 wasm_i32x4_mul(wasm_v128 a, wasm_v128 b) { return V128((wasm_u32x4)a * (wasm_u32x4)b); }
PURE wasm_v128 wasm_i64x2_mul(wasm_v128 a, wasm_v128 b) { return V128((wasm_u64x2)a * (wasm_u64x2)b); }

// Saturating arithmetic and averages, of 8 and 16 bits.
#if HAS_SSE2 || HAS_NEON

#if HAS_SSE2
#define SATURATING(shape, operation, sse, neon)                                                      \
  PURE wasm_v128 wasm_##shape##_##operation(wasm_v128 a, wasm_v128 b) {                              \
    return V128(_mm_##sse((__m128i)a, (__m128i)b));                                                  \
  }
#else
#define SATURATING(shape, operation, sse, neon)                                                      \
  PURE wasm_v128 wasm_##shape##_##operation(wasm_v128 a, wasm_v128 b) {                              \
    return V128(neon);                                                                               \
  }
#endif

SATURATING(i8x16, add_sat_s, adds_epi8, vqaddq_s8((int8x16_t)a, (int8x16_t)b))
SATURATING(i8x16, add_sat_u, adds_epu8, vqaddq_u8((uint8x16_t)a, (uint8x16_t)b))
SATURATING(i8x16, sub_sat_s, subs_epi8, vqsubq_s8((int8x16_t)a, (int8x16_t)b))
SATURATING(i8x16, sub_sat_u, subs_epu8, vqsubq_u8((uint8x16_t)a, (uint8x16_t)b))
SATURATING(i8x16, avgr_u, avg_epu8, vrhaddq_u8((uint8x16_t)a, (uint8x16_t)b))
SATURATING(i16x8, add_sat_s, adds_epi16, vqaddq_s16((int16x8_t)a, (int16x8_t)b))
SATURATING(i16x8, add_sat_u, adds_epu16, vqaddq_u16((uint16x8_t)a, (uint16x8_t)b))
SATURATING(i16x8, sub_sat_s, subs_epi16, vqsubq_s16((int16x8_t)a, (int16x8_t)b))
SATURATING(i16x8, sub_sat_u, subs_epu16, vqsubq_u16((uint16x8_t)a, (uint16x8_t)b))
SATURATING(i16x8, avgr_u, avg_epu16, vrhaddq_u16((uint16x8_t)a, (uint16x8_t)b))

#else

// A signed sum has overflowed where its sign is neither operand's; it then becomes the extreme value on the side
// of the first.
#define SATURATING_LANES(shape, S, U, bits)                                                          \
  PURE wasm_v128 wasm_##shape##_extreme(wasm_v128 a) {                                               \
    return wasm_##shape##_splat((1u << (bits - 1)) - 1) ^ V128((S)a >> (bits - 1));                  \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_add_sat_s(wasm_v128 a, wasm_v128 b) {                                \
    wasm_v128 sum = wasm_##shape##_add(a, b);                                                        \
    S overflow = (S)((a ^ sum) & (b ^ sum)) >> (bits - 1);                                           \
    return SELECT(overflow, wasm_##shape##_extreme(a), sum);                                         \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_sub_sat_s(wasm_v128 a, wasm_v128 b) {                                \
    wasm_v128 difference = wasm_##shape##_sub(a, b);                                                 \
    S overflow = (S)((a ^ b) & (a ^ difference)) >> (bits - 1);                                      \
    return SELECT(overflow, wasm_##shape##_extreme(a), difference);                                  \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_add_sat_u(wasm_v128 a, wasm_v128 b) {                                \
    U sum = (U)a + (U)b;                                                                             \
    return V128(sum) | V128(sum < (U)a);                                                             \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_sub_sat_u(wasm_v128 a, wasm_v128 b) {                                \
    return V128((U)a - (U)b) & V128((U)a > (U)b);                                                    \
  }                                                                                                  \
  PURE wasm_v128 wasm_##shape##_avgr_u(wasm_v128 a, wasm_v128 b) {                                   \
    return V128((U)(a | b) - ((U)(a ^ b) >> 1));                                                     \
  }

SATURATING_LANES(i8x16, wasm_s8x16, wasm_u8x16, 8)
SATURATING_LANES(i16x8, wasm_s16x8, wasm_u16x8, 16)

#endif

PURE wasm_v128 wasm_i8x16_popcnt(wasm_v128 a) {
#if HAS_NEON
  return V128(vcntq_u8((uint8x16_t)a));
#else
  wasm_u8x16 bits = (wasm_u8x16)a;
  wasm_u8x16 pairs = bits - ((bits >> 1) & 0x55);
  wasm_u8x16 fours = (pairs & 0x33) + ((pairs >> 2) & 0x33);
  return V128((fours + (fours >> 4)) & 0x0F);
#endif
}

// The sign bits of the lanes as an i32, lane 0 lowest.
#if HAS_SSE2

PURE wasm_i32 wasm_i8x16_bitmask(wasm_v128 a) { return (wasm_i32)_mm_movemask_epi8((__m128i)a); }
PURE wasm_i32 wasm_i16x8_bitmask(wasm_v128 a) {
  __m128i packed = _mm_packs_epi16((__m128i)a, _mm_setzero_si128());
  return (wasm_i32)_mm_movemask_epi8(packed);
}
PURE wasm_i32 wasm_i32x4_bitmask(wasm_v128 a) { return (wasm_i32)_mm_movemask_ps((__m128)a); }
PURE wasm_i32 wasm_i64x2_bitmask(wasm_v128 a) { return (wasm_i32)_mm_movemask_pd((__m128d)a); }

#else

/// The sum of the eight bytes of `a`, which must be below 256.
PURE uint32_t sum_of_bytes(uint64_t a) { return (uint32_t)((a * UINT64_C(0x0101010101010101)) >> 56); }

PURE wasm_i32 wasm_i8x16_bitmask(wasm_v128 a) {
  wasm_u8x16 weights = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  wasm_v128 bits = V128((wasm_s8x16)a >> 7) & V128(weights);
  return sum_of_bytes(bits[0]) | sum_of_bytes(bits[1]) << 8;
}
PURE wasm_i32 wasm_i16x8_bitmask(wasm_v128 a) {
  wasm_u16x8 weights = {1, 2, 4, 8, 16, 32, 64, 128};
  wasm_v128 bits = V128((wasm_s16x8)a >> 15) & V128(weights);
  return sum_of_bytes(bits[0] | bits[1]);
}
PURE wasm_i32 wasm_i32x4_bitmask(wasm_v128 a) {
  wasm_u32x4 weights = {1, 2, 4, 8};
  wasm_v128 bits = V128((wasm_s32x4)a >> 31) & V128(weights);
  return sum_of_bytes(bits[0] | bits[1]);
}
PURE wasm_i32 wasm_i64x2_bitmask(wasm_v128 a) {
  return (wasm_i32)(a[0] >> 63 | (a[1] >> 63) << 1);
}

#endif

// Lanes of another width -------------------------------------------------------------------------------------

/// Half of the lanes of `a`, converted to lanes of twice the width.
#define WIDENED(a, lanes, wide, ...) \
  __builtin_convertvector(__builtin_shufflevector((lanes)(a), (lanes)(a), __VA_ARGS__), wide)

#define WIDENING(wide, narrow, sign, lanes, wide_lanes, count)                                       \
  PURE wasm_v128 wasm_##wide##_extend_low_##narrow##_##sign(wasm_v128 a) {                           \
    return V128(WIDENED(a, lanes, wide_lanes, LOW_##count));                                         \
  }                                                                                                  \
  PURE wasm_v128 wasm_##wide##_extend_high_##narrow##_##sign(wasm_v128 a) {                          \
    return V128(WIDENED(a, lanes, wide_lanes, HIGH_##count));                                        \
  }                                                                                                  \
  PURE wasm_v128 wasm_##wide##_extmul_low_##narrow##_##sign(wasm_v128 a, wasm_v128 b) {              \
    return V128(WIDENED(a, lanes, wide_lanes, LOW_##count) *                                         \
                WIDENED(b, lanes, wide_lanes, LOW_##count));                                         \
  }                                                                                                  \
  PURE wasm_v128 wasm_##wide##_extmul_high_##narrow##_##sign(wasm_v128 a, wasm_v128 b) {             \
    return V128(WIDENED(a, lanes, wide_lanes, HIGH_##count) *                                        \
                WIDENED(b, lanes, wide_lanes, HIGH_##count));                                        \
  }

WIDENING(i16x8, i8x16, s, wasm_s8x16, wasm_s16x8, 8)
WIDENING(i16x8, i8x16, u, wasm_u8x16, wasm_u16x8, 8)
WIDENING(i32x4, i16x8, s, wasm_s16x8, wasm_s32x4, 4)
WIDENING(i32x4, i16x8, u, wasm_u16x8, wasm_u32x4, 4)
WIDENING(i64x2, i32x4, s, wasm_s32x4, wasm_s64x2, 2)
WIDENING(i64x2, i32x4, u, wasm_u32x4, wasm_u64x2, 2)

#define PAIRWISE_ADDITION(wide, narrow, sign, wide_lanes, bits)                                      \
  PURE wasm_v128 wasm_##wide##_extadd_pairwise_##narrow##_##sign(wasm_v128 a) {                      \
    wide_lanes pairs = (wide_lanes)a;                                                                \
    wide_lanes even = (wide_lanes)((wide_lanes)wasm_##wide##_shl(a, bits) >> bits);                  \
    return V128(even + (pairs >> bits));                                                             \
  }

PAIRWISE_ADDITION(i16x8, i8x16, s, wasm_s16x8, 8)
PAIRWISE_ADDITION(i16x8, i8x16, u, wasm_u16x8, 8)
PAIRWISE_ADDITION(i32x4, i16x8, s, wasm_s32x4, 16)
PAIRWISE_ADDITION(i32x4, i16x8, u, wasm_u32x4, 16)

// Narrowing saturates: every lane is clamped to what the narrow lane can hold.
#if HAS_SSE2

PURE wasm_v128 wasm_i8x16_narrow_i16x8_s(wasm_v128 a, wasm_v128 b) {
  return V128(_mm_packs_epi16((__m128i)a, (__m128i)b));
}
PURE wasm_v128 wasm_i8x16_narrow_i16x8_u(wasm_v128 a, wasm_v128 b) {
  return V128(_mm_packus_epi16((__m128i)a, (__m128i)b));
}
PURE wasm_v128 wasm_i16x8_narrow_i32x4_s(wasm_v128 a, wasm_v128 b) {
  return V128(_mm_packs_epi32((__m128i)a, (__m128i)b));
}
/// There is only the signed form: the range is moved down to it, and back.
PURE wasm_v128 wasm_i16x8_narrow_i32x4_u(wasm_v128 a, wasm_v128 b) {
  wasm_v128 zero = {0, 0}, bias = wasm_i32x4_splat(0x8000);
  wasm_v128 low = wasm_i32x4_sub(wasm_i32x4_max_s(a, zero), bias);
  wasm_v128 high = wasm_i32x4_sub(wasm_i32x4_max_s(b, zero), bias);
  return wasm_i16x8_narrow_i32x4_s(low, high) ^ wasm_i16x8_splat(0x8000);
}

#elif HAS_NEON

PURE wasm_v128 wasm_i8x16_narrow_i16x8_s(wasm_v128 a, wasm_v128 b) {
  return V128(vqmovn_high_s16(vqmovn_s16((int16x8_t)a), (int16x8_t)b));
}
PURE wasm_v128 wasm_i8x16_narrow_i16x8_u(wasm_v128 a, wasm_v128 b) {
  return V128(vqmovun_high_s16(vqmovun_s16((int16x8_t)a), (int16x8_t)b));
}
PURE wasm_v128 wasm_i16x8_narrow_i32x4_s(wasm_v128 a, wasm_v128 b) {
  return V128(vqmovn_high_s32(vqmovn_s32((int32x4_t)a), (int32x4_t)b));
}
PURE wasm_v128 wasm_i16x8_narrow_i32x4_u(wasm_v128 a, wasm_v128 b) {
  return V128(vqmovun_high_s32(vqmovun_s32((int32x4_t)a), (int32x4_t)b));
}

#else

#define NARROWING(narrow, wide, sign, lanes, minimum, maximum, count)                                \
  PURE wasm_v128 wasm_##wide##_clamped_##sign(wasm_v128 a) {                                         \
    wasm_v128 least = wasm_##wide##_splat((uint32_t)(minimum));                                      \
    wasm_v128 most = wasm_##wide##_splat((uint32_t)(maximum));                                       \
    return wasm_##wide##_max_s(wasm_##wide##_min_s(a, most), least);                                 \
  }                                                                                                  \
  PURE wasm_v128 wasm_##narrow##_narrow_##wide##_##sign(wasm_v128 a, wasm_v128 b) {                  \
    lanes low = (lanes)wasm_##wide##_clamped_##sign(a);                                              \
    lanes high = (lanes)wasm_##wide##_clamped_##sign(b);                                             \
    return V128(__builtin_shufflevector(low, high, EVEN_##count));                                   \
  }

NARROWING(i8x16, i16x8, s, wasm_s8x16, INT8_MIN, INT8_MAX, 16)
NARROWING(i8x16, i16x8, u, wasm_u8x16, 0, UINT8_MAX, 16)
NARROWING(i16x8, i32x4, s, wasm_s16x8, INT16_MIN, INT16_MAX, 8)
NARROWING(i16x8, i32x4, u, wasm_u16x8, 0, UINT16_MAX, 8)

#endif

// Products ---------------------------------------------------------------------------------------------------

PURE wasm_v128 wasm_i32x4_dot_i16x8_s(wasm_v128 a, wasm_v128 b) {
#if HAS_SSE2
  return V128(_mm_madd_epi16((__m128i)a, (__m128i)b));
#else
  wasm_s32x4 low = (wasm_s32x4)wasm_i32x4_extmul_low_i16x8_s(a, b);
  wasm_s32x4 high = (wasm_s32x4)wasm_i32x4_extmul_high_i16x8_s(a, b);
  wasm_u32x4 even = (wasm_u32x4)__builtin_shufflevector(low, high, EVEN_4);
  wasm_u32x4 odd = (wasm_u32x4)__builtin_shufflevector(low, high, ODD_4);
  return V128(even + odd);
#endif
}

/// Only -1 times -1 leaves the range.
PURE wasm_v128 wasm_i16x8_q15mulr_sat_s(wasm_v128 a, wasm_v128 b) {
#if HAS_NEON
  return V128(vqrdmulhq_s16((int16x8_t)a, (int16x8_t)b));
#else
  wasm_s32x4 low = ((wasm_s32x4)wasm_i32x4_extmul_low_i16x8_s(a, b) + 0x4000) >> 15;
  wasm_s32x4 high = ((wasm_s32x4)wasm_i32x4_extmul_high_i16x8_s(a, b) + 0x4000) >> 15;
  return wasm_i16x8_narrow_i32x4_s(V128(low), V128(high));
#endif
}
PURE wasm_v128 wasm_i16x8_relaxed_q15mulr_s(wasm_v128 a, wasm_v128 b) {
  return wasm_i16x8_q15mulr_sat_s(a, b);
}

/// Both operands are signed; a sum of two products saturates, which only two of -128 * -128 can need.
PURE wasm_v128 wasm_i16x8_relaxed_dot_i8x16_i7x16_s(wasm_v128 a, wasm_v128 b) {
  wasm_s16x8 even = ((wasm_s16x8)wasm_i16x8_shl(a, 8) >> 8) * ((wasm_s16x8)wasm_i16x8_shl(b, 8) >> 8);
  wasm_s16x8 odd = ((wasm_s16x8)a >> 8) * ((wasm_s16x8)b >> 8);
  return wasm_i16x8_add_sat_s(V128(even), V128(odd));
}
PURE wasm_v128 wasm_i32x4_relaxed_dot_i8x16_i7x16_add_s(wasm_v128 a, wasm_v128 b, wasm_v128 c) {
  wasm_v128 products = wasm_i16x8_relaxed_dot_i8x16_i7x16_s(a, b);
  return wasm_i32x4_add(wasm_i32x4_extadd_pairwise_i16x8_s(products), c);
}

// Moving lanes -----------------------------------------------------------------------------------------------

#if HAS_NEON

PURE wasm_v128 wasm_i8x16_swizzle(wasm_v128 a, wasm_v128 b) {
  return V128(vqtbl1q_u8((uint8x16_t)a, (uint8x16_t)b));
}
/// Lane numbers are below 32.
PURE wasm_v128 wasm_i8x16_shuffle(wasm_v128 a, wasm_v128 b, wasm_v128 lanes) {
  uint8x16x2_t table = {{(uint8x16_t)a, (uint8x16_t)b}};
  return V128(vqtbl2q_u8(table, (uint8x16_t)lanes));
}

#else

/// The bytes of `table` with the numbers in `lanes`, which must be inside. Without an instruction for this, bytes
/// are looked up in memory and put together in registers.
PURE wasm_v128 bytes_from_table(const uint8_t *table, wasm_v128 lanes) {
  uint64_t halves[2];
  for (int half = 0; half < 2; half++) {
    uint64_t numbers = lanes[half], bytes = 0;
    for (int byte = 0; byte < 64; byte += 8)
      bytes |= (uint64_t)table[(numbers >> byte) & 0xFF] << byte;
    halves[half] = bytes;
  }
  wasm_v128 result = {halves[0], halves[1]};
  return result;
}
PURE wasm_v128 wasm_i8x16_swizzle(wasm_v128 a, wasm_v128 b) {
  wasm_v128 limit = wasm_i8x16_splat(16);
  wasm_v128 table[2] = {a, {0, 0}};
  return bytes_from_table((const uint8_t *)table, wasm_i8x16_min_u(b, limit));
}
PURE wasm_v128 wasm_i8x16_shuffle(wasm_v128 a, wasm_v128 b, wasm_v128 lanes) {
  wasm_v128 table[2] = {a, b};
  return bytes_from_table((const uint8_t *)table, lanes & wasm_i8x16_splat(31));
}

#endif

PURE wasm_v128 wasm_i8x16_relaxed_swizzle(wasm_v128 a, wasm_v128 b) { return wasm_i8x16_swizzle(a, b); }

// What loads make of the bits that they find ----------------------------------------------------------------

PURE wasm_v128 wasm_v128_load(wasm_v128 loaded) { return loaded; }
PURE wasm_v128 wasm_v128_load32_zero(uint32_t loaded) { return (wasm_v128){loaded, 0}; }
PURE wasm_v128 wasm_v128_load64_zero(uint64_t loaded) { return (wasm_v128){loaded, 0}; }
PURE wasm_v128 wasm_v128_load8_splat(uint8_t loaded) { return wasm_i8x16_splat(loaded); }
PURE wasm_v128 wasm_v128_load16_splat(uint16_t loaded) { return wasm_i16x8_splat(loaded); }
PURE wasm_v128 wasm_v128_load32_splat(uint32_t loaded) { return wasm_i32x4_splat(loaded); }
PURE wasm_v128 wasm_v128_load64_splat(uint64_t loaded) { return wasm_i64x2_splat(loaded); }

#define EXTENDING_LOADS(sign)                                                                        \
  PURE wasm_v128 wasm_v128_load8x8_##sign(uint64_t loaded) {                                         \
    return wasm_i16x8_extend_low_i8x16_##sign(wasm_v128_load64_zero(loaded));                        \
  }                                                                                                  \
  PURE wasm_v128 wasm_v128_load16x4_##sign(uint64_t loaded) {                                        \
    return wasm_i32x4_extend_low_i16x8_##sign(wasm_v128_load64_zero(loaded));                        \
  }                                                                                                  \
  PURE wasm_v128 wasm_v128_load32x2_##sign(uint64_t loaded) {                                        \
    return wasm_i64x2_extend_low_i32x4_##sign(wasm_v128_load64_zero(loaded));                        \
  }

EXTENDING_LOADS(s)
EXTENDING_LOADS(u)

PURE wasm_v128 wasm_v128_load8_lane(wasm_v128 a, uint32_t index, uint8_t loaded) {
  return wasm_i8x16_replace_lane(a, index, loaded);
}
PURE wasm_v128 wasm_v128_load16_lane(wasm_v128 a, uint32_t index, uint16_t loaded) {
  return wasm_i16x8_replace_lane(a, index, loaded);
}
PURE wasm_v128 wasm_v128_load32_lane(wasm_v128 a, uint32_t index, uint32_t loaded) {
  return wasm_i32x4_replace_lane(a, index, loaded);
}
PURE wasm_v128 wasm_v128_load64_lane(wasm_v128 a, uint32_t index, uint64_t loaded) {
  return wasm_i64x2_replace_lane(a, index, loaded);
}

#include "vector_float_numerics.h"

#endif
