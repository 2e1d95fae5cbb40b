// From frame to frame outward, and from where an exception is thrown to where it is caught.
// Specification: "Throwing an exception".
//
// An exception that something refers to is a structure in the heap of the store. Its type is the tag's: the first field
// holds the `Tag *` as an i64, the others are the values. No guest can see it as a structure: a reference to it is in a
// hierarchy of its own.
#ifndef UNWINDING_H
#define UNWINDING_H

#include "objects.h"
#include "translated_code.h"

/// Where execution stands in a frame.
typedef struct FramePosition {
  const uint8_t *pc;
  Slot *frame;
  const Instance *instance;
  /// Whether `pc` is behind a call, and not at the instruction itself.
  bool is_return;
} FramePosition;

/// A frame of a guest function.
typedef struct GuestFrame {
  const TranslatedFunction *function;
  Slot *slots;
  const Instance *instance;
  /// In the function's code: the instruction that is being executed, or the last byte of the call that is.
  uint32_t position;
} GuestFrame;

/// Where the callee with a return header returns to. `instance` is the one that the callee runs in, or that called it if
/// it is a host function.
FramePosition frame_position_of_return(const Slot *header, const Instance *instance);

/// The frame at a position, which moves on to that of its caller; false behind the one that the host called.
bool next_guest_frame(FramePosition *position, const MachineCells *cells, GuestFrame *frame);

typedef enum CLOSED_ENUM CatchOutcome {
  /// The context's registers are set to go on where the exception is caught.
  CatchOutcome_caught,
  CatchOutcome_uncaught,
  /// The heap has no room for the exception as an object: `ObjectHeap.request` says how much it takes.
  CatchOutcome_collect,
  /// The search took too long: `Context.trap` says whether it was interrupted, or there is no fuel for it.
  CatchOutcome_stopped,
} CatchOutcome;

/// Finds what catches an exception from a position outward, and passes its values there. Frames are left as they are:
/// execution goes on in the frame of the function that catches.
CatchOutcome catch_exception(Context *context, FramePosition position, ThrownException *exception);

/// The exception as an object, made now if it is none; 0 if the heap has no room, as `CatchOutcome_collect` says.
uintptr_t exception_reference(ObjectHeap *heap, ThrownException *exception);

/// What a reference that is not null refers to.
ThrownException exception_at(const ObjectHeap *heap, uintptr_t reference);

#endif
