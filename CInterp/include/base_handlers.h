// The handlers that a loop without accumulators needs: one for each operation, and one more where the operation
// branches backwards or takes a constant.
//
// Their operands are in slots and their results go to slots; of operands that are part of the instruction only
// those stay that have no slot form (`constant`, `wide_constant`) or are a return value. There are none for the
// vector instructions, which such a loop does not execute.
#ifndef BASE_HANDLERS_H
#define BASE_HANDLERS_H

#include "handlers.h"

// By the places of a row.
#define IN_SLOTS_nn(variant, ...) TO_SLOT_##variant(__VA_ARGS__)
#define IN_SLOTS_sn(variant, ...) TO_SLOT_##variant(__VA_ARGS__)
#define IN_SLOTS_ss(variant, ...) TO_SLOT_##variant(__VA_ARGS__)
#define IN_SLOTS_kn(variant, ...) OF_CONSTANT_##variant(__VA_ARGS__)
#define IN_SLOTS_an(variant, ...)
#define IN_SLOTS_as(variant, ...)
#define IN_SLOTS_sa(variant, ...)
#define IN_SLOTS_sk(variant, ...)
#define IN_SLOTS_ks(variant, ...)
#define IN_SLOTS_kk(variant, ...)
#define IN_SLOTS_ak(variant, ...)
#define IN_SLOTS_ka(variant, ...)
#define IN_SLOTS_aa(variant, ...)
#define IN_SLOTS_pn(variant, ...)
#define IN_SLOTS_ps(variant, ...)
#define IN_SLOTS_pk(variant, ...)
#define IN_SLOTS_pa(variant, ...)
#define IN_SLOTS_pp(variant, ...)
#define IN_SLOTS_pq(variant, ...)
#define IN_SLOTS_qn(variant, ...)
#define IN_SLOTS_qs(variant, ...)
#define IN_SLOTS_qk(variant, ...)
#define IN_SLOTS_qa(variant, ...)
#define IN_SLOTS_qp(variant, ...)
#define IN_SLOTS_qq(variant, ...)
#define IN_SLOTS_sp(variant, ...)
#define IN_SLOTS_sq(variant, ...)
#define IN_SLOTS_kp(variant, ...)
#define IN_SLOTS_kq(variant, ...)
#define IN_SLOTS_ap(variant, ...)
#define IN_SLOTS_aq(variant, ...)

// By the variant of a row.
#define TO_SLOT_n(...) __VA_ARGS__
#define TO_SLOT_s(...) __VA_ARGS__
#define TO_SLOT_f(...) __VA_ARGS__
#define TO_SLOT_b(...) __VA_ARGS__
#define TO_SLOT_a(...)
#define TO_SLOT_p(...)
#define TO_SLOT_q(...)
// Loads from a constant address have results, and a form with the address in a slot.
#define OF_CONSTANT_n(...) __VA_ARGS__
#define OF_CONSTANT_s(...)
#define OF_CONSTANT_a(...)
#define OF_CONSTANT_p(...)
#define OF_CONSTANT_q(...)

#define BASE_HANDLER(operation, left, right, variant, ...) \
  IN_SLOTS_##left##right(variant, BASE_HANDLER_NUMBER(operation##_##left##right##_##variant))
#define BASE_HANDLER_NUMBER(name) BaseHandler_##name = Handler_##name,

/// The base handlers by the numbers that they have among all of them. `none` is no handler.
typedef enum CLOSED_ENUM BaseHandler { PLAIN_HANDLERS(BASE_HANDLER) BaseHandler_none = handler_count } BaseHandler;

#define BASE_HANDLER_CASE(operation, left, right, variant, ...) \
  IN_SLOTS_##left##right(variant, CASE_OF(operation##_##left##right##_##variant))
#define CASE_OF(name) case Handler_##name:

/// Whether a handler below `handler_count` is a base handler.
static inline bool handler_is_base(Handler handler) {
  switch (handler) {
    PLAIN_HANDLERS(BASE_HANDLER_CASE) return true;
    default: return false;
  }
}

#endif
