// Which sequences of instructions have a handler of their own. Knows no handlers, so that what only translates has
// none.
#include "fused_handlers.h"

#include <stdbool.h>

// The numbers of a sequence's handlers as one; in third place, `handler_count` says that there are two. Pairs come
// before triples, and each are in the order of these keys (`choose_sequences.py` sees to that), so that they are found
// quickly.
#define KEY(first, second, third) ((uint64_t)(first) << 32 | (uint64_t)(second) << 16 | (uint64_t)(third))
#define PAIR_KEY(first, second) KEY(Handler_##first, Handler_##second, handler_count),
#define TRIPLE_KEY(first, second, third) KEY(Handler_##first, Handler_##second, Handler_##third),
static const uint64_t keys[fused_sequence_count] = {FUSED_SEQUENCES(PAIR_KEY, TRIPLE_KEY)};

#if defined(__clang__)
#pragma clang diagnostic ignored "-Winitializer-overrides"
#else
#pragma GCC diagnostic ignored "-Woverride-init"
#endif

// Whether a handler is the first of some sequence. Most instructions of a program are not.
#define BEGINS_PAIR(first, second) [Handler_##first] = true,
#define BEGINS_TRIPLE(first, second, third) [Handler_##first] = true,
static const bool begins_sequence[handler_count] = {FUSED_SEQUENCES(BEGINS_PAIR, BEGINS_TRIPLE)};

FusedSequence fused_sequence(uint32_t number) {
  uint64_t key = keys[number];
  Handler third = (Handler)(uint16_t)key;
  return (FusedSequence){third == (Handler)handler_count ? 2 : 3,
                         {(Handler)(key >> 32), (Handler)(uint16_t)(key >> 16), third}};
}

/// Looks for a key among those from number `start` to before `end`.
static int32_t find(uint64_t key, uint32_t start, uint32_t end) {
  uint32_t behind = end;
  while (start < end) {
    uint32_t middle = (start + end) / 2;
    if (keys[middle] < key)
      start = middle + 1;
    else
      end = middle;
  }
  return start < behind && keys[start] == key ? (int32_t)start : -1;
}

int32_t fused_sequence_at(Handler first, Handler second, Handler third) {
  if (!begins_sequence[first]) return -1;
  int32_t triple = find(KEY(first, second, third), fused_pair_count, fused_sequence_count);
  return triple >= 0 ? triple : find(KEY(first, second, handler_count), 0, fused_pair_count);
}
