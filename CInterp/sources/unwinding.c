// Walking frames and catching exceptions. See machine.h for the layout of frames.
#include "unwinding.h"

#include "bulk.h"

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

/// What looking at a frame takes, as `ExceptionSearch.work`.
enum { frame_work = 256 };

/// Pays for a part of a search; gives whether it may go on.
static bool pay_for_search(Context *context, ExceptionSearch *search) {
  WasmTrap trap = context_polls_interrupt(context) ? WasmTrap_interrupted : bulk_pay(context, search->work);
  search->work = 0;
  if (trap == WasmTrap_none) return true;
  context->trap = trap;
  return false;
}

/// Goes on with a search until it is at an end or has done `work`. In the latter case, it gives `stopped`, and
/// `position` is where to go on.
static CatchOutcome search_frames(
    Context *context, FramePosition *position, ExceptionSearch *search, uint64_t work, ThrownException *exception) {
  GuestFrame frame;
  while (search->work < work) {
    if (!next_guest_frame(position, &context->cells, &frame))
      return pay_for_search(context, search) ? CatchOutcome_uncaught : CatchOutcome_stopped;
    search->work += frame_work;
    if (frame.function->region_count == 0) continue;
    const ExceptionClause *clause = find_exception_clause(frame.function, frame.position, search, frame.instance->tags);
    if (!clause) continue;
    return pay_for_search(context, search) ? catch_at(context, &frame, clause, exception) : CatchOutcome_stopped;
  }
  return CatchOutcome_stopped;
}

/// The work between two looks at the flag.
static const uint64_t piece_of_search = 1 << 18;

/// Goes on with a search that takes long.
static __attribute__((noinline)) CatchOutcome search_far(
    Context *context, FramePosition *position, ExceptionSearch *search, ThrownException *exception) {
  UnmatchedRegion unmatched[unmatched_region_count] = {{NULL, NULL}};
  search->unmatched = unmatched;
  while (pay_for_search(context, search)) {
    CatchOutcome outcome = search_frames(context, position, search, piece_of_search, exception);
    // With less work done, it has stopped for good.
    if (outcome != CatchOutcome_stopped || search->work < piece_of_search) return outcome;
  }
  return CatchOutcome_stopped;
}

CatchOutcome catch_exception(Context *context, FramePosition position, ThrownException *exception) {
  // Most exceptions are caught before that.
  static const uint64_t short_search = 1 << 14;
  ExceptionSearch search = {.tag = exception->tag};
  CatchOutcome outcome = search_frames(context, &position, &search, short_search, exception);
  if (outcome != CatchOutcome_stopped || search.work < short_search) return outcome;
  return search_far(context, &position, &search, exception);
}
