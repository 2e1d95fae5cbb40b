// The accesses to shared memories that Swift makes from several threads.
#ifndef SHARED_MEMORY_H
#define SHARED_MEMORY_H

#include <stdint.h>

// Aligned on every target, so that no library is needed for atomic accesses.
typedef uint32_t Aligned32 __attribute__((aligned(4), may_alias));
typedef uint64_t Aligned64 __attribute__((aligned(8), may_alias));

/// The size in bytes of a shared memory. `size` must be aligned to 8 bytes.
static inline uint64_t shared_size(const uint64_t *size) {
  return __atomic_load_n((const Aligned64 *)size, __ATOMIC_SEQ_CST);
}

/// Makes a memory larger. What is below the new size must be accessible before.
static inline void shared_size_publish(uint64_t *size, uint64_t bytes) {
  __atomic_store_n((Aligned64 *)size, bytes, __ATOMIC_SEQ_CST);
}

/// The integer at an aligned address of a memory.
static inline uint32_t shared_load_32(const void *address) {
  return __atomic_load_n((const Aligned32 *)address, __ATOMIC_SEQ_CST);
}
static inline uint64_t shared_load_64(const void *address) {
  return __atomic_load_n((const Aligned64 *)address, __ATOMIC_SEQ_CST);
}

#endif
