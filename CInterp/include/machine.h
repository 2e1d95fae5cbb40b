// The data that Swift and the dispatch loop share. Swift owns all of it; the loop only reads and writes.
//
// A frame on the value stack, in slots of 8 bytes, addressed from `frame`:
//
//     0 ..< header                    parameters on entry, results on return
//     header + 0                      return pc        \  written by the caller's call
//     header + 1                      caller's frame   /  instruction
//     header + 2                      caller's instance   only when the call crosses instances: then the
//     header + 3                      its return pc       return pc is the `switch_instance` cell, and
//     header + 4                      its frame           slot 1 points to the header itself
//     header + frame_header_slots ..  locals that are not parameters, then operands and outgoing arguments
//
// `header` is the larger of the slots of the parameters and of the results. A callee's frame starts at the
// caller's outgoing arguments, so a call copies nothing. i32 and f32 use the low half of a slot (i32 is
// zero-extended), v128 two slots in memory order, a reference one: a pointer, or 0 for null.
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "traps.h"

typedef uint64_t Slot;

/// The slots of a return header, and how many there are.
enum {
  header_return_pc,
  header_frame,
  header_instance,
  header_crossing_pc,
  header_crossing_frame,
  frame_header_slots
};

struct CodeIndex;
struct Instance;
struct ObjectHeap;

/// A linear memory, as the instances of one store see it. `base` and `size` change when it grows.
typedef struct Memory {
  uint8_t *base;
  /// In bytes. Of a shared memory, what this store has noticed so far: others may have grown it since.
  uint64_t size;
  /// Of a shared memory, the size for all of its stores: see shared_memory.h. Else NULL.
  const uint64_t *shared_size;
  /// How many users of the host rely on the base not to move. Nothing of the loop's.
  uint32_t pin_count;
  /// Swift's object for this memory, not retained.
  const void *owner;
} Memory;

/// A table. An element is a reference: a `Function *` for function tables, 0 for null.
typedef struct Table {
  uintptr_t *elements;
  uint64_t size;
} Table;

/// A data segment as `memory.init` sees it: of size 0 once it is dropped.
typedef struct DataSegment {
  const uint8_t *bytes;
  uint64_t size;
} DataSegment;

/// An element segment as `table.init` sees it: of size 0 once it is dropped.
typedef struct ElementSegment {
  uintptr_t *elements;
  uint64_t size;
} ElementSegment;

/// The code of one defined function, shared by all instances of its module.
typedef struct Code {
  /// The first instruction, or `stub` until the function is translated. Published with release order.
  const uint8_t *entry;
  /// A `translate` instruction in threaded form: handler address or number, then the function's index.
  uintptr_t stub_handler;
  /// Among the functions that the module defines (imports not counted).
  uint32_t stub_function;
  /// What a compiled function is called by without the loop, if it can be; set once its code is there. See compiled_code.h.
  void (*native)(void);
} Code;

/// A function instance: what a function reference points to.
typedef struct Function {
  const Code *code;
  /// The instance that it runs in; NULL for a host function, which runs in its caller's.
  struct Instance *instance;
  /// The engine-wide canonical id of its type.
  uint32_t type;
  /// Its index in the instance's function index space, or among the store's host functions.
  uint32_t index;
} Function;

/// A tag: what exceptions are thrown with and caught by.
typedef struct Tag {
  /// The engine-wide canonical id of its function type, and that of the structures that its exceptions are: see
  /// unwinding.h.
  uint32_t type, exception_type;
  /// The slots of the values that an exception carries.
  uint32_t slot_count;
  /// Swift's object for this tag, not retained.
  const void *owner;
} Tag;

/// What the code of a module finds through its instance. Index spaces include imports.
typedef struct Instance {
  const Code *codes;
  /// Which function of the module a pc is in: see translated_code.h.
  const struct CodeIndex *code_index;
  /// Never empty: a module without memory has one of size 0.
  Memory *const *memories;
  Table *const *tables;
  /// Each points to one slot, or two for v128.
  Slot *const *globals;
  Function *const *functions;
  const Tag *const *tags;
  /// The canonical ids of the module's types.
  const uint32_t *types;
  const DataSegment *data_segments;
  const ElementSegment *element_segments;
  uint32_t memory_count;
  /// Swift's object for this instance, not retained.
  const void *owner;
} Instance;

