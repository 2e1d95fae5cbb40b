// Handlers of whole sequences of instructions, made of the handlers of each: these are inlined as steps.
#define HANDLERS_AS_STEPS
#include "fused_dispatch.h"

#include "fused_handlers.h"

#include "handlers_bulk.c"
#include "handlers_call.c"
#include "handlers_control.c"
#include "handlers_memory.c"
#include "handlers_numeric.c"
#include "handlers_variable.c"
#include "handlers_vector.c"
#include "handlers_vector_memory.c"

#undef pc
#undef frame
#undef memory
#undef memory_size
#undef context
#undef accumulator
#undef float_accumulator
#undef pinned_p
#undef pinned_q
#undef float_pinned_p
#undef float_pinned_q

#if DISPATCH_BY_TAIL_CALL

#define LOADED_REGISTERS                                                                       \
  (Registers) {                                                                                \
    .pc = pc, .frame = frame, .memory = memory, .memory_size = memory_size, .context = context, \
    .accumulator = accumulator, .pinned_p = pinned_p, .pinned_q = pinned_q,                    \
    .float_accumulator = float_accumulator, .float_pinned_p = float_pinned_p,                  \
    .float_pinned_q = float_pinned_q,                                                          \
  }
#define JUMP_WITH(values, handler)                                                             \
  do {                                                                                         \
    FORGET(scratch);                                                                           \
    __attribute__((musttail)) return (handler)(                                                \
        (values).pc, (values).frame, (values).memory, (values).memory_size, (values).pinned_p, \
        (values).accumulator, (values).context, scratch, (values).pinned_q,                    \
        (values).float_accumulator, (values).float_pinned_p, (values).float_pinned_q);         \
  } while (0)

#define DEFINE_FUSED(name, goes_on)                                           \
  static __attribute__((preserve_none)) MachineExit name(REGISTERS) {         \
    Registers values = LOADED_REGISTERS;                                      \
    if (UNLIKELY(!(goes_on))) JUMP_WITH(values, values.stop);                 \
    JUMP_WITH(values, *(const HandlerField *)(const void *)values.pc);        \
  }
#define VALUES &values

#else

#define DEFINE_FUSED(name, goes_on) \
  static bool name(Registers *registers) { return (goes_on) || registers->stop(registers); }
#define VALUES registers

#endif

// Some instructions take so many machine instructions that a sequence ends with a jump to their own handlers.
static inline bool jump_to(Registers *registers, HandlerFunction *handler) {
  registers->stop = handler;
  return false;
}
#define step_call_indirect_sn_n(registers) jump_to(registers, call_indirect_sn_n)
#define step_call_indirect_an_n(registers) jump_to(registers, call_indirect_an_n)
HandlerFunction call_indirect_sn_n;
HandlerFunction call_indirect_an_n;

#define DEFINE_PAIR(first, second) \
  DEFINE_FUSED(first##__##second, step_##first(VALUES) && step_##second(VALUES))
#define DEFINE_TRIPLE(first, second, third)     \
  DEFINE_FUSED(first##__##second##__##third,    \
               step_##first(VALUES) && step_##second(VALUES) && step_##third(VALUES))

FUSED_PAIRS(DEFINE_PAIR)
FUSED_TRIPLES(DEFINE_TRIPLE)

// By number of the sequence.
#define NAME_PAIR(first, second) first##__##second,
#define NAME_TRIPLE(first, second, third) first##__##second##__##third,
static HandlerFunction *const functions[] = {FUSED_SEQUENCES(NAME_PAIR, NAME_TRIPLE)};

HandlerFunction *fused_handler_function(Handler first, Handler second, Handler third) {
  int32_t number = fused_sequence_at(first, second, third);
  return number >= 0 ? functions[number] : NULL;
}
