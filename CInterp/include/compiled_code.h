// What the C that is generated from a module is written in. No header for anyone else.
//
// A compiled function is one handler, which begins at its entry or at a *point*: behind an instruction that it has left to
// another handler. Slots are C variables within it. Before an instruction that may stop the loop, which is any that is left
// to its handler, the frame gets what the instruction reads and what is needed later; behind it, variables are read again.
// So whoever looks at frames, from the collector to a backtrace, sees what it would see of interpreted code.
//
// A function that can't stop, because all of it is compiled and it calls only functions of this kind, is a *native* function
// as well: a plain C function with its parameters and result. It does not write its frame, but has one, which it is told the
// place of. When it traps, all native functions up to the handler that called the first write the headers of those that
// they have called, so that the frames are there for a backtrace: that costs nothing until it happens. Where the native
// stack gets short in a recursion, they write all that is needed later as well, and *leave*: the loop goes on with the
// frames, and the calls above find the native stack empty.
//
// Names differ from those of handlers (dispatch.h), which may be macros: `running` is the context, `slots` the frame,
// `bytes` and `size` the first memory, `code` the start of the function's code.
#ifndef COMPILED_CODE_H
#define COMPILED_CODE_H

// Every operation rounds, whatever the compiler could do with two of them.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif

#include <assert.h>

#include "compiled_module.h"
#include "object_access.h"

#include "dispatch.h"

// A result that is dropped is a variable that is only set, and a parameter may be in no use at all.
#if defined(__clang__) || defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#endif

/// The position behind so many instructions with so many bytes of operands.
#define AT(instructions, operand_bytes) ((size_t)(instructions) * sizeof(HandlerFunction *) + (size_t)(operand_bytes))

/// What a compiled module says of the compiler that it came from.
#define COMPILED_CONVENTION DISPATCH_BY_TAIL_CALL

// Values ------------------------------------------------------------------------------------------------------

#define F32(bits) wasm_f32_reinterpret_i32((wasm_i32)(bits))
#define F64(bits) wasm_f64_reinterpret_i64(bits)
#define F32_BITS(value) ((uint64_t)wasm_i32_reinterpret_f32(value))
#define F64_BITS(value) wasm_i64_reinterpret_f64(value)
#define VECTOR(low, high) ((wasm_v128){(low), (high)})
#define SET_VECTOR(low, high, value) \
  do {                               \
    wasm_v128 vector = (value);      \
    (low) = vector[0];               \
    (high) = vector[1];              \
  } while (0)

// Stopping ----------------------------------------------------------------------------------------------------

// Where a trap is raised: `at` and `reason` are variables of every compiled function.
#define FAIL(why, position) \
  do {                      \
    at = (position);        \
    reason = (why);         \
    goto trapped;           \
  } while (0)

#define CHECK(trap, position)              \
  do {                                     \
    WasmTrap checked = (trap);             \
    if (UNLIKELY(checked)) FAIL(checked, position); \
  } while (0)

#define CHECK_NULL(reference, position) \
  if (UNLIKELY((reference) == 0)) FAIL(WasmTrap_null_reference, position)

#define POLL_INTERRUPT(position) \
  if (UNLIKELY(context_polls_interrupt(running))) FAIL(WasmTrap_interrupted, position)

#define PAY(units, position)                                                             \
  do {                                                                                   \
    if (UNLIKELY(running->fuel < (int64_t)(units))) FAIL(WasmTrap_out_of_fuel, position); \
    running->fuel -= (int64_t)(units);                                                   \
  } while (0)

// Memory ------------------------------------------------------------------------------------------------------

// `end` counts from the address to the byte behind the access; the sum fits 64 bits.
#define LOAD(operation, address, end, position)                                    \
  ({                                                                               \
    uint64_t behind = (uint64_t)(address) + (end);                                 \
    if (UNLIKELY(behind > size)) FAIL(WasmTrap_memory_out_of_bounds, position);    \
    load_##operation(bytes + behind);                                              \
  })

#define STORE(operation, address, value, end, position)                            \
  do {                                                                             \
    uint64_t behind = (uint64_t)(address) + (end);                                 \
    if (UNLIKELY(behind > size)) FAIL(WasmTrap_memory_out_of_bounds, position);    \
    store_##operation(bytes + behind, value);                                      \
  } while (0)

