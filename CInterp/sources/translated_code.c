// Placing functions in chunks, and finding what a pc belongs to.
#include "translated_code.h"

#include <stdbool.h>
#include <string.h>

enum { function_alignment = 16 };

static size_t aligned(size_t size) {
  return (size + (function_alignment - 1)) & ~(size_t)(function_alignment - 1);
}

static size_t size_before_code(size_t region_count, size_t clause_count) {
  return aligned(sizeof(TranslatedFunction) + region_count * sizeof(ExceptionRegion) + clause_count * sizeof(ExceptionClause));
}

static size_t function_size(size_t code_size, size_t region_count, size_t clause_count) {
  return size_before_code(region_count, clause_count) + aligned(code_size);
}

/// Where the function `number` begins, from the start of the chunk.
static uint32_t *offset_of(const CodeChunk *chunk, uint32_t number) {
  return (uint32_t *)(uintptr_t)((const uint8_t *)chunk + chunk->capacity) - number - 1;
}

size_t code_chunk_size_for(size_t code_size, size_t region_count, size_t clause_count) {
  return aligned(sizeof(CodeChunk)) + function_size(code_size, region_count, clause_count) +
         aligned(sizeof(uint32_t));
}

void code_index_add_chunk(CodeIndex *index, void *memory, size_t capacity) {
  CodeChunk *chunk = memory;
  *chunk = (CodeChunk){.older = index->newest, .capacity = capacity, .used = aligned(sizeof(CodeChunk))};
  __atomic_store_n(&index->newest, chunk, __ATOMIC_RELEASE);
}

TranslatedFunction *code_index_reserve(
    const CodeIndex *index, size_t code_size, size_t region_count, size_t clause_count) {
  CodeChunk *chunk = index->newest;
  size_t size = function_size(code_size, region_count, clause_count);
  size_t listed = ((size_t)(chunk ? chunk->function_count : 0) + 1) * sizeof(uint32_t);
  if (!chunk || chunk->capacity - chunk->used < size + listed) return NULL;
  uint8_t *start = (uint8_t *)chunk + chunk->used;
  TranslatedFunction *function = (TranslatedFunction *)(void *)start;
  ExceptionRegion *regions = (ExceptionRegion *)(function + 1);
  *function = (TranslatedFunction){
      .code = start + size_before_code(region_count, clause_count),
      .regions = regions,
      .clauses = (ExceptionClause *)(regions + region_count),
      .code_size = (uint32_t)code_size,
      .region_count = (uint32_t)region_count,
  };
  return function;
}

void code_index_publish(const CodeIndex *index, const TranslatedFunction *function) {
  CodeChunk *chunk = index->newest;
  *offset_of(chunk, chunk->function_count) = (uint32_t)((const uint8_t *)function - (const uint8_t *)chunk);
  chunk->used = (size_t)(function->code - (const uint8_t *)chunk) + aligned(function->code_size);
  __atomic_store_n(&chunk->function_count, chunk->function_count + 1, __ATOMIC_RELEASE);
}

/// The last function of a chunk that begins at or before `pc`, or NULL.
static const TranslatedFunction *last_function_before(const CodeChunk *chunk, const uint8_t *pc) {
  uint32_t low = 0, high = __atomic_load_n(&chunk->function_count, __ATOMIC_ACQUIRE);
  if (high == 0) return NULL;
  uint32_t wanted = (uint32_t)(pc - (const uint8_t *)chunk);
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (*offset_of(chunk, middle) <= wanted) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return (const TranslatedFunction *)(const void *)((const uint8_t *)chunk + *offset_of(chunk, low));
}

static bool contains(const TranslatedFunction *function, const uint8_t *pc) {
  uintptr_t address = (uintptr_t)pc, start = (uintptr_t)function->code;
  return address >= start && address - start < function->code_size;
}

const TranslatedFunction *code_index_find(const CodeIndex *index, const uint8_t *pc) {
  const CodeChunk *chunk = __atomic_load_n(&index->newest, __ATOMIC_ACQUIRE);
  while (chunk && ((uintptr_t)pc < (uintptr_t)chunk || (uintptr_t)pc - (uintptr_t)chunk >= chunk->capacity))
    chunk = chunk->older;
  if (!chunk) return NULL;
  const TranslatedFunction *function = last_function_before(chunk, pc);
  return function && contains(function, pc) ? function : NULL;
}

/// The innermost region that covers a position, or `absent_index`.
static uint32_t innermost_region(const TranslatedFunction *function, uint32_t position) {
  // The last region that begins at or before the position is the innermost one, or ended before within it.
  uint32_t low = 0, high = function->region_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (function->regions[middle].start <= position) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  uint32_t current = low > 0 ? low - 1 : absent_index;
  while (current != absent_index && function->regions[current].end <= position)
    current = function->regions[current].parent;
  return current;
}

const ExceptionClause *find_exception_clause(
    const TranslatedFunction *function, uint32_t position, const struct Tag *tag, const struct Tag *const *tags) {
  uint32_t current = innermost_region(function, position);
  while (current != absent_index) {
    const ExceptionRegion *region = &function->regions[current];
    for (uint32_t index = 0; index < region->clause_count; index++) {
      const ExceptionClause *clause = &function->clauses[region->first_clause + index];
      if (clause->tag == absent_index || tags[clause->tag] == tag) return clause;
    }
    current = region->next;
  }
  return NULL;
}
