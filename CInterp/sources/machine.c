// Entering the loop, resolving code images, and the cells that stand in for code.
#include "fused_dispatch.h"

#define DECLARE(operation, left, right, variant, ...) \
  HandlerFunction operation##_##left##right##_##variant;
HANDLERS(DECLARE)

#define POINTER(operation, left, right, variant, ...) \
  [Handler_##operation##_##left##right##_##variant] = operation##_##left##right##_##variant,
HandlerFunction *const handler_functions[handler_count] = {HANDLERS(POINTER)};

static wasm_v128 vector_of_bits(uint64_t bits) { return (wasm_v128){bits}; }

MachineExit machine_run(Context *running) {
  const Memory *first = running->instance->memories[0];
#if DISPATCH_BY_TAIL_CALL
  const uint8_t *pc = running->saved_pc;
  return HANDLER_AT_PC(pc, running->saved_frame, first->base, first->size, running->saved_pinned[0],
                       running->saved_accumulator, running, 0, running->saved_pinned[1], (wasm_v128){0},
                       vector_of_bits(running->saved_pinned[2]), vector_of_bits(running->saved_pinned[3]));
#else
  Registers values = {running->saved_pc,
                      running->saved_frame,
                      first->base,
                      first->size,
                      running,
                      running->saved_accumulator,
                      running->saved_pinned[0],
                      running->saved_pinned[1],
                      (wasm_v128){0},
                      vector_of_bits(running->saved_pinned[2]),
                      vector_of_bits(running->saved_pinned[3]),
                      MachineExit_finished,
                      NULL};
  Registers *registers = &values;
  while (HANDLER_AT_PC(registers)) {
  }
  return registers->exit;
#endif
}

static Handler handler_at(const uint8_t *image, size_t size, size_t position) {
  if (position >= size) return Handler_finish_nn_n;
  uintptr_t number;
  memcpy(&number, image + position, sizeof number);
  return (Handler)number;
}

static size_t following(const uint8_t *image, size_t size, size_t position) {
  if (position >= size) return size;
  return position + instruction_size(handler_at(image, size, position), image + position + sizeof(uintptr_t));
}

void machine_resolve(uint8_t *image, size_t size, bool fuses) {
  size_t position = 0;
  while (position < size) {
    size_t second = following(image, size, position), third = following(image, size, second);
    Handler handler = handler_at(image, size, position);
    HandlerFunction *function = NULL;
    if (fuses)
      function = fused_handler_function(handler, handler_at(image, size, second), handler_at(image, size, third));
    if (!function) function = handler_functions[handler];
    uintptr_t address = (uintptr_t)function;
    memcpy(image + position, &address, sizeof address);
    position = second;
  }
}

static HandlerFunction *const finish_cell[] = {finish_nn_n};
HandlerFunction *const switch_instance_cell[1] = {switch_instance_nn_n};
static HandlerFunction *const host_call_cell[] = {host_call_nn_n};
static HandlerFunction *const direct_host_call_cell[] = {call_host_function};
static const uintptr_t numbered_finish_cell[] = {Handler_finish_nn_n};
static const uintptr_t numbered_switch_instance_cell[] = {Handler_switch_instance_nn_n};
static const uintptr_t numbered_host_call_cell[] = {Handler_host_call_nn_n};

// The addresses of functions are not constant expressions as integers; `translate` is filled in here.
MachineCells machine_resolved_cells(void) {
  return (MachineCells){
      .finish = (const uint8_t *)finish_cell,
      .switch_instance = (const uint8_t *)switch_instance_cell,
      .host_call = (const uint8_t *)host_call_cell,
      .direct_host_call = (const uint8_t *)direct_host_call_cell,
      .translate = (uintptr_t)&translate_nn_n,
  };
}

MachineCells machine_numbered_cells(void) {
  return (MachineCells){
      .finish = (const uint8_t *)numbered_finish_cell,
      .switch_instance = (const uint8_t *)numbered_switch_instance_cell,
      .host_call = (const uint8_t *)numbered_host_call_cell,
      .direct_host_call = (const uint8_t *)numbered_host_call_cell,
      .translate = Handler_translate_nn_n,
  };
}
