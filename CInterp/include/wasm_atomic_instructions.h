// Instructions of the threads proposal (prefix 0xFE) and of the wide-arithmetic proposal (prefix
// 0xFC): a part of the table in wasm_instructions.h, which explains the rows.
#ifndef WASM_ATOMIC_INSTRUCTIONS_H
#define WASM_ATOMIC_INSTRUCTIONS_H

// The fence names no address; its immediate is the reserved memory-ordering byte.
#define WASM_ATOMIC_INSTRUCTIONS(ROW, X)                                                          \
  ROW(X, atomic_fence, 0xFE0003, "atomic.fence", ordering, ":")

// Waiting threads. MEMORY rows end with the natural alignment as a power of two, which an atomic
// access must have.
#define WASM_ATOMIC_WAIT_INSTRUCTIONS(ROW, X)                                                     \
  ROW(X, memory_atomic_notify, 0xFE0000, "memory.atomic.notify", memory_argument, "ai:i", 2)      \
  ROW(X, memory_atomic_wait32, 0xFE0001, "memory.atomic.wait32", memory_argument, "aiI:i", 2)     \
  ROW(X, memory_atomic_wait64, 0xFE0002, "memory.atomic.wait64", memory_argument, "aII:i", 3)

// Atomic loads: ROW(X, identifier, code, name, result type, C type in memory, bytes)
#define WASM_ATOMIC_LOADS(ROW, X)                                                                 \
  ROW(X, i32_atomic_load, 0xFE0010, "i32.atomic.load", i32, uint32_t, 4)                          \
  ROW(X, i64_atomic_load, 0xFE0011, "i64.atomic.load", i64, uint64_t, 8)                          \
  ROW(X, i32_atomic_load8_u, 0xFE0012, "i32.atomic.load8_u", i32, uint8_t, 1)                     \
  ROW(X, i32_atomic_load16_u, 0xFE0013, "i32.atomic.load16_u", i32, uint16_t, 2)                  \
  ROW(X, i64_atomic_load8_u, 0xFE0014, "i64.atomic.load8_u", i64, uint8_t, 1)                     \
  ROW(X, i64_atomic_load16_u, 0xFE0015, "i64.atomic.load16_u", i64, uint16_t, 2)                  \
  ROW(X, i64_atomic_load32_u, 0xFE0016, "i64.atomic.load32_u", i64, uint32_t, 4)

// Atomic stores: ROW(X, identifier, code, name, operand type, C type in memory, bytes)
#define WASM_ATOMIC_STORES(ROW, X)                                                                \
  ROW(X, i32_atomic_store, 0xFE0017, "i32.atomic.store", i32, uint32_t, 4)                        \
  ROW(X, i64_atomic_store, 0xFE0018, "i64.atomic.store", i64, uint64_t, 8)                        \
  ROW(X, i32_atomic_store8, 0xFE0019, "i32.atomic.store8", i32, uint8_t, 1)                       \
  ROW(X, i32_atomic_store16, 0xFE001A, "i32.atomic.store16", i32, uint16_t, 2)                    \
  ROW(X, i64_atomic_store8, 0xFE001B, "i64.atomic.store8", i64, uint8_t, 1)                       \
  ROW(X, i64_atomic_store16, 0xFE001C, "i64.atomic.store16", i64, uint16_t, 2)                    \
  ROW(X, i64_atomic_store32, 0xFE001D, "i64.atomic.store32", i64, uint32_t, 4)

