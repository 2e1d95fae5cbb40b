// CPlatform: what the engine needs from the operating system: address space, locks, one kind of thread, files.
//
// Nothing here keeps state, but for what a thread knows of its own stack; failures are return values, never aborts.
#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Address space, for linear memories and value stacks --------------------------------------------------------

/// The operating system's page size in bytes.
size_t platform_page_size(void);

/// The bytes of address space that the process may use, all told.
uint64_t platform_address_space(void);

/// Reserves `size` bytes of address space that can't be accessed yet, or NULL. `size` is rounded up to pages.
void *platform_reserve(size_t size);

/// Makes the first `size` bytes at `address`, inside a reservation, readable, writable and zero where they
/// were not accessible before. Gives false when the system has no memory.
bool platform_commit(void *address, size_t size);

/// Makes `size` accessible bytes at `address` zero, without touching each: their memory goes back to the system until
/// they are used again. Both are multiples of the page size. Gives false when the system can't; then some may be zero.
bool platform_discard(void *address, size_t size);

/// Gives a reservation of `size` bytes back.
void platform_release(void *address, size_t size);

/// Resizes a wholly committed reservation, moving it if needed, without old and new copies at once where the
/// system can. New bytes are zero. NULL when it can't; the old one is then unchanged.
void *platform_resize(void *address, size_t old_size, size_t new_size);

/// What `platform_resize` does where the system can't move pages: copies piece by piece and gives each old piece back at
/// once, so that old and new bytes are never all there.
void *platform_move(void *address, size_t old_size, size_t new_size);

// Allocations whose failure is no abort ----------------------------------------------------------------------

/// `count` zeroed elements of `size` bytes, or NULL; `count` may be 0.
void *platform_allocate(size_t count, size_t size);

/// Resizes an allocation to `count` elements, moving it if needed. New bytes are undefined. NULL when it can't;
/// the old one is then unchanged.
void *platform_reallocate(void *allocation, size_t count, size_t size);

/// Frees what the two above gave, or NULL.
void platform_free(void *allocation);

// Threads ----------------------------------------------------------------------------------------------------

/// A mutual exclusion lock with one condition to wait for.
typedef struct PlatformLock PlatformLock;

/// NULL when the system has no memory.
PlatformLock *platform_lock_create(void);
void platform_lock_destroy(PlatformLock *lock);
void platform_lock_acquire(PlatformLock *lock);
void platform_lock_release(PlatformLock *lock);

/// Releases the lock, waits for a notification or until `nanoseconds` have passed, and acquires it again.
/// May return early.
void platform_lock_wait(PlatformLock *lock, uint64_t nanoseconds);

/// Wakes whoever waits.
void platform_lock_notify(PlatformLock *lock);

/// Runs `body` on a new thread that nobody joins. Gives false when the system can't.
bool platform_thread_start(void (*body)(void *argument), void *argument);

/// A number of the calling thread that no other one has while it lives; never 0.
uintptr_t platform_current_thread(void);

// A place where one thread may be at a time, without waiting: it holds the thread's number, or 0.

/// Who is there. Only a thread that finds itself can rely on it.
static inline uintptr_t platform_occupant(const uintptr_t *place) {
  return __atomic_load_n(place, __ATOMIC_RELAXED);
}
/// Gives false if somebody is there.
static inline bool platform_occupy(uintptr_t *place, uintptr_t thread) {
  uintptr_t nobody = 0;
  return __atomic_compare_exchange_n(place, &nobody, thread, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}
static inline void platform_leave(uintptr_t *place) { __atomic_store_n(place, 0, __ATOMIC_RELEASE); }

/// The bytes of the native stack that the calling thread has left, or SIZE_MAX where the system does not tell.
size_t platform_stack_left(void);

/// Nanoseconds of a clock that goes on while the system sleeps where there is one, and never jumps.
uint64_t platform_now(void);

// Files ------------------------------------------------------------------------------------------------------

/// Reads a whole regular file of at most `limit` bytes. The bytes are to be freed with `platform_free`. Gives NULL
/// and the system's error code in `error` when it can't; a file above the limit is `EFBIG`.
uint8_t *platform_read_file(const char *path, uint64_t limit, size_t *size, int *error);

/// The system's text for an error code.
const char *platform_error_text(int error);

#endif
