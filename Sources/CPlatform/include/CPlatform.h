// CPlatform: address space for linear memories and value stacks, from the operating system.
//
// Nothing here keeps state; failures are return values, never aborts.
#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The operating system's page size in bytes.
size_t platform_page_size(void);

/// Reserves `size` bytes of address space that can't be accessed yet, or NULL. `size` is rounded up to pages.
void *platform_reserve(size_t size);

/// Makes the first `size` bytes at `address`, inside a reservation, readable, writable and zero where they
/// were not accessible before. Gives false when the system has no memory.
bool platform_commit(void *address, size_t size);

/// Gives a reservation of `size` bytes back.
void platform_release(void *address, size_t size);

/// Resizes a wholly committed reservation, moving it if needed, without old and new copies at once where the
/// system can. New bytes are zero. NULL when it can't; the old one is then unchanged.
void *platform_resize(void *address, size_t old_size, size_t new_size);

#endif
