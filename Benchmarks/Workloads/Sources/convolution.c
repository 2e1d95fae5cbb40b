// A 5 by 5 convolution over a grey image, and with SIMD the same with four pixels at a time.
// Weights and pixels are integers small enough that every order of summation agrees.
#include "workload.h"

#ifdef SIMD
#include <wasm_simd128.h>
#endif

enum { width = 128, height = 96, radius = 2, side = 2 * radius + 1 };
static float image[height][width], filtered[height][width];
static const float kernel[side][side] = {
    {1, 4, 6, 4, 1}, {4, 16, 24, 16, 4}, {6, 24, 36, 24, 6}, {4, 16, 24, 16, 4}, {1, 4, 6, 4, 1},
};

NOINLINE static void convolve(void) {
  for (int y = radius; y < height - radius; y++) {
#ifdef SIMD
    for (int x = radius; x + 4 <= width - radius; x += 4) {
      v128_t sum = wasm_f32x4_const_splat(0);
      for (int ky = 0; ky < side; ky++) {
        for (int kx = 0; kx < side; kx++) {
          v128_t pixels = wasm_v128_load(&image[y + ky - radius][x + kx - radius]);
          sum =
              wasm_f32x4_add(sum, wasm_f32x4_mul(pixels, wasm_v128_load32_splat(&kernel[ky][kx])));
        }
      }
      wasm_v128_store(&filtered[y][x], sum);
    }
#else
    for (int x = radius; x < width - radius; x++) {
      float sum = 0;
      for (int ky = 0; ky < side; ky++) {
        for (int kx = 0; kx < side; kx++) {
          sum += image[y + ky - radius][x + kx - radius] * kernel[ky][kx];
        }
      }
      filtered[y][x] = sum;
    }
#endif
  }
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint32_t seed = 17;
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) image[y][x] = (float)(nextRandom(&seed) & 255);
  }
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    convolve();
    for (int y = radius; y < height - radius; y++) {
      checksum =
          mix(checksum, (uint64_t)filtered[y][radius + (int)(i * 13 % (width - 2 * radius))]);
    }
    image[i % height][i * 3 % width] = (float)(i & 255);
  }
  return checksum;
}
