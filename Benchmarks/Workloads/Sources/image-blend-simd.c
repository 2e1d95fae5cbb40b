// Blending of two pictures of 8-bit channels: widening multiplications, shifts and saturation.
#include "workload.h"

#include <wasm_simd128.h>

enum { size = 1 << 14 };
static uint8_t bottom[size], top[size], blended[size];

NOINLINE static void blend(uint8_t alpha) {
  v128_t weight = wasm_u16x8_splat(alpha), other = wasm_u16x8_splat((uint16_t)(255 - alpha));
  v128_t half = wasm_u16x8_splat(128);
  for (int i = 0; i < size; i += 16) {
    v128_t a = wasm_v128_load(top + i), b = wasm_v128_load(bottom + i);
    v128_t low = wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(a), weight),
                                wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(b), other));
    v128_t high = wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(a), weight),
                                 wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(b), other));
    low = wasm_u16x8_shr(wasm_u16x8_add_sat(low, half), 8);
    high = wasm_u16x8_shr(wasm_u16x8_add_sat(high, half), 8);
    v128_t packed = wasm_u8x16_narrow_i16x8(low, high);
    // Brighten where the top picture is darker, reverse the bytes of every other block.
    v128_t darker = wasm_u8x16_lt(a, b);
    packed =
        wasm_v128_bitselect(wasm_u8x16_add_sat(packed, wasm_u8x16_const_splat(9)), packed, darker);
    if (i & 16) {
      packed =
          wasm_i8x16_shuffle(packed, packed, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    }
    wasm_v128_store(blended + i, packed);
  }
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint32_t seed = 21;
  for (int i = 0; i < size; i++) {
    bottom[i] = (uint8_t)nextRandom(&seed);
    top[i] = (uint8_t)(nextRandom(&seed) >> 8);
  }
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    blend((uint8_t)(i * 5));
    v128_t sample = wasm_v128_load(blended + i * 16 % size);
    checksum = mix(checksum, wasm_u64x2_extract_lane(sample, 0));
    checksum = mix(checksum, wasm_u64x2_extract_lane(sample, 1));
    top[i % size] = (uint8_t)i;
  }
  return checksum;
}
