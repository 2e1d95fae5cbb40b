// Placing functions in chunks, and finding what a pc belongs to.
#include "translated_code.h"

#include <stdbool.h>
#include <string.h>

enum { function_alignment = 16 };

static size_t aligned(size_t size) {
  return (size + (function_alignment - 1)) & ~(size_t)(function_alignment - 1);
}

static size_t size_before_code(size_t region_count, size_t clause_count) {
  return aligned(sizeof(TranslatedFunction) + region_count * (sizeof(ExceptionRegion) + 2 * sizeof(ExceptionBoundary)) +
                 clause_count * sizeof(ExceptionClause));
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
  ExceptionClause *clauses = (ExceptionClause *)(regions + region_count);
  *function = (TranslatedFunction){
      .code = start + size_before_code(region_count, clause_count),
      .regions = regions,
      .clauses = clauses,
      .boundaries = (ExceptionBoundary *)(clauses + clause_count),
      .code_size = (uint32_t)code_size,
      .region_count = (uint32_t)region_count,
  };
  return function;
}

/// Lists where the innermost region changes.
static void write_boundaries(const TranslatedFunction *function) {
  ExceptionBoundary *next = function->boundaries;
  uint32_t current = absent_index;
  for (uint32_t index = 0; index <= function->region_count; index++) {
    // Behind the last region, all end.
    uint32_t start = index < function->region_count ? function->regions[index].start : UINT32_MAX;
    while (current != absent_index && function->regions[current].end <= start) {
      const ExceptionRegion *ended = &function->regions[current];
      current = ended->parent;
      *next++ = (ExceptionBoundary){ended->end, current};
    }
    if (index == function->region_count) break;
    current = index;
    *next++ = (ExceptionBoundary){start, current};
  }
}

void code_index_publish(const CodeIndex *index, const TranslatedFunction *function) {
  CodeChunk *chunk = index->newest;
  write_boundaries(function);
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
  uint32_t low = 0, high = 2 * function->region_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (function->boundaries[middle].position <= position) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 0 ? function->boundaries[low - 1].region : absent_index;
}

static const ExceptionClause *matching_clause(
    const TranslatedFunction *function, const ExceptionRegion *region, const struct Tag *tag,
    const struct Tag *const *tags) {
  for (uint32_t index = 0; index < region->clause_count; index++) {
    const ExceptionClause *clause = &function->clauses[region->first_clause + index];
    if (clause->tag == absent_index || tags[clause->tag] == tag) return clause;
  }
  return NULL;
}

/// Where it is noted that nothing matches from a region outward.
static UnmatchedRegion *note_of(
    const ExceptionSearch *search, const ExceptionRegion *region, const struct Tag *const *tags) {
  uintptr_t hash = (uintptr_t)region / sizeof *region ^ (uintptr_t)tags / sizeof *tags;
  return &search->unmatched[hash % unmatched_region_count];
}

/// Notes that nothing matches from any of `count` regions outward: some of them, at even distances.
static void note_unmatched(
    const ExceptionSearch *search, const TranslatedFunction *function, uint32_t first, uint32_t count,
    const struct Tag *const *tags) {
  uint32_t distance = 1 + count / (unmatched_region_count / 4);
  uint32_t current = first;
  for (uint32_t index = 0; index < count; index++) {
    const ExceptionRegion *region = &function->regions[current];
    if (index % distance == 0) *note_of(search, region, tags) = (UnmatchedRegion){region, tags};
    current = region->next;
  }
}

// What a region and a clause take, as `ExceptionSearch.work`.
enum { region_work = 32, clause_work = 8 };

const ExceptionClause *find_exception_clause(
    const TranslatedFunction *function, uint32_t position, ExceptionSearch *search, const struct Tag *const *tags) {
  uint32_t first = innermost_region(function, position), current = first, count = 0;
  while (current != absent_index) {
    const ExceptionRegion *region = &function->regions[current];
    search->work += region_work;
    if (search->unmatched) {
      const UnmatchedRegion *note = note_of(search, region, tags);
      if (note->region == region && note->tags == tags) break;
    }
    search->work += (uint64_t)region->clause_count * clause_work;
    const ExceptionClause *clause = matching_clause(function, region, search->tag, tags);
    if (clause) return clause;
    count++;
    current = region->next;
  }
  if (search->unmatched) note_unmatched(search, function, first, count, tags);
  return NULL;
}
