// malloc, realloc and free until memory had to grow several times, then more than there can be.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { blockCount = 512 };

int main(void) {
  static uint8_t *blocks[blockCount];
  static size_t sizes[blockCount];
  uint32_t seed = 1, damaged = 0, moved = 0;
  for (int i = 0; i < 10000; i++) {
    seed = seed * 1664525 + 1013904223;
    int k = (int)(seed >> 16) % blockCount;
    for (size_t j = 0; j < sizes[k]; j += 97) damaged += blocks[k][j] != (uint8_t)(k + (int)j);
    size_t size = (seed >> 8) % (i % 64 == 0 ? 60000 : 4000);
    if (seed & 1) {
      free(blocks[k]);
      blocks[k] = malloc(size);
    } else {
      uint8_t *old = blocks[k];
      blocks[k] = realloc(old, size + 1);
      moved += blocks[k] != old;
      for (size_t j = 0; j < size && j < sizes[k]; j += 97)
        damaged += blocks[k][j] != (uint8_t)(k + (int)j);
    }
    sizes[k] = size;
    for (size_t j = 0; j < size; j++) blocks[k][j] = (uint8_t)(k + (int)j);
  }
  printf("damaged %u, moved some %d\n", damaged, moved > 0);
  printf("pages grew %d\n", __builtin_wasm_memory_size(0) > 16);
  void *volatile impossible = malloc(0xfff00000u);
  printf("nearly 4 GiB %s\n", impossible ? "was given" : "was refused");
  printf("grow by 65536 pages: %d\n", (int)__builtin_wasm_memory_grow(0, 65536));
  uint8_t *large = calloc(20, 1 << 20);
  uint32_t sum = 0;
  for (size_t j = 0; j < 20u << 20; j += 4096) sum += large[j];
  printf("20 MiB of zeros: %u\n", sum);
  free(large);
  for (int k = 0; k < blockCount; k++) free(blocks[k]);
  return 0;
}
