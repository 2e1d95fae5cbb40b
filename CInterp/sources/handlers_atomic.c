// Handlers of the threads proposal. Every atomic access is sequentially consistent, as the proposal has it.
#include "dispatch.h"
#include "shared_memory.h"

// Growth of shared memories ----------------------------------------------------------------------------------

/// Notices what other stores have made of the shared memories of an instance. Gives whether one has grown.
static bool notice_growth(const Instance *instance) {
  bool has_grown = false;
  for (uint32_t index = 0; index < instance->memory_count; index++) {
    Memory *noticed = instance->memories[index];
    if (!noticed->shared_size) continue;
    uint64_t size = shared_size(noticed->shared_size);
    has_grown |= size != noticed->size;
    noticed->size = size;
  }
  return has_grown;
}

COLD_HANDLER(stop_outside_of_memory) {
  if (!notice_growth(context->instance)) TRAP(WasmTrap_memory_out_of_bounds);
  RELOAD_MEMORY();
  DISPATCH();
}

HANDLER(shared_memory_size_nn_s) {
  const operands_memory_size *operands = OPERANDS(memory_size);
  notice_growth(context->instance);
  RELOAD_MEMORY();
  const Memory *measured = context->instance->memories[operands->memory_operand];
  frame[operands->target] = accumulator = measured->size >> operands->page_shift;
  NEXT(sizeof *operands);
}

// Accesses ---------------------------------------------------------------------------------------------------

// What is accessed atomically. Memories are aligned to pages, so that an aligned address is an aligned pointer.
#define CELL_TYPE(C) typedef C cell_##C __attribute__((aligned(sizeof(C)), may_alias));
CELL_TYPE(uint8_t)
CELL_TYPE(uint16_t)
CELL_TYPE(uint32_t)
CELL_TYPE(uint64_t)

#define CHECK_ATOMIC_ADDRESS(bytes)                                                         \
  const Memory *accessed = context->instance->memories[operands->memory_operand];           \
  uint64_t address;                                                                         \
  bool overflows = __builtin_add_overflow(frame[operands->left],                            \
                                          WIDE_CONSTANT(operands, offset), &address);       \
  if (UNLIKELY(!overflows && address % (bytes) != 0)) TRAP(WasmTrap_unaligned_atomic);      \
  if (UNLIKELY(overflows || accessed->size < (bytes) || address > accessed->size - (bytes))) \
  JUMP(stop_outside_of_memory)

#define FIND_CELL(C, bytes)    \
  CHECK_ATOMIC_ADDRESS(bytes); \
  cell_##C *cell = (cell_##C *)(void *)(accessed->base + address)

#define DEFINE_ATOMIC_LOAD(operation, left_place, right_place, variant, layout, T, C, bytes) \
  HANDLER(operation##_sn_s) {                                                    \
    const operands_far_load *operands = OPERANDS(far_load);                      \
    FIND_CELL(C, bytes);                                                         \
    C loaded = __atomic_load_n(cell, __ATOMIC_SEQ_CST);                          \
    WRITE(s, T, operands, (wasm_##T)loaded);                                     \
    NEXT(sizeof *operands);                                                      \
  }

#define DEFINE_ATOMIC_STORE(operation, left_place, right_place, variant, layout, T, C, bytes) \
  HANDLER(operation##_ss_n) {                                                     \
    const operands_far_store *operands = OPERANDS(far_store);                     \
    FIND_CELL(C, bytes);                                                          \
    __atomic_store_n(cell, (C)SLOT_##T(operands->right), __ATOMIC_SEQ_CST);       \
    NEXT(sizeof *operands);                                                       \
  }

#define DEFINE_ATOMIC_UPDATE(operation, left_place, right_place, variant, layout, T, C, bytes,    \
                             function)                                                            \
  HANDLER(operation##_ss_s) {                                                                     \
    const operands_atomic_update *operands = OPERANDS(atomic_update);                             \
    FIND_CELL(C, bytes);                                                                          \
    C old = __atomic_##function(cell, (C)SLOT_##T(operands->right), __ATOMIC_SEQ_CST);            \
    WRITE(s, T, operands, (wasm_##T)old);                                                         \
    NEXT(sizeof *operands);                                                                       \
  }

// A narrow cell is compared with the low bits of the expected value.
#define DEFINE_ATOMIC_COMPARE_EXCHANGE(operation, left_place, right_place, variant, layout, T, C, \
                                       bytes)                                                     \
  HANDLER(operation##_ss_s) {                                                                     \
    const operands_atomic_compare_exchange *operands = OPERANDS(atomic_compare_exchange);         \
    FIND_CELL(C, bytes);                                                                          \
    C old = (C)SLOT_##T(operands->right);                                                         \
    __atomic_compare_exchange_n(cell, &old, (C)SLOT_##T(operands->replacement), false,            \
                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                              \
    WRITE(s, T, operands, (wasm_##T)old);                                                         \
    NEXT(sizeof *operands);                                                                       \
  }

WASM_ATOMIC_LOADS(ATOMIC_LOAD_HANDLERS, DEFINE_ATOMIC_LOAD)
WASM_ATOMIC_STORES(ATOMIC_STORE_HANDLERS, DEFINE_ATOMIC_STORE)
WASM_ATOMIC_UPDATES(ATOMIC_UPDATE_HANDLERS, DEFINE_ATOMIC_UPDATE)
WASM_ATOMIC_COMPARE_EXCHANGES(ATOMIC_COMPARE_EXCHANGE_HANDLERS, DEFINE_ATOMIC_COMPARE_EXCHANGE)

HANDLER(atomic_fence_nn_n) {
  UNUSED_REGISTERS;
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  NEXT(0);
}

// Addresses of waits -----------------------------------------------------------------------------------------

#define DEFINE_ATOMIC_ADDRESS(operation, bytes)                 \
  HANDLER(operation##_sn_s) {                                   \
    const operands_far_load *operands = OPERANDS(far_load);     \
    CHECK_ATOMIC_ADDRESS(bytes);                                \
    WRITE(s, i64, operands, address);                           \
    NEXT(sizeof *operands);                                     \
  }

DEFINE_ATOMIC_ADDRESS(atomic_address_32, 4)
DEFINE_ATOMIC_ADDRESS(atomic_address_64, 8)
