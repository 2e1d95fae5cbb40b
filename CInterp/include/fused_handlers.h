// Sequences of instructions that have a handler of their own.
//
// A code image never holds them: it holds the instructions one after the other, and where an image is resolved, the
// first one of a sequence gets the address of the handler for all of them. The others stay as they are, for branches
// that lead there. Which sequences are worth it is counted over real programs: see docs/performance.md.
//
// All but the last must always go on with the next instruction; none may leave the loop but by a trap.
#ifndef FUSED_HANDLERS_H
#define FUSED_HANDLERS_H

#include "handlers.h"

#define FUSED_PAIRS(X) \
  X(pin_sn_p, pin_sn_q) \
  X(i32_add_pk_p, branch_if_i32_lt_u_qs_b) \
  X(i32_load_pn_s, i32_add_pk_q) 

#define FUSED_TRIPLES(X) \
  X(i32_add_sk_s, i32_add_sk_s, branch_if_i32_ne_ak_b)

/// Expands X(first, second) and Y(first, second, third) for every sequence.
#define FUSED_SEQUENCES(X, Y) FUSED_PAIRS(X) FUSED_TRIPLES(Y)

#define FUSED_COUNT(...) +1
enum { fused_sequence_count = 0 FUSED_SEQUENCES(FUSED_COUNT, FUSED_COUNT) };

typedef struct FusedSequence {
  /// How many instructions it has: 2 or 3.
  uint32_t length;
  Handler handlers[3];
} FusedSequence;

/// The sequence with a number below `fused_sequence_count`.
FusedSequence fused_sequence(uint32_t number);

/// The number of the longest sequence that begins with these instructions, or -1.
int32_t fused_sequence_at(Handler first, Handler second, Handler third);

#endif
