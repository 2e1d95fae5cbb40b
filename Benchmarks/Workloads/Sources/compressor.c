// An LZ77-style compressor with a hash of four bytes and its decompressor, over generated text.
#include "workload.h"

enum { size = 1 << 16, hashBits = 12, maxMatch = 255 + 4, window = 65535 };
static uint8_t input[size], packed[size * 2], output[size];
static uint32_t heads[1 << hashBits];

static void makeText(void) {
  static const char *const words[] = {
    "the ", "pallet ", "fork ", "locks ", "a ", "tooth ", "of ", "wheel ", "and ", "lets ",
    "one ", "go; ", "spring ", "balance ", "beats, ", "again.\n",
  };
  uint32_t seed = 5, position = 0;
  while (position < size) {
    const char *word = words[nextRandom(&seed) % 16];
    while (*word && position < size) input[position++] = (uint8_t)*word++;
    if (nextRandom(&seed) % 32 == 0 && position < size) input[position++] = (uint8_t)seed;
  }
}

static uint32_t load32(const uint8_t *p) {
  uint32_t value;
  __builtin_memcpy(&value, p, 4);
  return value;
}

/// Tokens: 0 and a byte, or length - 3 (1 … 255) and a 16-bit distance.
NOINLINE static uint32_t compress(void) {
  for (uint32_t i = 0; i < 1 << hashBits; i++) heads[i] = 0;
  uint32_t in = 0, out = 0;
  while (in < size) {
    uint32_t length = 0, distance = 0;
    if (in + 4 <= size) {
      uint32_t *head = &heads[load32(input + in) * 2654435761u >> (32 - hashBits)];
      uint32_t candidate = *head;  // position + 1; 0 is none
      *head = in + 1;
      if (candidate && in - (candidate - 1) <= window) {
        const uint8_t *earlier = input + candidate - 1;
        while (length < maxMatch - 1 && in + length < size
               && earlier[length] == input[in + length]) {
          length++;
        }
        distance = in - (candidate - 1);
      }
    }
    if (length >= 4) {
      packed[out++] = (uint8_t)(length - 3);
      packed[out++] = (uint8_t)distance;
      packed[out++] = (uint8_t)(distance >> 8);
      in += length;
    } else {
      packed[out++] = 0;
      packed[out++] = input[in++];
    }
  }
  return out;
}

NOINLINE static uint32_t decompress(uint32_t packedSize) {
  uint32_t out = 0;
  for (uint32_t in = 0; in < packedSize;) {
    uint32_t token = packed[in++];
    if (token == 0) {
      output[out++] = packed[in++];
      continue;
    }
    uint32_t distance = packed[in] | (uint32_t)packed[in + 1] << 8;
    in += 2;
    for (uint32_t k = 0; k < token + 3; k++, out++) output[out] = output[out - distance];
  }
  return out;
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  makeText();
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    uint32_t packedSize = compress();
    if (decompress(packedSize) != size) __builtin_trap();
    for (uint32_t k = 0; k < size; k++) {
      if (input[k] != output[k]) __builtin_trap();
    }
    checksum = mix(checksum, packedSize);
    input[i * 31 % size] ^= (uint8_t)i;
  }
  return checksum;
}