// Read, modify, write; the result is the old value:
// ROW(X, identifier, code, name, type, C type in memory, bytes, function)
// where `__atomic_<function>` is what the compiler has for it.
#define WASM_ATOMIC_UPDATES(ROW, X)                                                                  \
  ROW(X, i32_atomic_rmw_add, 0xFE001E, "i32.atomic.rmw.add", i32, uint32_t, 4, fetch_add)            \
  ROW(X, i64_atomic_rmw_add, 0xFE001F, "i64.atomic.rmw.add", i64, uint64_t, 8, fetch_add)            \
  ROW(X, i32_atomic_rmw8_add_u, 0xFE0020, "i32.atomic.rmw8.add_u", i32, uint8_t, 1, fetch_add)       \
  ROW(X, i32_atomic_rmw16_add_u, 0xFE0021, "i32.atomic.rmw16.add_u", i32, uint16_t, 2, fetch_add)    \
  ROW(X, i64_atomic_rmw8_add_u, 0xFE0022, "i64.atomic.rmw8.add_u", i64, uint8_t, 1, fetch_add)       \
  ROW(X, i64_atomic_rmw16_add_u, 0xFE0023, "i64.atomic.rmw16.add_u", i64, uint16_t, 2, fetch_add)    \
  ROW(X, i64_atomic_rmw32_add_u, 0xFE0024, "i64.atomic.rmw32.add_u", i64, uint32_t, 4, fetch_add)    \
  ROW(X, i32_atomic_rmw_sub, 0xFE0025, "i32.atomic.rmw.sub", i32, uint32_t, 4, fetch_sub)            \
  ROW(X, i64_atomic_rmw_sub, 0xFE0026, "i64.atomic.rmw.sub", i64, uint64_t, 8, fetch_sub)            \
  ROW(X, i32_atomic_rmw8_sub_u, 0xFE0027, "i32.atomic.rmw8.sub_u", i32, uint8_t, 1, fetch_sub)       \
  ROW(X, i32_atomic_rmw16_sub_u, 0xFE0028, "i32.atomic.rmw16.sub_u", i32, uint16_t, 2, fetch_sub)    \
  ROW(X, i64_atomic_rmw8_sub_u, 0xFE0029, "i64.atomic.rmw8.sub_u", i64, uint8_t, 1, fetch_sub)       \
  ROW(X, i64_atomic_rmw16_sub_u, 0xFE002A, "i64.atomic.rmw16.sub_u", i64, uint16_t, 2, fetch_sub)    \
  ROW(X, i64_atomic_rmw32_sub_u, 0xFE002B, "i64.atomic.rmw32.sub_u", i64, uint32_t, 4, fetch_sub)    \
  ROW(X, i32_atomic_rmw_and, 0xFE002C, "i32.atomic.rmw.and", i32, uint32_t, 4, fetch_and)            \
  ROW(X, i64_atomic_rmw_and, 0xFE002D, "i64.atomic.rmw.and", i64, uint64_t, 8, fetch_and)            \
  ROW(X, i32_atomic_rmw8_and_u, 0xFE002E, "i32.atomic.rmw8.and_u", i32, uint8_t, 1, fetch_and)       \
  ROW(X, i32_atomic_rmw16_and_u, 0xFE002F, "i32.atomic.rmw16.and_u", i32, uint16_t, 2, fetch_and)    \
  ROW(X, i64_atomic_rmw8_and_u, 0xFE0030, "i64.atomic.rmw8.and_u", i64, uint8_t, 1, fetch_and)       \
  ROW(X, i64_atomic_rmw16_and_u, 0xFE0031, "i64.atomic.rmw16.and_u", i64, uint16_t, 2, fetch_and)    \
  ROW(X, i64_atomic_rmw32_and_u, 0xFE0032, "i64.atomic.rmw32.and_u", i64, uint32_t, 4, fetch_and)    \
  ROW(X, i32_atomic_rmw_or, 0xFE0033, "i32.atomic.rmw.or", i32, uint32_t, 4, fetch_or)               \
  ROW(X, i64_atomic_rmw_or, 0xFE0034, "i64.atomic.rmw.or", i64, uint64_t, 8, fetch_or)               \
  ROW(X, i32_atomic_rmw8_or_u, 0xFE0035, "i32.atomic.rmw8.or_u", i32, uint8_t, 1, fetch_or)          \
  ROW(X, i32_atomic_rmw16_or_u, 0xFE0036, "i32.atomic.rmw16.or_u", i32, uint16_t, 2, fetch_or)       \
  ROW(X, i64_atomic_rmw8_or_u, 0xFE0037, "i64.atomic.rmw8.or_u", i64, uint8_t, 1, fetch_or)          \
  ROW(X, i64_atomic_rmw16_or_u, 0xFE0038, "i64.atomic.rmw16.or_u", i64, uint16_t, 2, fetch_or)       \
  ROW(X, i64_atomic_rmw32_or_u, 0xFE0039, "i64.atomic.rmw32.or_u", i64, uint32_t, 4, fetch_or)       \
  ROW(X, i32_atomic_rmw_xor, 0xFE003A, "i32.atomic.rmw.xor", i32, uint32_t, 4, fetch_xor)            \
  ROW(X, i64_atomic_rmw_xor, 0xFE003B, "i64.atomic.rmw.xor", i64, uint64_t, 8, fetch_xor)            \
  ROW(X, i32_atomic_rmw8_xor_u, 0xFE003C, "i32.atomic.rmw8.xor_u", i32, uint8_t, 1, fetch_xor)       \
  ROW(X, i32_atomic_rmw16_xor_u, 0xFE003D, "i32.atomic.rmw16.xor_u", i32, uint16_t, 2, fetch_xor)    \
  ROW(X, i64_atomic_rmw8_xor_u, 0xFE003E, "i64.atomic.rmw8.xor_u", i64, uint8_t, 1, fetch_xor)       \
  ROW(X, i64_atomic_rmw16_xor_u, 0xFE003F, "i64.atomic.rmw16.xor_u", i64, uint16_t, 2, fetch_xor)    \
  ROW(X, i64_atomic_rmw32_xor_u, 0xFE0040, "i64.atomic.rmw32.xor_u", i64, uint32_t, 4, fetch_xor)    \
  ROW(X, i32_atomic_rmw_xchg, 0xFE0041, "i32.atomic.rmw.xchg", i32, uint32_t, 4, exchange_n)         \
  ROW(X, i64_atomic_rmw_xchg, 0xFE0042, "i64.atomic.rmw.xchg", i64, uint64_t, 8, exchange_n)         \
  ROW(X, i32_atomic_rmw8_xchg_u, 0xFE0043, "i32.atomic.rmw8.xchg_u", i32, uint8_t, 1, exchange_n)    \
  ROW(X, i32_atomic_rmw16_xchg_u, 0xFE0044, "i32.atomic.rmw16.xchg_u", i32, uint16_t, 2, exchange_n) \
  ROW(X, i64_atomic_rmw8_xchg_u, 0xFE0045, "i64.atomic.rmw8.xchg_u", i64, uint8_t, 1, exchange_n)    \
  ROW(X, i64_atomic_rmw16_xchg_u, 0xFE0046, "i64.atomic.rmw16.xchg_u", i64, uint16_t, 2, exchange_n) \
  ROW(X, i64_atomic_rmw32_xchg_u, 0xFE0047, "i64.atomic.rmw32.xchg_u", i64, uint32_t, 4, exchange_n)