#define DEFINE_COMPILED_LOAD(X, id, code, name, result, C, width) \
  PURE wasm_##result load_##id(const uint8_t *end) {              \
    C loaded;                                                     \
    memcpy(&loaded, end - (width), (width));                      \
    return (wasm_##result)loaded;                                 \
  }
WASM_LOADS(DEFINE_COMPILED_LOAD, )
WASM_RARE_LOADS(DEFINE_COMPILED_LOAD, )

#define DEFINE_COMPILED_STORE(X, id, code, name, operand, C, width) \
  PURE void store_##id(uint8_t *end, wasm_##operand value) {        \
    C stored = (C)value;                                            \
    memcpy(end - (width), &stored, (width));                        \
  }
WASM_STORES(DEFINE_COMPILED_STORE, )

// Vectors -----------------------------------------------------------------------------------------------------

#define SHUFFLE(left, right, ...) \
  ((wasm_v128)__builtin_shufflevector((wasm_u8x16)(left), (wasm_u8x16)(right), __VA_ARGS__))

#define DEFINE_COMPILED_VECTOR_LOAD(X, id, code, name, result, C, width) \
  PURE wasm_v128 load_##id(const uint8_t *end) {                         \
    C loaded;                                                            \
    memcpy(&loaded, end - (width), (width));                             \
    return wasm_##id(loaded);                                            \
  }
WASM_VECTOR_LOADS(DEFINE_COMPILED_VECTOR_LOAD, )
WASM_RARE_VECTOR_LOADS(DEFINE_COMPILED_VECTOR_LOAD, )
WASM_VECTOR_STORES(DEFINE_COMPILED_STORE, )

// Where a lane is in memory; `lane` is a constant.
#define DEFINE_COMPILED_LANE(X, id, code, name, result, C)                    \
  PURE wasm_##result lane_##id(wasm_v128 vector, uint32_t lane) {             \
    C value;                                                                  \
    memcpy(&value, (const uint8_t *)&vector + (lane & (16 / sizeof(C) - 1)) * sizeof(C), sizeof(C)); \
    return (wasm_##result)value;                                              \
  }
WASM_LANE_EXTRACTIONS(DEFINE_COMPILED_LANE, )

#define LOAD_LANE(operation, address, others, lane, end, position)               \
  ({                                                                             \
    uint64_t behind = (uint64_t)(address) + (end);                               \
    if (UNLIKELY(behind > size)) FAIL(WasmTrap_memory_out_of_bounds, position);  \
    load_##operation(bytes + behind, others, lane);                              \
  })

#define STORE_LANE(operation, address, vector, lane, end, position)              \
  do {                                                                           \
    uint64_t behind = (uint64_t)(address) + (end);                               \
    if (UNLIKELY(behind > size)) FAIL(WasmTrap_memory_out_of_bounds, position);  \
    store_##operation(bytes + behind, vector, lane);                             \
  } while (0)

#define DEFINE_COMPILED_LANE_LOAD(X, id, code, name, C, width)                              \
  PURE wasm_v128 load_##id(const uint8_t *end, wasm_v128 others, uint32_t lane) {           \
    C loaded;                                                                               \
    memcpy(&loaded, end - (width), (width));                                                \
    return wasm_##id(others, lane, loaded);                                                 \
  }
WASM_LANE_LOADS(DEFINE_COMPILED_LANE_LOAD, )

#define DEFINE_COMPILED_LANE_STORE(X, id, code, name, C, width)                                          \
  PURE void store_##id(uint8_t *end, wasm_v128 vector, uint32_t lane) {                                  \
    memcpy(end - (width), (const uint8_t *)&vector + (lane & (16 / (width) - 1)) * (width), (width));     \
  }
WASM_LANE_STORES(DEFINE_COMPILED_LANE_STORE, )

// Any memory, and addresses of 64 bits ------------------------------------------------------------------------

