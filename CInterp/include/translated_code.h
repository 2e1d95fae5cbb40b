// Where the translated functions of a module lie in memory, and what is known of each besides its code.
//
// Functions are added to chunks of memory one by one and never move, so that a pc leads to its function without a
// lock, on any thread. In a chunk, functions lie one after the other from its start, and the list of where they begin
// grows downward from its end.
#ifndef TRANSLATED_CODE_H
#define TRANSLATED_CODE_H

#include <stddef.h>
#include <stdint.h>

struct Tag;

/// In place of an index that there is not.
static const uint32_t absent_index = UINT32_MAX;

/// Where an exception goes that a region catches.
typedef struct ExceptionClause {
  /// In the tag index space; `absent_index` catches every exception, and no values.
  uint32_t tag;
  /// The first of the slots that get the exception's values.
  uint32_t slot;
  /// The slot that gets a reference to the exception, or `absent_index`.
  uint32_t reference_slot;
  /// Whether that reference is ever used; if not, the slot gets null.
  uint32_t needs_reference;
  /// The position in the code where execution goes on.
  uint32_t target;
} ExceptionClause;

/// A part of a function's code that catches exceptions. Regions are in the order in which they begin, an outer one
/// before those inside of it; two of them are either nested or apart.
typedef struct ExceptionRegion {
  /// The first position of the code that is covered, and the one behind the last.
  uint32_t start, end;
  /// The region directly around this one, which is before it, or `absent_index`.
  uint32_t parent;
  /// The region where the search goes on if no clause matches, which is before this one. `absent_index` leaves the
  /// function.
  uint32_t next;
  uint32_t first_clause, clause_count;
} ExceptionRegion;

/// A position from which on another region is the innermost one.
typedef struct ExceptionBoundary {
  uint32_t position;
  /// `absent_index` where no region is.
  uint32_t region;
} ExceptionBoundary;

/// A translated function. Its regions, clauses, boundaries and code follow it in memory.
typedef struct TranslatedFunction {
  uint8_t *code;
  ExceptionRegion *regions;
  ExceptionClause *clauses;
  /// In the order of their positions, two for each region.
  ExceptionBoundary *boundaries;
  uint32_t code_size;
  uint32_t region_count;
  /// The slot of the frame where the return header begins.
  uint32_t header_slot;
  /// Among the functions that the module defines.
  uint32_t index;
} TranslatedFunction;

/// Memory that functions are placed in. It begins with this.
typedef struct CodeChunk {
  struct CodeChunk *older;
  /// In bytes, all included.
  size_t capacity;
  /// Where the next function goes, from the start of the chunk.
  size_t used;
  /// Those that other threads may see.
  uint32_t function_count;
} CodeChunk;

/// The chunks of a module.
typedef struct CodeIndex {
  CodeChunk *newest;
} CodeIndex;

/// The bytes that a chunk needs for one function.
size_t code_chunk_size_for(size_t code_size, size_t region_count, size_t clause_count);

/// Makes `capacity` bytes at `memory`, aligned as by `malloc`, the newest chunk.
void code_index_add_chunk(CodeIndex *index, void *memory, size_t capacity);

/// Finds room for a function in the newest chunk; NULL if there is none. Nobody sees it until it is published.
TranslatedFunction *code_index_reserve(
    const CodeIndex *index, size_t code_size, size_t region_count, size_t clause_count);

/// Lets `code_index_find` find the function that was reserved last, whose regions and clauses are written.
void code_index_publish(const CodeIndex *index, const TranslatedFunction *function);

/// The function whose code contains `pc`, or NULL.
const TranslatedFunction *code_index_find(const CodeIndex *index, const uint8_t *pc);

/// A region from which outward no clause matches a tag of an instance, which has these tags.
typedef struct UnmatchedRegion {
  const ExceptionRegion *region;
  const struct Tag *const *tags;
} UnmatchedRegion;

enum { unmatched_region_count = 128 };

/// The search for what catches one exception, through any number of frames.
typedef struct ExceptionSearch {
  const struct Tag *tag;
  /// How much was looked at, in bytes that could be moved meanwhile: see bulk.h.
  uint64_t work;
  /// What is known so far, by a hash; NULL where that is not worth while yet.
  UnmatchedRegion *unmatched;
} ExceptionSearch;

/// The clause that catches an exception thrown at `position`: the first that matches, from the innermost region outward;
/// NULL if there is none.
const ExceptionClause *find_exception_clause(
    const TranslatedFunction *function, uint32_t position, ExceptionSearch *search, const struct Tag *const *tags);

#endif
