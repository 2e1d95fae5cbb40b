// A hash map with short strings as keys and open addressing: insertions, look-ups, removals.
#include "workload.h"

enum { slots = 1 << 13, keyCount = 1 << 12, keyLength = 12 };
typedef struct {
  uint32_t hash;  // 0: empty, 1: removed
  uint32_t key;   // index into `keys`
  uint64_t value;
} Entry;

static char keys[keyCount][keyLength];
static Entry table[slots];

static uint32_t hashOf(const char *key) {
  uint32_t hash = 2166136261u;
  for (; *key; key++) hash = (hash ^ (uint8_t)*key) * 16777619u;
  return hash < 2 ? hash + 2 : hash;
}

static bool equal(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

NOINLINE static Entry *find(const char *key, uint32_t hash) {
  Entry *firstFree = NULL;
  for (uint32_t i = hash % slots;; i = (i + 1) % slots) {
    Entry *entry = &table[i];
    if (entry->hash == 0) return firstFree ? firstFree : entry;
    if (entry->hash == 1) {
      if (!firstFree) firstFree = entry;
    } else if (entry->hash == hash && equal(keys[entry->key], key)) {
      return entry;
    }
  }
}

static void makeKeys(void) {
  uint32_t seed = 2024;
  for (uint32_t i = 0; i < keyCount; i++) {
    uint32_t length = 4 + nextRandom(&seed) % (keyLength - 5);
    for (uint32_t k = 0; k < length; k++) keys[i][k] = (char)('a' + nextRandom(&seed) % 26);
    keys[i][length] = 0;
  }
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  makeKeys();
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) {
    __builtin_memset(table, 0, sizeof table);
    for (uint32_t k = 0; k < keyCount; k++) {
      uint32_t hash = hashOf(keys[k]);
      Entry *entry = find(keys[k], hash);
      if (entry->hash == hash) {
        entry->value += k;
      } else {
        *entry = (Entry){hash, k, k};
      }
    }
    for (uint32_t k = 0; k < keyCount; k += 3) {
      uint32_t hash = hashOf(keys[k]);
      Entry *entry = find(keys[k], hash);
      if (entry->hash == hash) entry->hash = 1;
    }
    for (uint32_t k = 0; k < keyCount; k++) {
      uint32_t hash = hashOf(keys[k]);
      Entry *entry = find(keys[k], hash);
      if (entry->hash == hash) checksum = mix(checksum, entry->value + i);
    }
  }
  return checksum;
}
