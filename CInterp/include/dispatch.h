// How a handler is entered and left: here it is decided which registers and calling conventions handlers have.
//
// Where the compiler can promise tail calls (`musttail`), a handler ends by jumping to the next one and the
// machine's registers are the parameters of every handler; `preserve_none` lets all of them stay in registers.
// Elsewhere handlers return to a loop, and what does not fit the parameters lives in the `Registers`.
// A handler must never grow the native stack: everything it calls has returned before it leaves.
#ifndef DISPATCH_H
#define DISPATCH_H

#include "bulk.h"
#include "handlers.h"
#include "numerics.h"
#include "vector_numerics.h"

#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

#if defined(__clang__) && __has_attribute(musttail) && __has_attribute(preserve_none) && \
    (defined(__x86_64__) || defined(__aarch64__))
#define DISPATCH_BY_TAIL_CALL 1
#else
#define DISPATCH_BY_TAIL_CALL 0
#endif

// The registers of the machine, where they are not those of the processor.
typedef struct Registers Registers;
// The accumulators: `accumulator` for i32, i64 and references, `float_accumulator` for f32, f64 and v128. Then the
// pinned locals, two integers and two floating-point numbers. The order decides which machine register each one is
// in: on x86-64, the eighth is rcx, which shifts need, and nothing lives in it.
#define REGISTERS                                                                              \
  const uint8_t *pc, Slot *frame, uint8_t *memory, uint64_t memory_size, uint64_t pinned_p,    \
      uint64_t accumulator, Context *context, uint64_t scratch, uint64_t pinned_q,             \
      wasm_v128 float_accumulator, wasm_v128 float_pinned_p, wasm_v128 float_pinned_q

#if DISPATCH_BY_TAIL_CALL
typedef MachineExit HandlerFunction(REGISTERS) __attribute__((preserve_none));
#else
// A handler returns whether the loop goes on.
typedef bool HandlerFunction(Registers *registers);
#endif

struct Registers {
  const uint8_t *pc;
  Slot *frame;
  uint8_t *memory;
  uint64_t memory_size;
  Context *context;
  uint64_t accumulator;
  uint64_t pinned_p, pinned_q;
  wasm_v128 float_accumulator;
  wasm_v128 float_pinned_p, float_pinned_q;
  MachineExit exit;
  HandlerFunction *stop;
};

// What a handler is in this file. As a step (for fused_handlers.c), it is inlined, and returns whether the next one
// follows; if not, it says in `stop` what does.
#if DISPATCH_BY_TAIL_CALL && !defined(HANDLERS_AS_STEPS)
#define HANDLERS_HAVE_PARAMETERS 1
#else
#define HANDLERS_HAVE_PARAMETERS 0
#endif

#if HANDLERS_HAVE_PARAMETERS

#define REGISTER_VALUES                                                                        \
  pc, frame, memory, memory_size, pinned_p, accumulator, context, scratch, pinned_q,           \
      float_accumulator, float_pinned_p, float_pinned_q
#define HANDLER(name) __attribute__((preserve_none)) MachineExit name(REGISTERS)
#define COLD_HANDLER(name) __attribute__((cold, noinline)) HANDLER(name)
#define UNUSED_REGISTERS ((void)pc, (void)frame, (void)memory, (void)memory_size, (void)context, \
                          (void)accumulator, (void)float_accumulator, (void)scratch,             \
                          (void)pinned_p, (void)pinned_q, (void)float_pinned_p, (void)float_pinned_q)
#define JUMP(handler)                                                \
  do {                                                               \
    FORGET(scratch);                                                 \
    __attribute__((musttail)) return (handler)(REGISTER_VALUES);     \
  } while (0)
#define STOP(exit) return exit

#else

#define UNUSED_REGISTERS ((void)registers)
#define pc (registers->pc)
#define frame (registers->frame)
#define memory (registers->memory)
#define memory_size (registers->memory_size)
#define context (registers->context)
#define accumulator (registers->accumulator)
#define float_accumulator (registers->float_accumulator)
#define pinned_p (registers->pinned_p)
#define pinned_q (registers->pinned_q)
#define float_pinned_p (registers->float_pinned_p)
#define float_pinned_q (registers->float_pinned_q)
#define STOP(why) return (registers->exit = (why), false)

#ifdef HANDLERS_AS_STEPS
#define HANDLER(name) static inline __attribute__((always_inline, unused)) bool step_##name(Registers *registers)
#define JUMP(handler) return (registers->stop = (handler), false)
#else
#define HANDLER(name) bool name(Registers *registers)
#define JUMP(handler) return (handler)(registers)
#endif
#define COLD_HANDLER(name) HANDLER(name)

#endif

// Says that a register's value is not needed, so that nothing saves it.
#if defined(__x86_64__)
#define FORGET(scratch) __asm__("" : "=c"(scratch))
#else
#define FORGET(scratch) ((void)0)
#endif