// Compare and exchange; the result is the old value:
// ROW(X, identifier, code, name, type, C type in memory, bytes)
#define WASM_ATOMIC_COMPARE_EXCHANGES(ROW, X)                                                     \
  ROW(X, i32_atomic_rmw_cmpxchg, 0xFE0048, "i32.atomic.rmw.cmpxchg", i32, uint32_t, 4)            \
  ROW(X, i64_atomic_rmw_cmpxchg, 0xFE0049, "i64.atomic.rmw.cmpxchg", i64, uint64_t, 8)            \
  ROW(X, i32_atomic_rmw8_cmpxchg_u, 0xFE004A, "i32.atomic.rmw8.cmpxchg_u", i32, uint8_t, 1)       \
  ROW(X, i32_atomic_rmw16_cmpxchg_u, 0xFE004B, "i32.atomic.rmw16.cmpxchg_u", i32, uint16_t, 2)    \
  ROW(X, i64_atomic_rmw8_cmpxchg_u, 0xFE004C, "i64.atomic.rmw8.cmpxchg_u", i64, uint8_t, 1)       \
  ROW(X, i64_atomic_rmw16_cmpxchg_u, 0xFE004D, "i64.atomic.rmw16.cmpxchg_u", i64, uint16_t, 2)    \
  ROW(X, i64_atomic_rmw32_cmpxchg_u, 0xFE004E, "i64.atomic.rmw32.cmpxchg_u", i64, uint32_t, 4)

// 128-bit values are two i64: the low half first.
#define WASM_WIDE_ARITHMETIC_INSTRUCTIONS(ROW, X)                                                 \
  ROW(X, i64_add128, 0xFC0013, "i64.add128", none, "IIII:II")                                     \
  ROW(X, i64_sub128, 0xFC0014, "i64.sub128", none, "IIII:II")                                     \
  ROW(X, i64_mul_wide_s, 0xFC0015, "i64.mul_wide_s", none, "II:II")                               \
  ROW(X, i64_mul_wide_u, 0xFC0016, "i64.mul_wide_u", none, "II:II")

#endif
