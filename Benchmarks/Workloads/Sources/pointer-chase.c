// A walk through a linked list whose nodes lie in random order: loads that depend on loads.
#include "workload.h"

typedef struct Node {
  struct Node *next;
  uint32_t value;
} Node;

enum { count = 1 << 14 };
static Node nodes[count];
static uint32_t order[count];

EXPORT(run) uint64_t run(uint32_t iterations) {
  uint32_t seed = 8;
  for (uint32_t i = 0; i < count; i++) order[i] = i;
  for (uint32_t i = count - 1; i > 0; i--) {
    uint32_t other = nextRandom(&seed) % (i + 1), swapped = order[i];
    order[i] = order[other];
    order[other] = swapped;
  }
  for (uint32_t i = 0; i < count; i++) {
    nodes[order[i]] = (Node){&nodes[order[(i + 1) % count]], i};
  }
  uint64_t checksum = 0;
  const Node *node = &nodes[0];
  for (uint32_t i = 0; i < iterations; i++) {
    uint32_t sum = 0;
    for (uint32_t k = 0; k < count; k++, node = node->next) sum = sum * 3 + node->value;
    checksum = mix(checksum, sum);
    node = node->next;
  }
  return checksum;
}
