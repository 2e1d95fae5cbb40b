// Takes the role of malloc and of CPlatform's memory.c. The allocator is simple: blocks of powers of two from free lists,
// larger ones as runs of pages, first fit.
#define _GNU_SOURCE
#include "arena.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CPlatform.h"
#include "request.h"

enum { page = 4096, page_count = arena_size / page, smallest = 16, largest = 65536, class_count = 13 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int descriptor = -1;

/// For each page the number of pages of the run that starts there: negative if it is free, 0 inside of a run.
static int32_t runs[page_count];
/// For each page of a run of small blocks, the class of the blocks plus 1.
static uint8_t classes[page_count];
static void *free_blocks[class_count];

int arena_descriptor(void) { return descriptor; }

static uint32_t index_of(const void *address) { return ((uint32_t)address - arena_start) / page; }
static void *address_of(uint32_t index) { return (void *)(arena_start + index * page); }

static void create(void) {
  // Not closed on exec: the emulator inherits it.
  descriptor = memfd_create("arena", 0);
  if (descriptor < 0 || ftruncate(descriptor, arena_size) != 0) _exit(4);
  void *mapped = mmap((void *)arena_start, arena_size, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_NORESERVE | MAP_FIXED_NOREPLACE, descriptor, 0);
  if (mapped != (void *)arena_start) _exit(4);
  // The first page is for requests.
  runs[0] = 1;
  runs[1] = -(page_count - 1);
}

/// `count` pages of zeros, or NULL.
static void *take_pages(uint32_t count) {
  if (descriptor < 0) create();
  for (uint32_t index = 0; index < page_count; index += (uint32_t)abs(runs[index])) {
    if (runs[index] > 0) continue;
    // Free runs that follow each other become one.
    uint32_t next;
    while ((next = index + (uint32_t)-runs[index]) < page_count && runs[next] < 0) {
      runs[index] += runs[next];
      runs[next] = 0;
    }
    uint32_t available = (uint32_t)-runs[index];
    if (available < count) continue;
    if (available > count) runs[index + count] = -(int32_t)(available - count);
    runs[index] = (int32_t)count;
    return address_of(index);
  }
  return NULL;
}

static void give_pages(void *address) {
  uint32_t index = index_of(address);
  // What is taken again is zero.
  madvise(address, (size_t)runs[index] * page, MADV_REMOVE);
  runs[index] = -runs[index];
}

// Blocks -----------------------------------------------------------------------------------------------------

static int class_of(size_t size) {
  int class = 0;
  while ((size_t)smallest << class < size) class++;
  return class;
}

static uint32_t pages_of(size_t size) { return (uint32_t)((size + page - 1) / page); }

static void *take_block(size_t size) {
  if (size > arena_size) return NULL;
  if (size > largest / 2) return take_pages(pages_of(size));
  int class = class_of(size);
  void *block = free_blocks[class];
  if (!block) {
    uint8_t *run = take_pages(largest / page);
    if (!run) return NULL;
    for (uint32_t index = 0; index < largest / page; index++) classes[index_of(run) + index] = (uint8_t)(class + 1);
    for (uint32_t offset = 0; offset < largest; offset += (uint32_t)smallest << class) {
      *(void **)(run + offset) = free_blocks[class];
      free_blocks[class] = run + offset;
    }
    block = free_blocks[class];
  }
  free_blocks[class] = *(void **)block;
  return block;
}

static size_t size_of(const void *block) {
  uint32_t index = index_of(block);
  return classes[index] ? (size_t)smallest << (classes[index] - 1) : (size_t)runs[index] * page;
}

void *malloc(size_t size) {
  pthread_mutex_lock(&lock);
  void *block = take_block(size);
  pthread_mutex_unlock(&lock);
  if (!block) errno = ENOMEM;
  return block;
}

void free(void *block) {
  if (!block) return;
  pthread_mutex_lock(&lock);
  uint8_t class = classes[index_of(block)];
  if (class) {
    *(void **)block = free_blocks[class - 1];
    free_blocks[class - 1] = block;
  } else {
    give_pages(block);
  }
  pthread_mutex_unlock(&lock);
}

void *calloc(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
  void *block = malloc(bytes);
  // Pages are zero already.
  if (block && classes[index_of(block)]) memset(block, 0, bytes);
  return block;
}

void *realloc(void *block, size_t size) {
  if (!block) return malloc(size);
  size_t old = size_of(block);
  if (size <= old && size > old / 4) return block;
  void *moved = malloc(size);
  if (!moved) return NULL;
  memcpy(moved, block, old < size ? old : size);
  free(block);
  return moved;
}

// Blocks are aligned to their size, runs to pages.
void *aligned_alloc(size_t alignment, size_t size) {
  return alignment > page ? NULL : malloc(size < alignment ? alignment : size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  *result = aligned_alloc(alignment, size);
  return *result ? 0 : ENOMEM;
}

// CPlatform --------------------------------------------------------------------------------------------------

size_t platform_page_size(void) { return page; }

void *platform_reserve(size_t size) {
  if (size == 0 || size > arena_size) return NULL;
  pthread_mutex_lock(&lock);
  void *pages = take_pages(pages_of(size));
  pthread_mutex_unlock(&lock);
  return pages;
}

// Every page of the arena is accessible.
bool platform_commit(void *address, size_t size) {
  (void)address, (void)size;
  return true;
}

void platform_release(void *address, size_t size) {
  (void)size;
  free(address);
}

void *platform_resize(void *address, size_t old_size, size_t new_size) {
  return pages_of(old_size) == pages_of(new_size) ? address : platform_move(address, old_size, new_size);
}

void *platform_move(void *address, size_t old_size, size_t new_size) {
  void *moved = platform_reserve(new_size);
  if (!moved) return NULL;
  memcpy(moved, address, old_size < new_size ? old_size : new_size);
  platform_release(address, old_size);
  return moved;
}

void *platform_allocate(size_t count, size_t size) { return calloc(count ? count : 1, size); }

void *platform_reallocate(void *allocation, size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
  return realloc(allocation, bytes ? bytes : 1);
}

void platform_free(void *allocation) { free(allocation); }
