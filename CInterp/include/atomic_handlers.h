// The atomic rows of handlers.h: operand layouts, handlers and operations.
//
// All operands are in slots, and every handler reaches any memory: dispatch is the least part of what an atomic
// access costs.
#ifndef ATOMIC_HANDLERS_H
#define ATOMIC_HANDLERS_H

#define ATOMIC_LAYOUTS(LAYOUT)                                                                   \
  LAYOUT(atomic_update, F(target, target) F(source, left) F(source, right) F(unused, none)       \
                            F(memory, memory_operand) F(constant_low, offset)                    \
                            F(constant_high, offset_high))                                       \
  LAYOUT(atomic_compare_exchange,                                                                \
         F(target, target) F(source, left) F(source, right) F(source, replacement)               \
             F(memory, memory_operand) F(constant_low, offset) F(constant_high, offset_high))

#define ATOMIC_LOAD_HANDLERS(X, id, code, name, result, C, bytes) \
  X(id, s, n, s, far_load, result, C, bytes)
#define ATOMIC_STORE_HANDLERS(X, id, code, name, operand, C, bytes) \
  X(id, s, s, n, far_store, operand, C, bytes)
#define ATOMIC_UPDATE_HANDLERS(X, id, code, name, type, C, bytes, function) \
  X(id, s, s, s, atomic_update, type, C, bytes, function)
#define ATOMIC_COMPARE_EXCHANGE_HANDLERS(X, id, code, name, type, C, bytes) \
  X(id, s, s, s, atomic_compare_exchange, type, C, bytes)

/// Expands X(operation, left, right, variant, layout, ...) for every handler of the threads proposal.
///
/// `atomic_address` gives the address of an atomic access of 32 or 64 bits, checked and with its offset: waiting and
/// waking are runtime operations.
#define ATOMIC_HANDLERS(X)                                                \
  X(atomic_fence, n, n, n, empty)                                         \
  X(atomic_address_32, s, n, s, far_load)                                 \
  X(atomic_address_64, s, n, s, far_load)                                 \
  X(shared_memory_size, n, n, s, memory_size)                             \
  WASM_ATOMIC_LOADS(ATOMIC_LOAD_HANDLERS, X)                              \
  WASM_ATOMIC_STORES(ATOMIC_STORE_HANDLERS, X)                            \
  WASM_ATOMIC_UPDATES(ATOMIC_UPDATE_HANDLERS, X)                          \
  WASM_ATOMIC_COMPARE_EXCHANGES(ATOMIC_COMPARE_EXCHANGE_HANDLERS, X)

#define ATOMIC_OPERATION(X, id, ...) X(id)

/// Expands X(operation) for every operation of the threads proposal.
#define ATOMIC_OPERATIONS(X)                                              \
  X(atomic_fence) X(atomic_address_32) X(atomic_address_64)               \
  X(shared_memory_size)                                                   \
  WASM_ATOMIC_LOADS(ATOMIC_OPERATION, X)                                  \
  WASM_ATOMIC_STORES(ATOMIC_OPERATION, X)                                 \
  WASM_ATOMIC_UPDATES(ATOMIC_OPERATION, X)                                \
  WASM_ATOMIC_COMPARE_EXCHANGES(ATOMIC_OPERATION, X)

#endif
