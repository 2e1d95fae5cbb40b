// Walking frames and catching exceptions. See machine.h for the layout of frames.
#include "unwinding.h"

#include <string.h>

static void *pointer_of_slot(Slot slot) { return (void *)(uintptr_t)slot; }

// Frames -----------------------------------------------------------------------------------------------------

FramePosition frame_position_of_return(const Slot *header, const Instance *instance) {
  return (FramePosition){
      pointer_of_slot(header[header_return_pc]), pointer_of_slot(header[header_frame]), instance, true};
}

/// Where the callee returns to that crossed instances.
static FramePosition position_before_crossing(const Slot *header) {
  return (FramePosition){pointer_of_slot(header[header_crossing_pc]), pointer_of_slot(header[header_crossing_frame]),
                         pointer_of_slot(header[header_instance]), true};
}

bool next_guest_frame(FramePosition *position, const MachineCells *cells, GuestFrame *frame) {
  while (position->pc == cells->switch_instance && position->frame)
    *position = position_before_crossing(position->frame);
  if (!position->pc || position->pc == cells->finish || !position->frame || !position->instance->code_index)
    return false;
  const uint8_t *pc = position->is_return ? position->pc - 1 : position->pc;
  const TranslatedFunction *function = code_index_find(position->instance->code_index, pc);
  if (!function) return false;
  *frame = (GuestFrame){function, position->frame, position->instance, (uint32_t)(pc - function->code)};
  *position = frame_position_of_return(frame->slots + function->header_slot, position->instance);
  // A caller's frame is below; that of a crossing is the header itself, which is not.
  if (position->pc != cells->switch_instance && position->frame >= frame->slots) position->pc = NULL;
  return true;
}

// Exceptions as objects --------------------------------------------------------------------------------------

/// The field of an exception that holds its tag; the values follow.
enum { tag_field };

static Storage storage_of(const DefinedType *type, uint32_t field) { return type->fields[field].storage; }

static uint8_t *field_at(const DefinedType *type, uintptr_t reference, uint32_t field) {
  return (uint8_t *)reference + type->fields[field].offset;
}

static uint32_t slots_of(Storage storage) { return storage == Storage_v128 ? 2 : 1; }

uintptr_t exception_reference(ObjectHeap *heap, ThrownException *exception) {
  if (exception->reference) return exception->reference;
  const DefinedType *type = &heap->types[exception->tag->exception_type];
  if ((uintptr_t)heap->end - (uintptr_t)heap->next < type->size) {
    heap->request = type->size;
    return 0;
  }
  uintptr_t reference = (uintptr_t)heap->next;
  heap->next += type->size;
  *(Object *)reference = (Object){.type = exception->tag->exception_type};
  Slot tag = (uintptr_t)exception->tag;
  storage_write(storage_of(type, tag_field), field_at(type, reference, tag_field), &tag);
  const Slot *value = exception->values;
  for (uint32_t field = tag_field + 1; field < type->field_count; field++) {
    storage_write(storage_of(type, field), field_at(type, reference, field), value);
    value += slots_of(storage_of(type, field));
  }
  exception->reference = reference;
  return reference;
}

ThrownException exception_at(const ObjectHeap *heap, uintptr_t reference) {
  const DefinedType *type = &heap->types[((const Object *)reference)->type];
  Slot tag = 0;
  storage_read(storage_of(type, tag_field), field_at(type, reference, tag_field), &tag);
  return (ThrownException){.tag = pointer_of_slot(tag), .reference = reference};
}

/// Writes the values of an exception, which may lie in the slots that they go to.
static void pass_values(const ObjectHeap *heap, const ThrownException *exception, Slot *target) {
  if (!exception->reference) {
    memmove(target, exception->values, exception->tag->slot_count * sizeof(Slot));
    return;
  }
  const DefinedType *type = &heap->types[exception->tag->exception_type];
  for (uint32_t field = tag_field + 1; field < type->field_count; field++) {
    storage_read(storage_of(type, field), field_at(type, exception->reference, field), target);
    target += slots_of(storage_of(type, field));
  }
}

// Catching ---------------------------------------------------------------------------------------------------

/// Sets the registers to where a clause in a frame goes on.
static CatchOutcome catch_at(
    Context *context, const GuestFrame *frame, const ExceptionClause *clause, ThrownException *exception) {
  Slot reference = 0;
  if (clause->needs_reference) {
    reference = exception_reference(context->heap, exception);
    if (!reference) return CatchOutcome_collect;
  }
  if (clause->tag != absent_index) pass_values(context->heap, exception, frame->slots + clause->slot);
  if (clause->reference_slot != absent_index) frame->slots[clause->reference_slot] = reference;
  context->saved_pc = frame->function->code + clause->target;
  context->saved_frame = frame->slots;
  context->instance = frame->instance;
  context->codes = frame->instance->codes;
  return CatchOutcome_caught;
}

CatchOutcome catch_exception(Context *context, FramePosition position, ThrownException *exception) {
  GuestFrame frame;
  while (next_guest_frame(&position, &context->cells, &frame)) {
    if (frame.function->region_count == 0) continue;
    const ExceptionClause *clause =
        find_exception_clause(frame.function, frame.position, exception->tag, frame.instance->tags);
    if (clause) return catch_at(context, &frame, clause, exception);
  }
  return CatchOutcome_uncaught;
}