/// Threaded code of one instruction each, to put where a pc is expected.
typedef struct MachineCells {
  /// A return pc that ends `machine_run` with `MachineExit_finished`.
  const uint8_t *finish;
  /// A return pc that goes back to the caller's instance first.
  const uint8_t *switch_instance;
  /// The entry of a host function that is run by whoever runs the loop, which stops with `MachineExit_host_call`.
  const uint8_t *host_call;
  /// The entry of a host function that the loop calls and goes on behind.
  const uint8_t *direct_host_call;
  /// What `Code.stub_handler` holds until a function is translated.
  uintptr_t translate;
} MachineCells;

/// An exception on its way from where it is thrown to where it is caught.
typedef struct ThrownException {
  const Tag *tag;
  /// As many slots as the tag says. Not used if there is an object.
  const Slot *values;
  /// The exception as an object of the heap, if it is one already; else 0.
  uintptr_t reference;
} ThrownException;

/// Beside the causes of an interruption: the heap is to be collected when the host function that is running returns.
static const uint32_t request_to_collect = (uint32_t)1 << 31;

struct Context;

/// What has become of a call of a host function.
typedef enum CLOSED_ENUM HostOutcome {
  /// Its results are in its frame.
  HostOutcome_returned,
  /// It threw an exception that the guest catches: the saved registers say where.
  HostOutcome_caught,
  /// It threw an error, which Swift keeps for whoever runs the loop.
  HostOutcome_failed,
} HostOutcome;

/// A function of the host in a store.
typedef struct HostFunction {
  /// What references point to, and with it to all of this.
  Function function;
  /// The slot of its frame where the return header begins.
  uint32_t header;
  /// Runs it, with its arguments in `frame`, for the loop or for Swift.
  HostOutcome (*call)(struct Context *context, const struct HostFunction *called, Slot *frame);
  /// Swift's objects for the function and for its store, not retained.
  const void *owner;
  const void *store;
} HostFunction;

/// A host function that is running.
typedef struct HostFrame {
  /// The one that ran when this one was called; NULL for the first.
  const struct HostFrame *outer;
  const HostFunction *function;
  /// Its return header.
  Slot *header;
  /// The instance that called it.
  const Instance *instance;
  /// An address on the native stack below which its frames are.
  uintptr_t native_stack;
} HostFrame;

/// Who wants a guest to stop.
typedef enum CLOSED_ENUM InterruptCause {
  InterruptCause_request = 1 << 0,
  InterruptCause_deadline = 1 << 1,
  InterruptCause_cancellation = 1 << 2,
} InterruptCause;

/// One thread of execution: the registers while the loop is not running, and what every handler may read.
typedef struct Context {
  const uint8_t *saved_pc;
  Slot *saved_frame;
  /// The current instance, and a copy of its `codes`.
  const Instance *instance;
  const Code *codes;
  /// No frame may reach past this. Set to NULL by an interrupt, so that calls need no check of their own.
  Slot *stack_limit;
  /// What is requested, from any thread: the `InterruptCause`s that there were, together, after which the next backward
  /// branch or call traps, and `request_to_collect`.
  uint32_t requests;
  WasmTrap trap;
  /// The integer accumulator that `machine_run` starts with: after a host call, its first result.
  uint64_t saved_accumulator;
  /// The pinned locals that `machine_run` starts with: two integers, then the bits of two floating-point numbers.
  uint64_t saved_pinned[4];
  /// Units left, when code was translated with fuel.
  int64_t fuel;
  /// Whether it was: what takes long is charged by size then. See bulk.h.
  bool meters_fuel;
  /// The function of the last call that went through a `Function`.
  Function *callee;
  /// The store's heap: see objects.h.
  struct ObjectHeap *heap;
  /// The cells of the loop that runs this.
  MachineCells cells;
  /// What has left every guest function, after `MachineExit_exception`.
  ThrownException thrown;
  /// The host functions that are running, innermost first.
  const HostFrame *host_frames;
  /// Where the next call from the host may put its frame: above everything that is in use.
  Slot *top;
  /// An address on the native stack below which no native function goes: see compiled_code.h.
  uintptr_t native_limit;
  /// Swift's object for this context, not retained.
  const void *owner;
} Context;

/// Says that a host function runs whose return header is `header`, until the context gets back the host frames and the
/// top that it has now. `host` lives as long.
static inline void host_frame_push(Context *context, HostFrame *host, const HostFunction *called, Slot *header) {
  *host = (HostFrame){context->host_frames, called, header, context->instance, (uintptr_t)host};
  context->host_frames = host;
  context->top = header + frame_header_slots;
}

