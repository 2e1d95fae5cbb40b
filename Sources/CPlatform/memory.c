#define _GNU_SOURCE
#include "CPlatform.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

size_t platform_page_size(void) {
  long size = sysconf(_SC_PAGESIZE);
  return size > 0 ? (size_t)size : 4096;
}

// 0 when `size` does not fit once rounded up.
static size_t rounded_to_pages(size_t size) {
  size_t page = platform_page_size();
  if (size > SIZE_MAX - page) return 0;
  return (size + page - 1) & ~(page - 1);
}

uint64_t platform_address_space(void) {
  // Processors have 47 bits of it, or less than 4 GiB.
  uint64_t size = sizeof(void *) == 8 ? (uint64_t)1 << 47 : (uint64_t)1 << 31;
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < size)
    size = limit.rlim_cur;
  return size;
}

void *platform_reserve(size_t size) {
  size = rounded_to_pages(size);
  if (size == 0) return NULL;
  void *address = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return address == MAP_FAILED ? NULL : address;
}

bool platform_commit(void *address, size_t size) {
  size = rounded_to_pages(size);
  return size == 0 || mprotect(address, size, PROT_READ | PROT_WRITE) == 0;
}

bool platform_discard(void *address, size_t size) {
  if (size == 0) return true;
#ifdef __linux__
  return madvise(address, size, MADV_DONTNEED) == 0;
#else
  // Elsewhere the advice does not promise zeros.
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
  return mmap(address, size, PROT_READ | PROT_WRITE, flags, -1, 0) != MAP_FAILED;
#endif
}

void platform_release(void *address, size_t size) {
  if (address) munmap(address, rounded_to_pages(size));
}

void *platform_move(void *address, size_t old_size, size_t new_size) {
  // From the end on, so that what remains of the old bytes can still be released as one range.
  enum { piece = 1 << 20 };
  old_size = rounded_to_pages(old_size);
  new_size = rounded_to_pages(new_size);
  char *moved = platform_reserve(new_size);
  if (!moved) return NULL;
  if (!platform_commit(moved, new_size)) {
    platform_release(moved, new_size);
    return NULL;
  }
  size_t rest = old_size;
  while (rest > 0) {
    size_t start = (rest - 1) / piece * piece;
    char *source = (char *)address + start;
    if (start < new_size) memcpy(moved + start, source, (rest < new_size ? rest : new_size) - start);
    platform_release(source, rest - start);
    rest = start;
  }
  return moved;
}

void *platform_resize(void *address, size_t old_size, size_t new_size) {
  old_size = rounded_to_pages(old_size);
  new_size = rounded_to_pages(new_size);
  if (new_size == 0) return NULL;
  if (new_size == old_size) return address;
#ifdef __linux__
  void *moved = mremap(address, old_size, new_size, MREMAP_MAYMOVE);
  return moved == MAP_FAILED ? NULL : moved;
#else
  return platform_move(address, old_size, new_size);
#endif
}

void *platform_allocate(size_t count, size_t size) { return calloc(count ? count : 1, size); }

void *platform_reallocate(void *allocation, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) return NULL;
  size_t bytes = count * size;
  return realloc(allocation, bytes ? bytes : 1);
}

void platform_free(void *allocation) { free(allocation); }
