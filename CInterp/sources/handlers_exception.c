// Handlers that throw. A `try_table` has no code: see unwinding.h for how what catches is found.
#include "unwinding.h"

#include "dispatch.h"

// Goes on where the exception is caught. For a collection, the loop stops at this instruction, which runs again.
#define THROW(exception)                                                                             \
  do {                                                                                               \
    SAVE_REGISTERS();                                                                                \
    switch (catch_exception(                                                                         \
        context, (FramePosition){pc, frame, context->instance, false}, &(exception))) {              \
      case CatchOutcome_caught: break;                                                               \
      case CatchOutcome_collect: accumulator = context->heap->request; JUMP(stop_to_collect);        \
      case CatchOutcome_uncaught: context->thrown = (exception); STOP(MachineExit_exception);        \
      case CatchOutcome_stopped: TRAP(context->trap);                                                \
    }                                                                                                \
    pc = context->saved_pc;                                                                          \
    frame = context->saved_frame;                                                                    \
    RELOAD_MEMORY();                                                                                 \
    POLL();                                                                                          \
    DISPATCH();                                                                                      \
  } while (0)

HANDLER(throw_nn_n) {
  const operands_throw *operands = OPERANDS(throw);
  ThrownException exception = {context->instance->tags[operands->tag], frame + operands->range, 0};
  THROW(exception);
}

HANDLER(throw_reference_sn_n) {
  uintptr_t reference = (uintptr_t)frame[OPERANDS(source_only)->left];
  if (UNLIKELY(reference == 0)) TRAP(WasmTrap_null_exception_reference);
  ThrownException exception = exception_at(context->heap, reference);
  THROW(exception);
}
