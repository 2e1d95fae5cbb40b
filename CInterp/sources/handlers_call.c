// Handlers of calls and returns: frames, headers and the switch between instances. See machine.h for the frame.
#include "objects.h"

#include "dispatch.h"

#define SLOT_OF_POINTER(pointer) ((Slot)(uintptr_t)(pointer))
#define POINTER_OF_SLOT(slot) ((void *)(uintptr_t)(slot))

#define SWITCH_INSTANCE(target)                \
  do {                                         \
    context->instance = (target);              \
    context->codes = context->instance->codes; \
    RELOAD_MEMORY();                           \
  } while (0)

#if defined(__clang__)
#define NO_MEMSET __attribute__((no_builtin("memset")))
#define NO_MEMMOVE __attribute__((no_builtin("memmove", "memcpy")))
#define ONE_BY_ONE _Pragma("clang loop vectorize(disable) unroll(disable)")
#else
#define NO_MEMSET
#define NO_MEMMOVE
#define ONE_BY_ONE
#endif

#define MOVE_SLOTS(target, source, count)                      \
  do {                                                         \
    ONE_BY_ONE                                                 \
    for (uint32_t moved = 0; moved < (count); moved++) (target)[moved] = (source)[moved]; \
  } while (0)

// Entering and leaving a function ----------------------------------------------------------------------------

// The limit is NULL while an interrupt is requested: one comparison serves both. Locals become zero two by two, which
// takes fewer stores; one slot more than there are belongs to nobody yet. A call of memset would cost more than that,
// and make the handler save its registers.
#define ENTER()                                                                                \
  do {                                                                                         \
    const operands_enter *entered = OPERANDS(enter);                                           \
    if (UNLIKELY(frame + entered->size > context_stack_limit(context))) JUMP(stop_at_stack_limit); \
    Slot *zeros = frame + entered->first_zero;                                                 \
    for (uint32_t index = 0; index < entered->zeros; index += 2)                               \
      memcpy(zeros + index, (const Slot[2]){0, 0}, 2 * sizeof(Slot));                          \
    NEXT(sizeof *entered);                                                                     \
  } while (0)

NO_MEMSET HANDLER(enter_nn_n) { ENTER(); }

COLD_HANDLER(stop_at_stack_limit) {
  if (context_is_interrupted(context)) JUMP(stop_interrupted);
  TRAP(WasmTrap_call_stack_exhausted);
}

// Goes on at a function's entry. Once it is translated, that is an `enter` instruction, whose work is done here.
#define ENTER_AT_PC()                                                      \
  do {                                                                     \
    if (LIKELY(HANDLER_AT_PC == enter_nn_n)) ENTER();     \
    DISPATCH();                                                            \
  } while (0)

#define RETURN(header_slot)                                    \
  do {                                                         \
    const Slot *header = frame + (header_slot);                \
    pc = POINTER_OF_SLOT(header[header_return_pc]);            \
    frame = POINTER_OF_SLOT(header[header_frame]);             \
    DISPATCH();                                                \
  } while (0)

HANDLER(return_nn_n) { RETURN(OPERANDS(return_none)->header); }

// An integer or reference result is in the accumulator as well when the caller goes on.
HANDLER(return_value_sn_n) {
  const operands_return_one *operands = OPERANDS(return_one);
  frame[0] = accumulator = frame[operands->left];
  RETURN(operands->header);
}

HANDLER(return_value_an_n) {
  frame[0] = accumulator;
  RETURN(OPERANDS(return_none)->header);
}

HANDLER(return_value_kn_n) {
  const operands_return_constant *operands = OPERANDS(return_constant);
  frame[0] = accumulator = operands->constant;
  RETURN(operands->header);
}

HANDLER(return_float_an_n) {
  frame[0] = float_accumulator[0];
  RETURN(OPERANDS(return_none)->header);
}

#define DEFINE_RETURN_PINNED(name)                \
  HANDLER(return_value_##name##n_n) {             \
    frame[0] = accumulator = pinned_##name;       \
    RETURN(OPERANDS(return_none)->header);        \
  }                                               \
  HANDLER(return_float_##name##n_n) {             \
    frame[0] = float_pinned_##name[0];            \
    RETURN(OPERANDS(return_none)->header);        \
  }