// Leaving a handler ------------------------------------------------------------------------------------------

/// The first field of an instruction, which is aligned to 4 bytes only, whatever the size of a pointer.
typedef HandlerFunction *HandlerField __attribute__((aligned(4), may_alias));

/// The handler of the instruction at `pc`.
#define HANDLER_AT_PC (*(const HandlerField *)(const void *)pc)

#ifdef ESCAPEMENT_COUNTS_DISPATCHES
void count_dispatch(HandlerFunction *handler);
#define COUNT_DISPATCH() count_dispatch(HANDLER_AT_PC)
#else
#define COUNT_DISPATCH() ((void)0)
#endif

/// Goes on with the instruction at `pc`.
#if HANDLERS_HAVE_PARAMETERS
#define DISPATCH()         \
  do {                     \
    COUNT_DISPATCH();      \
    JUMP(HANDLER_AT_PC);   \
  } while (0)
#else
#define DISPATCH()         \
  do {                     \
    COUNT_DISPATCH();      \
    return true;           \
  } while (0)
#endif

/// Goes on at a branch's target, which is in `pc`. The processor predicts a branch, where it would have to wait for
/// `pc` to be selected; an assembler statement keeps the compiler from selecting.
#define DISPATCH_BRANCH()     \
  do {                        \
    __asm__ volatile("");     \
    DISPATCH();               \
  } while (0)

/// Goes on with the instruction behind this one, whose operands are `size` bytes.
#define NEXT(size)                         \
  do {                                     \
    pc += sizeof(HandlerFunction *) + (size); \
    DISPATCH();                            \
  } while (0)

/// Stops at this instruction with a trap.
#define TRAP(reason)              \
  do {                            \
    accumulator = (uint64_t)(reason); \
    JUMP(stop_with_trap);         \
  } while (0)

HandlerFunction stop_with_trap;
HandlerFunction stop_interrupted;
HandlerFunction stop_to_collect;
HandlerFunction stop_at_stack_limit;
/// Where an access is outside of the memory: traps, or goes on with this instruction if the memory has grown since.
HandlerFunction stop_outside_of_memory;
HandlerFunction enter_nn_n;
/// Calls a host function and goes on behind the call. No instruction: only a cell has its address.
HandlerFunction call_host_function;
HandlerFunction switch_instance_nn_n;

/// The handlers by their numbers.
extern HandlerFunction *const handler_functions[handler_count];

/// The cell that a frame returns to when its caller runs in another instance.
extern HandlerFunction *const switch_instance_cell[1];

// Operands ---------------------------------------------------------------------------------------------------