#define DEFINE_WIDTH(X, id, code, name, type, C, width) enum { width_##id = (width) };
#define DEFINE_LANE_WIDTH(X, id, code, name, C, width) enum { width_##id = (width) };
WASM_LOADS(DEFINE_WIDTH, )
WASM_RARE_LOADS(DEFINE_WIDTH, )
WASM_STORES(DEFINE_WIDTH, )
WASM_VECTOR_LOADS(DEFINE_WIDTH, )
WASM_RARE_VECTOR_LOADS(DEFINE_WIDTH, )
WASM_VECTOR_STORES(DEFINE_WIDTH, )
WASM_LANE_LOADS(DEFINE_LANE_WIDTH, )
WASM_LANE_STORES(DEFINE_LANE_WIDTH, )

/// The byte behind an access of `width` bytes; 0 if it is outside of a memory of `limit` bytes.
PURE uint64_t far_end(uint64_t limit, uint64_t address, uint64_t offset, uint64_t width) {
  uint64_t start;
  if (__builtin_add_overflow(address, offset, &start) || limit < width || start > limit - width) return 0;
  return start + width;
}

#define FAR_LOAD(operation, base, limit, address, offset, position)                  \
  ({                                                                                 \
    uint64_t behind = far_end(limit, address, offset, width_##operation);            \
    if (UNLIKELY(behind == 0)) FAIL(WasmTrap_memory_out_of_bounds, position);        \
    load_##operation((base) + behind);                                               \
  })

#define FAR_STORE(operation, base, limit, address, value, offset, position)          \
  do {                                                                               \
    uint64_t behind = far_end(limit, address, offset, width_##operation);            \
    if (UNLIKELY(behind == 0)) FAIL(WasmTrap_memory_out_of_bounds, position);        \
    store_##operation((base) + behind, value);                                       \
  } while (0)

#define FAR_LOAD_LANE(operation, base, limit, address, others, lane, offset, position) \
  ({                                                                                 \
    uint64_t behind = far_end(limit, address, offset, width_##operation);            \
    if (UNLIKELY(behind == 0)) FAIL(WasmTrap_memory_out_of_bounds, position);        \
    load_##operation((base) + behind, others, lane);                                 \
  })

#define FAR_STORE_LANE(operation, base, limit, address, vector, lane, offset, position) \
  do {                                                                               \
    uint64_t behind = far_end(limit, address, offset, width_##operation);            \
    if (UNLIKELY(behind == 0)) FAIL(WasmTrap_memory_out_of_bounds, position);        \
    store_##operation((base) + behind, vector, lane);                                \
  } while (0)

// Objects -----------------------------------------------------------------------------------------------------

// Where a field is depends on the size of a pointer: it is read from the code, which was made for this machine. The field is
// the first one of the operands that has four bytes.
#define FIELD_OFFSET(code, position)                                                                   \
  (((const operands_get_field *)(const void *)((code) + (position) + sizeof(HandlerFunction *)))->offset)
static_assert(offsetof(operands_get_field, offset) == offsetof(operands_set_field, offset), "one for both");

#define GET_FIELD(storage, reference, code, position)                                              \
  ({                                                                                               \
    const uint8_t *object = (const uint8_t *)OBJECT_OF(reference);                                 \
    if (UNLIKELY(object == NULL)) FAIL(WasmTrap_null_structure_reference, position);               \
    (uint64_t)LOAD_##storage(object + FIELD_OFFSET(code, position));                               \
  })

#define SET_FIELD(storage, reference, value, code, position)                                       \
  do {                                                                                             \
    uint8_t *object = (uint8_t *)OBJECT_OF(reference);                                             \
    if (UNLIKELY(object == NULL)) FAIL(WasmTrap_null_structure_reference, position);               \
    STORE_##storage(object + FIELD_OFFSET(code, position), value);                                 \
  } while (0)

PURE WasmTrap element_trap(uint64_t reference, uint32_t index) {
  const Object *object = OBJECT_OF(reference);
  if (UNLIKELY(object == NULL)) return WasmTrap_null_array_reference;
  return LIKELY(index < object->length) ? WasmTrap_none : WasmTrap_array_out_of_bounds;
}

#define ELEMENT(storage, reference, index) \
  (object_contents(OBJECT_OF(reference)) + (size_t)(index) * (SIZE_##storage))

#define GET_ELEMENT(storage, reference, index, position)                                           \
  ({                                                                                               \
    CHECK(element_trap(reference, index), position);                                               \
    (uint64_t)LOAD_##storage(ELEMENT(storage, reference, index));                                  \
  })

#define SET_ELEMENT(storage, reference, index, value, position)                                    \
  do {                                                                                             \
    CHECK(element_trap(reference, index), position);                                               \
    STORE_##storage(ELEMENT(storage, reference, index), value);                                    \
  } while (0)

#define ARRAY_LENGTH(reference, position)                                                          \
  ({                                                                                               \
    const Object *object = OBJECT_OF(reference);                                                   \
    if (UNLIKELY(object == NULL)) FAIL(WasmTrap_null_array_reference, position);                   \
    object->length;                                                                                \
  })

#define CHECK_CAST(matches, position) \
  if (UNLIKELY(!(matches))) FAIL(WasmTrap_cast_failure, position)

#define GET_I31(reference, C, position)                                                            \
  ({                                                                                               \
    uint64_t boxed = (reference);                                                                  \
    if (UNLIKELY(boxed == 0)) FAIL(WasmTrap_null_i31_reference, position);                         \
    (uint32_t)((C)(uint32_t)boxed >> 1);                                                           \
  })

// Memories and tables as a whole ------------------------------------------------------------------------------

PURE bool has_bytes(const Memory *checked, uint64_t start, uint64_t count) {
  return count <= checked->size && start <= checked->size - count;
}

PURE WasmTrap fill_memory(const Memory *target, uint64_t start, uint64_t value, uint64_t count) {
  if (UNLIKELY(!has_bytes(target, start, count))) return WasmTrap_memory_out_of_bounds;
  if (count != 0) memset(target->base + start, (uint8_t)value, (size_t)count);
  return WasmTrap_none;
}

PURE WasmTrap copy_memory(
    const Memory *target, const Memory *source, uint64_t to, uint64_t from, uint64_t count) {
  if (UNLIKELY(!has_bytes(target, to, count) || !has_bytes(source, from, count))) return WasmTrap_memory_out_of_bounds;
  if (count != 0) memmove(target->base + to, source->base + from, (size_t)count);
  return WasmTrap_none;
}

PURE WasmTrap has_element(const Table *table, uint64_t index) {
  return LIKELY(index < table->size) ? WasmTrap_none : WasmTrap_table_out_of_bounds;
}

// Handlers ----------------------------------------------------------------------------------------------------

/// A compiled function as a handler. It begins at the point that the accumulator says, 0 being the entry.
#define COMPILED_HANDLER(name) static HANDLER(name)
#define COMPILED_REGISTERS                   \
  const uint8_t *const code = pc;            \
  Slot *const slots = frame;                 \
  uint8_t *const bytes = memory;             \
  const uint64_t size = memory_size;         \
  Context *const running = context;          \
  const uint32_t point = (uint32_t)accumulator; \
  WasmTrap reason = WasmTrap_none;           \
  size_t at = 0;                             \
  UNUSED_REGISTERS;                          \
  (void)code, (void)slots, (void)bytes, (void)size, (void)running, (void)point, (void)reason, (void)at

/// Begins a compiled function at a point.
#define COMPILED_POINT(name, number, position, body) \
  static HANDLER(name) {                             \
    UNUSED_REGISTERS;                                \
    pc -= (position);                                \
    accumulator = (number);                          \
    JUMP(body);                                      \
  }

/// Behind the code of a compiled handler.
#define COMPILED_TRAP() \
  trapped:              \
  pc = code + at;       \
  TRAP(reason)

/// Leaves an instruction to its handler. What it needs is in the frame.
#define LEAVE_TO(handler, position) \
  do {                              \
    pc = code + (position);         \
    JUMP(handler);                  \
  } while (0)

#define ENTER_COMPILED(frame_size)                                              \
  if (UNLIKELY(slots + (frame_size) > context_stack_limit(running))) {          \
    pc = code;                                                                  \
    JUMP(stop_at_stack_limit);                                                  \
  }

#define RETURN_COMPILED(header_slot)                                \
  do {                                                              \
    const Slot *header = slots + (header_slot);                     \
    pc = (const uint8_t *)(uintptr_t)header[header_return_pc];      \
    frame = (Slot *)(uintptr_t)header[header_frame];                \
    DISPATCH();                                                     \
  } while (0)

// Native functions --------------------------------------------------------------------------------------------

typedef enum NativeOutcome {
  NativeOutcome_returned,
  /// It has trapped: the context says where and why.
  NativeOutcome_trapped,
  /// It goes on in its frame: the context says where.
  NativeOutcome_left,
} NativeOutcome;

/// What native functions return. Several results, and none, are in the frame.
#define NATIVE_RESULT(T)    \
  typedef struct Native_##T { \
    wasm_##T value;         \
    NativeOutcome outcome;  \
  } Native_##T;
NATIVE_RESULT(i32)
NATIVE_RESULT(i64)
NATIVE_RESULT(f32)
NATIVE_RESULT(f64)
typedef struct Native_frame {
  NativeOutcome outcome;
} Native_frame;

/// How much of the native stack a recursion of native functions may take before it leaves.
enum { native_stack_bytes = 96 << 10 };

#define NATIVE_STACK ((uintptr_t)__builtin_frame_address(0))

/// Before a handler calls a native function that may be recursive.
#define BEGIN_NATIVE_STACK() (context->native_limit = NATIVE_STACK - native_stack_bytes)

#define NATIVE_STACK_IS_SHORT() UNLIKELY(NATIVE_STACK < running->native_limit)

/// The native function that an indirect call of a type calls; NULL where that is for the handler to find out. With
/// the address of what calls through tables, in `CompiledFunction.native`.
PURE CompiledHandler *native_element(const Context *running, uint32_t table_index, uint64_t index, uint32_t type) {
  const Table *table = running->instance->tables[table_index];
  if (UNLIKELY(index >= table->size)) return NULL;
  const Function *called = (const Function *)table->elements[index];
  if (UNLIKELY(!called || called->type != running->instance->types[type] || called->instance != running->instance))
    return NULL;
  return code_native(called->code);
}

/// The code of a native function.
#define NATIVE_CODE(function) code_entry(&running->codes[function])

/// In a frame that was not written: where a callee returns to.
#define WRITE_HEADER(header_slot, code, position)                                              \
  do {                                                                                         \
    slots[(header_slot) + header_return_pc] = (Slot)(uintptr_t)((code) + (position));          \
    slots[(header_slot) + header_frame] = (Slot)(uintptr_t)slots;                              \
  } while (0)

/// Says where a native function is.
PURE void save_native(Context *running, const uint8_t *position, Slot *slots) {
  running->saved_pc = position;
  running->saved_frame = slots;
}

#define NATIVE_VARIABLES           \
  WasmTrap reason = WasmTrap_none; \
  size_t at = 0;                   \
  (void)running, (void)slots, (void)reason, (void)at

/// Behind the code of a native function.
#define NATIVE_TRAP(T, function)                      \
  trapped:                                            \
  save_native(running, NATIVE_CODE(function) + at, slots); \
  running->trap = reason;                             \
  return (Native_##T) { .outcome = NativeOutcome_trapped }

#define ENTER_NATIVE(frame_size)                                                            \
  if (UNLIKELY(slots + (frame_size) > context_stack_limit(running)))                        \
  FAIL(context_is_interrupted(running) ? WasmTrap_interrupted : WasmTrap_call_stack_exhausted, 0)

/// In a handler: what has become of a native function that has not returned. Headers are written.
#define GO_ON_AFTER_NATIVE(outcome)                                        \
  do {                                                                     \
    if ((outcome) == NativeOutcome_trapped) STOP(MachineExit_trap);        \
    pc = context->saved_pc;                                                \
    frame = context->saved_frame;                                          \
    DISPATCH();                                                            \
  } while (0)

// Every handler that an instruction may be left to.
#define DECLARE_HANDLER(operation, left, right, variant, ...) \
  HandlerFunction operation##_##left##right##_##variant;
HANDLERS(DECLARE_HANDLER)

#endif