DEFINE_RETURN_PINNED(p)
DEFINE_RETURN_PINNED(q)

// A return lands here when the call crossed instances: `frame` is then the header of the callee's frame.
HANDLER(switch_instance_nn_n) {
  const Slot *header = frame;
  SWITCH_INSTANCE(POINTER_OF_SLOT(header[header_instance]));
  pc = POINTER_OF_SLOT(header[header_crossing_pc]);
  frame = POINTER_OF_SLOT(header[header_crossing_frame]);
  DISPATCH();
}

// Calls ------------------------------------------------------------------------------------------------------

HANDLER(call_nn_n) {
  const operands_call *operands = OPERANDS(call);
  const Code *code = &context->codes[operands->function];
  Slot *header = frame + operands->header;
  header[header_return_pc] = SLOT_OF_POINTER(operands + 1);
  header[header_frame] = SLOT_OF_POINTER(frame);
  frame += operands->callee;
  pc = code_entry(code);
  ENTER_AT_PC();
}

// Calls `called`, which may run in another instance. `header` and `callee_frame` are the callee's.
#define CALL_FUNCTION(called, header, callee_frame, return_pc)                  \
  do {                                                                          \
    (header)[header_frame] = SLOT_OF_POINTER(frame);                            \
    (header)[header_return_pc] = SLOT_OF_POINTER(return_pc);                    \
    if ((called)->instance && (called)->instance != context->instance) {        \
      (header)[header_crossing_frame] = (header)[header_frame];                 \
      (header)[header_crossing_pc] = (header)[header_return_pc];                \
      CROSS_INSTANCES(called, header);                                          \
    }                                                                           \
    context->callee = (called);                                                 \
    frame = (callee_frame);                                                     \
    pc = code_entry((called)->code);                                            \
    ENTER_AT_PC();                                                              \
  } while (0)

// Makes the frame of `header` return to the current instance, then enters the callee's.
#define CROSS_INSTANCES(called, header)                                                     \
  do {                                                                                      \
    (header)[header_frame] = SLOT_OF_POINTER(header);                                       \
    (header)[header_instance] = SLOT_OF_POINTER(context->instance);                         \
    (header)[header_return_pc] = SLOT_OF_POINTER(switch_instance_cell); \
    SWITCH_INSTANCE((called)->instance);                                                    \
  } while (0)

HANDLER(call_import_nn_n) {
  const operands_call_import *operands = OPERANDS(call_import);
  Function *called = context->instance->functions[operands->function];
  Slot *header = frame + operands->header;
  CALL_FUNCTION(called, header, frame + operands->callee, operands + 1);
}

// Of two function types that differ, one may be declared as a subtype of the other.
static bool matches_supertype(const Context *running, uint32_t number, uint32_t wanted) {
  return running->heap && defined_type_matches(running->heap->types, number, wanted);
}

// The table element at `index`, checked to be a function of the given type.
#define FIND_CALLEE(called, operands, index)                                                  \
  const Table *table = context->instance->tables[(operands)->table_operand];                  \
  uint64_t element = (index);                                                                 \
  if (UNLIKELY(element >= table->size)) TRAP(WasmTrap_undefined_element);                     \
  Function *called = (Function *)table->elements[element];                                    \
  if (UNLIKELY(called == NULL)) TRAP(WasmTrap_uninitialized_element);                         \
  if (UNLIKELY(called->type != context->instance->types[(operands)->type]) &&                 \
      !matches_supertype(context, called->type, context->instance->types[(operands)->type]))  \
  TRAP(WasmTrap_indirect_call_type_mismatch)

#define DEFINE_CALL_INDIRECT(place)                                                         \
  HANDLER(call_indirect_##place##n_n) {                                                     \
    const operands_call_indirect *operands = OPERANDS(call_indirect);                       \
    FIND_CALLEE(called, operands, READ(place, i64, operands, left));                        \
    Slot *header = frame + operands->header;                                                \
    CALL_FUNCTION(called, header, frame + operands->callee, operands + 1);                   \
  }
