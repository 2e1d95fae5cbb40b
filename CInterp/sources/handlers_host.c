// Calls of host functions from within the loop.
#include "dispatch.h"

// The native stack is in use until the host function returns, as nowhere else in a handler. What it has changed is read
// anew: it may have run other code of the store, and grown the memory.
HANDLER(call_host_function) {
  const HostFunction *called = (const HostFunction *)(const void *)context->callee;
  Slot *header = frame + called->header, *top = context->top;
  HostFrame host;
  host_frame_push(context, &host, called, header);
  HostOutcome outcome = called->call(context, called, frame);
  context->host_frames = host.outer;
  context->top = top;
  if (UNLIKELY(outcome == HostOutcome_failed)) STOP(MachineExit_host_error);
  if (LIKELY(outcome == HostOutcome_returned)) {
    // Code without loops may call functions that take long, one after the other.
    if (UNLIKELY(context_has_requests(context))) {
      context->callee = (Function *)(uintptr_t)&called->function;
      context->saved_frame = frame;
      STOP(MachineExit_host_returned);
    }
    accumulator = frame[0];
    pc = (const uint8_t *)(uintptr_t)header[header_return_pc];
    frame = (Slot *)(uintptr_t)header[header_frame];
  } else {
    pc = context->saved_pc;
    frame = context->saved_frame;
  }
  RELOAD_MEMORY();
  // Nothing is in the others behind a call: there is no need to save them.
  pinned_p = pinned_q = 0;
  float_accumulator = float_pinned_p = float_pinned_q = (wasm_v128){0};
  DISPATCH();
}