/// Runs from `saved_pc` in `saved_frame` until an exit, with the C handlers; `saved_pc` must point to resolved code.
MachineExit machine_run(Context *context);

/// Replaces every handler number of a code image by the handler's address, in place. The image must be valid.
///
/// With `fuses`, an instruction that begins a known sequence gets the address of a handler for the whole sequence.
void machine_resolve(uint8_t *image, size_t size, bool fuses);

/// Cells for `machine_run`.
MachineCells machine_resolved_cells(void);

/// Cells with handler numbers, for a loop that does not use handler addresses.
MachineCells machine_numbered_cells(void);

/// The stub of `code`: what its `entry` is until the function is translated.
static inline const uint8_t *code_stub(const Code *code) { return (const uint8_t *)&code->stub_handler; }

/// The only accesses that may race with a running loop.
static inline void code_publish(Code *code, const uint8_t *entry) {
  __atomic_store_n(&code->entry, entry, __ATOMIC_RELEASE);
}
// Reading code through the pointer comes after reading the pointer on every processor that this runs on: handlers see
// what was published without the cost of an acquiring load. ThreadSanitizer does not know of such dependencies, and
// Swift, which calls this rarely, makes no promise about them.
#if defined(__swift__)
#define CODE_ENTRY_ORDER __ATOMIC_ACQUIRE
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CODE_ENTRY_ORDER __ATOMIC_ACQUIRE
#endif
#endif
#ifndef CODE_ENTRY_ORDER
#define CODE_ENTRY_ORDER __ATOMIC_RELAXED
#endif
static inline const uint8_t *code_entry(const Code *code) {
  return __atomic_load_n(&code->entry, CODE_ENTRY_ORDER);
}
static inline void code_publish_native(Code *code, void (*native)(void)) {
  __atomic_store_n(&code->native, native, __ATOMIC_RELEASE);
}
static inline void (*code_native(const Code *code))(void) { return __atomic_load_n(&code->native, CODE_ENTRY_ORDER); }
static inline void context_request_interrupt(Context *context, InterruptCause cause) {
  __atomic_fetch_or(&context->requests, (uint32_t)cause, __ATOMIC_RELEASE);
  __atomic_store_n(&context->stack_limit, (Slot *)0, __ATOMIC_RELEASE);
}
/// Interrupts `context` as `other` is, if it is.
static inline void context_inherit_interrupt(Context *context, const Context *other) {
  uint32_t causes = __atomic_load_n(&other->requests, __ATOMIC_ACQUIRE) & ~request_to_collect;
  if (causes) context_request_interrupt(context, (InterruptCause)causes);
}
static inline void context_clear_interrupt(Context *context, Slot *stack_limit) {
  __atomic_store_n(&context->requests, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&context->stack_limit, stack_limit, __ATOMIC_RELAXED);
}
/// For a loop that looks again and again, and has seen nothing else of a request.
static inline bool context_polls_interrupt(const Context *context) {
  return (__atomic_load_n(&context->requests, __ATOMIC_RELAXED) & ~request_to_collect) != 0;
}
/// The same for a loop that has seen the NULL limit: the request is older than that, and now it must be seen, too.
static inline bool context_is_interrupted(const Context *context) {
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  return context_polls_interrupt(context);
}
/// Whether `cause` is among the reasons for an interrupt.
static inline bool context_is_interrupted_by(const Context *context, InterruptCause cause) {
  return context_is_interrupted(context) && (__atomic_load_n(&context->requests, __ATOMIC_RELAXED) & (uint32_t)cause) != 0;
}
static inline bool context_has_requests(const Context *context) {
  return __atomic_load_n(&context->requests, __ATOMIC_RELAXED) != 0;
}
static inline void context_request_collection(Context *context) {
  __atomic_fetch_or(&context->requests, request_to_collect, __ATOMIC_RELAXED);
}
/// Gives whether a collection was requested, and takes the request back.
static inline bool context_take_collection_request(Context *context) {
  return (__atomic_fetch_and(&context->requests, ~request_to_collect, __ATOMIC_RELAXED) & request_to_collect) != 0;
}
static inline Slot *context_stack_limit(const Context *context) {
  return __atomic_load_n(&context->stack_limit, __ATOMIC_RELAXED);
}

#endif