DEFINE_CALL_INDIRECT(s)
DEFINE_CALL_INDIRECT(a)

HANDLER(call_reference_sn_n) {
  const operands_call_reference *operands = OPERANDS(call_reference);
  Function *called = POINTER_OF_SLOT(frame[operands->left]);
  if (UNLIKELY(called == NULL)) TRAP(WasmTrap_null_function_reference);
  Slot *header = frame + operands->header;
  CALL_FUNCTION(called, header, frame + operands->callee, operands + 1);
}

// Tail calls: the arguments slide down to the start of this frame, and the header to where the callee expects
// it. A frame that already returns across instances keeps doing so, so that chains of tail calls between
// instances take constant space.

typedef struct Header {
  Slot slots[frame_header_slots];
} Header;

// Arguments are few: a call of memmove would cost more than moving them one by one, which may overlap since they move
// down. A header that stays where it is, as when a function calls one of its own type, is not touched.
static inline __attribute__((always_inline)) Slot *slide_frame(
    Slot *frame_start, const operands_tail_call_reference *operands) {
  const Slot *header = frame_start + operands->header;
  Slot *callee_header = frame_start + operands->callee_header;
  const Slot *arguments = frame_start + operands->arguments;
  if (callee_header == header) {
    MOVE_SLOTS(frame_start, arguments, operands->count);
    return callee_header;
  }
  Header saved = *(const Header *)header;
  MOVE_SLOTS(frame_start, arguments, operands->count);
  *(Header *)callee_header = saved;
  return callee_header;
}

// Every layout of a tail call starts with the fields of this one.
#define TAIL_OPERANDS OPERANDS(tail_call_reference)

NO_MEMMOVE HANDLER(tail_call_nn_n) {
  const operands_tail_call *operands = OPERANDS(tail_call);
  Slot *header = slide_frame(frame, TAIL_OPERANDS);
  if (header[header_return_pc] == SLOT_OF_POINTER(switch_instance_cell))
    header[header_frame] = SLOT_OF_POINTER(header);
  pc = code_entry(&context->codes[operands->function]);
  ENTER_AT_PC();
}

#define TAIL_CALL_FUNCTION(called)                                                                  \
  do {                                                                                              \
    Slot *header = slide_frame(frame, TAIL_OPERANDS);                                               \
    if (header[header_return_pc] == SLOT_OF_POINTER(switch_instance_cell)) {   \
      header[header_frame] = SLOT_OF_POINTER(header);                                               \
      if ((called)->instance && (called)->instance != context->instance)                            \
        SWITCH_INSTANCE((called)->instance);                                                        \
    } else if ((called)->instance && (called)->instance != context->instance) {                     \
      header[header_crossing_frame] = header[header_frame];                                         \
      header[header_crossing_pc] = header[header_return_pc];                                        \
      CROSS_INSTANCES(called, header);                                                              \
    }                                                                                               \
    context->callee = (called);                                                                     \
    pc = code_entry((called)->code);                                                                \
    ENTER_AT_PC();                                                                                  \
  } while (0)

NO_MEMMOVE HANDLER(tail_call_import_nn_n) {
  const operands_tail_call_import *operands = OPERANDS(tail_call_import);
  Function *called = context->instance->functions[operands->function];
  TAIL_CALL_FUNCTION(called);
}

NO_MEMMOVE HANDLER(tail_call_indirect_sn_n) {
  const operands_tail_call_indirect *operands = OPERANDS(tail_call_indirect);
  FIND_CALLEE(called, operands, frame[operands->left]);
  TAIL_CALL_FUNCTION(called);
}

NO_MEMMOVE HANDLER(tail_call_reference_sn_n) {
  const operands_tail_call_reference *operands = OPERANDS(tail_call_reference);
  Function *called = POINTER_OF_SLOT(frame[operands->left]);
  if (UNLIKELY(called == NULL)) TRAP(WasmTrap_null_function_reference);
  TAIL_CALL_FUNCTION(called);
}