/// The operands of this instruction, as `operands_<layout>`.
#define OPERANDS(layout) \
  ((const operands_##layout *)(const void *)(pc + sizeof(HandlerFunction *)))

// A layout name may itself be a macro; expand it before pasting.
#define OPERANDS_OF(layout) OPERANDS(layout)
#define OPERANDS_TYPE(layout) OPERANDS_TYPE_EXPANDED(layout)
#define OPERANDS_TYPE_EXPANDED(layout) operands_##layout

#define SLOT_i32(index) ((wasm_i32)frame[index])
#define SLOT_i64(index) ((wasm_i64)frame[index])
#define SLOT_f32(index) wasm_f32_reinterpret_i32((wasm_i32)frame[index])
#define SLOT_f64(index) wasm_f64_reinterpret_i64(frame[index])
#define SLOT_v128(index) vector_of_slots(frame + (index))

#define ACCUMULATOR_i32 ((wasm_i32)accumulator)
#define ACCUMULATOR_i64 ((wasm_i64)accumulator)
#define ACCUMULATOR_f32 (((wasm_f32x4)float_accumulator)[0])
#define ACCUMULATOR_f64 (((wasm_f64x2)float_accumulator)[0])
#define ACCUMULATOR_v128 float_accumulator

#define PINNED_i32(name) ((wasm_i32)pinned_##name)
#define PINNED_i64(name) (pinned_##name)
#define PINNED_f32(name) (((wasm_f32x4)float_pinned_##name)[0])
#define PINNED_f64(name) (((wasm_f64x2)float_pinned_##name)[0])

#define CONSTANT_i32(operands) ((operands)->constant)
#define CONSTANT_i64(operands) WIDE_CONSTANT(operands, constant)
#define CONSTANT_f32(operands) wasm_f32_reinterpret_i32((operands)->constant)
#define CONSTANT_f64(operands) wasm_f64_reinterpret_i64(WIDE_CONSTANT(operands, constant))

/// A 64-bit constant that is stored in two halves, because instructions are aligned to 4 bytes only.
#define WIDE_CONSTANT(operands, name) wide_constant(&(operands)->name)
PURE uint64_t wide_constant(const uint32_t *halves) {
  uint64_t value;
  memcpy(&value, halves, 8);
  return value;
}

// Slots are aligned to 8 bytes only.
PURE wasm_v128 vector_of_slots(const Slot *slots) {
  wasm_v128 value;
  memcpy(&value, slots, 16);
  return value;
}

// A number in the accumulator is lane 0 of the register; what is in the others is nobody's concern.
PURE wasm_v128 accumulator_of_f32(wasm_f32 value) {
  wasm_f32x4 lanes = {value};
  return (wasm_v128)__builtin_shufflevector(lanes, lanes, 0, -1, -1, -1);
}
PURE wasm_v128 accumulator_of_f64(wasm_f64 value) {
  wasm_f64x2 lanes = {value};
  return (wasm_v128)__builtin_shufflevector(lanes, lanes, 0, -1);
}

/// The value of an operand by its place letter: READ(s, i32, operands, left).
#define READ(place, T, operands, field) READ_##place(T, operands, field)
#define READ_s(T, operands, field) SLOT_##T((operands)->field)
#define READ_k(T, operands, field) CONSTANT_##T(operands)
#define READ_a(T, operands, field) ACCUMULATOR_##T
#define READ_p(T, operands, field) PINNED_##T(p)
#define READ_q(T, operands, field) PINNED_##T(q)

/// Writes a result by its variant letter. To a slot is to the accumulator as well.
#define WRITE(variant, T, operands, value) WRITE_##variant(T, operands, value)
#define WRITE_s(T, operands, value) WRITE_SLOT_##T(operands, value)
#define WRITE_a(T, operands, value) WRITE_ACCUMULATOR_##T(value)
#define WRITE_p(T, operands, value) WRITE_PINNED_##T(p, value)
#define WRITE_q(T, operands, value) WRITE_PINNED_##T(q, value)
#define WRITE_PINNED_i32(name, value) (pinned_##name = (wasm_i32)(value))
#define WRITE_PINNED_i64(name, value) (pinned_##name = (value))
#define WRITE_PINNED_f32(name, value) (float_pinned_##name = accumulator_of_f32(value))
#define WRITE_PINNED_f64(name, value) (float_pinned_##name = accumulator_of_f64(value))
#define WRITE_ACCUMULATOR_i32(value) (accumulator = (wasm_i32)(value))
#define WRITE_ACCUMULATOR_i64(value) (accumulator = (value))
#define WRITE_ACCUMULATOR_f32(value) (float_accumulator = accumulator_of_f32(value))
#define WRITE_ACCUMULATOR_f64(value) (float_accumulator = accumulator_of_f64(value))
#define WRITE_ACCUMULATOR_v128(value) (float_accumulator = (value))
#define WRITE_SLOT_i32(operands, value) (frame[(operands)->target] = accumulator = (wasm_i32)(value))
#define WRITE_SLOT_i64(operands, value) (frame[(operands)->target] = accumulator = (value))
#define WRITE_SLOT_f32(operands, value)                                     \
  do {                                                                      \
    wasm_f32 stored = (value);                                              \
    frame[(operands)->target] = wasm_i32_reinterpret_f32(stored);           \
    float_accumulator = accumulator_of_f32(stored);                         \
  } while (0)
#define WRITE_SLOT_f64(operands, value)                                     \
  do {                                                                      \
    wasm_f64 stored = (value);                                              \
    frame[(operands)->target] = wasm_i64_reinterpret_f64(stored);           \
    float_accumulator = accumulator_of_f64(stored);                         \
  } while (0)
#define WRITE_SLOT_v128(operands, value)                                    \
  do {                                                                      \
    float_accumulator = (value);                                            \
    memcpy(frame + (operands)->target, &float_accumulator, 16);             \
  } while (0)

/// Saves the registers that `machine_run` starts from.
#define SAVE_REGISTERS()                             \
  do {                                               \
    context->saved_pc = pc;                          \
    context->saved_frame = frame;                    \
  } while (0)

/// Saves the pinned locals as well: for exits in the middle of a function that goes on afterwards.
#define SAVE_PINNED_REGISTERS()                          \
  do {                                                   \
    context->saved_pinned[0] = pinned_p;                 \
    context->saved_pinned[1] = pinned_q;                 \
    context->saved_pinned[2] = float_pinned_p[0];        \
    context->saved_pinned[3] = float_pinned_q[0];        \
  } while (0)

// Effects ----------------------------------------------------------------------------------------------------

/// Loads the registers that hold the current instance's first memory: after anything that may have grown
/// it or switched the instance.
#define RELOAD_MEMORY()                                            \
  do {                                                             \
    const Memory *first = context->instance->memories[0];          \
    memory = first->base;                                          \
    memory_size = first->size;                                     \
  } while (0)

/// On a backward branch, after the new `pc` is set: gives interruption a chance.
#define POLL()                                                              \
  do {                                                                      \
    if (UNLIKELY(context_polls_interrupt(context))) JUMP(stop_interrupted); \
  } while (0)

#endif
