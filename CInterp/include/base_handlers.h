// The handlers that a loop without accumulators needs: one for each operation, and one more where the operation
// branches backwards or takes a constant.
//
// Their operands are in slots and their results go to slots; of operands that are part of the instruction only
// those stay that have no slot form (`constant`, `wide_constant`) or are a return value.
#ifndef BASE_HANDLERS_H
#define BASE_HANDLERS_H

#include "handlers.h"

// By the places of a row.
#define IN_SLOTS_nn(row) row
#define IN_SLOTS_sn(row) row
#define IN_SLOTS_ss(row) row
#define IN_SLOTS_kn(row) row
#define IN_SLOTS_an(row)
#define IN_SLOTS_as(row)
#define IN_SLOTS_sa(row)
#define IN_SLOTS_sk(row)
#define IN_SLOTS_ks(row)
#define IN_SLOTS_ak(row)
#define IN_SLOTS_ka(row)
#define IN_SLOTS_aa(row)

// By the variant of a row.
#define TO_SLOT_n(row) row
#define TO_SLOT_s(row) row
#define TO_SLOT_f(row) row
#define TO_SLOT_b(row) row
#define TO_SLOT_a(row)

#define BASE_HANDLER(operation, left, right, variant, ...) \
  IN_SLOTS_##left##right(TO_SLOT_##variant(BASE_HANDLER_NUMBER(operation##_##left##right##_##variant)))
#define BASE_HANDLER_NUMBER(name) BaseHandler_##name = Handler_##name,

/// The base handlers by the numbers that they have among all of them. `none` is no handler.
typedef enum CLOSED_ENUM BaseHandler { HANDLERS(BASE_HANDLER) BaseHandler_none = handler_count } BaseHandler;

#endif
