// Which sequences of instructions have a handler of their own. Knows no handlers, so that what only translates has none.
#include "fused_handlers.h"

#define PAIR_KEY(first, second) ((uint32_t)(first) << 16 | (second))
#define TRIPLE_KEY(first, second, third) ((uint64_t)(first) << 32 | (uint64_t)(second) << 16 | (third))

#define NUMBER_PAIR(first, second) number_##first##__##second,
#define NUMBER_TRIPLE(first, second, third) number_##first##__##second##__##third,
enum { FUSED_SEQUENCES(NUMBER_PAIR, NUMBER_TRIPLE) };

#define LIST_PAIR(first, second) {2, {Handler_##first, Handler_##second}},
#define LIST_TRIPLE(first, second, third) {3, {Handler_##first, Handler_##second, Handler_##third}},
static const FusedSequence sequences[] = {FUSED_SEQUENCES(LIST_PAIR, LIST_TRIPLE)};

FusedSequence fused_sequence(uint32_t number) { return sequences[number]; }

#define FIND_PAIR(first, second) \
  case PAIR_KEY(Handler_##first, Handler_##second): return number_##first##__##second;
#define FIND_TRIPLE(first, second, third) \
  case TRIPLE_KEY(Handler_##first, Handler_##second, Handler_##third): return number_##first##__##second##__##third;

static int32_t fused_pair_at(Handler first, Handler second) {
  switch (PAIR_KEY(first, second)) {
    FUSED_PAIRS(FIND_PAIR)
    default: return -1;
  }
}

static int32_t fused_triple_at(Handler first, Handler second, Handler third) {
  switch (TRIPLE_KEY(first, second, third)) {
    FUSED_TRIPLES(FIND_TRIPLE)
    default: return -1;
  }
}

int32_t fused_sequence_at(Handler first, Handler second, Handler third) {
  int32_t triple = fused_triple_at(first, second, third);
  return triple >= 0 ? triple : fused_pair_at(first, second);
}
