// Objects of the garbage-collected heap: how they lie in memory, and what their types say of them.
//
// A reference of the `any` and `extern` hierarchies, in a slot or in a field:
//
//     0              null
//     …1             an i31, in the 31 bits above
//     …10            a handle of a host's object; it can be seen as `any` after `any.convert_extern`
//     a multiple of 8   an `Object` of the store's heap
//
// A function reference is a `Function *`, outside of the heap. Objects move when the heap is collected: between two
// instructions that may allocate, no C or Swift code may keep an address of one.
#ifndef OBJECTS_H
#define OBJECTS_H

#include "machine.h"

enum { object_alignment = 8 };

/// What every object begins with. Its fields or elements follow, at natural alignment but for v128, which has 8.
typedef struct Object {
  /// The engine-wide canonical number of its type.
  uint32_t type;
  /// Arrays: the number of elements.
  uint32_t length;
} Object;

/// What a field or an element takes in memory.
typedef enum CLOSED_ENUM Storage {
  Storage_i8,
  Storage_i16,
  /// i32 and f32.
  Storage_i32,
  /// i64 and f64.
  Storage_i64,
  Storage_v128,
  /// A pointer.
  Storage_reference,
} Storage;

static inline uint32_t storage_size(Storage storage) {
  switch (storage) {
    case Storage_i8: return 1;
    case Storage_i16: return 2;
    case Storage_i32: return 4;
    case Storage_i64: return 8;
    case Storage_v128: return 16;
    case Storage_reference: break;
  }
  return sizeof(uintptr_t);
}

typedef struct ObjectField {
  /// From the start of the object.
  uint32_t offset;
  Storage storage;
} ObjectField;

typedef enum CLOSED_ENUM DefinedKind { DefinedKind_function, DefinedKind_structure, DefinedKind_array } DefinedKind;

/// A defined type, as the loop and the collector see it. Immutable once it is published.
typedef struct DefinedType {
  /// The chain of supertypes from the most general one down to the type itself, which is the one at `depth`.
  const uint32_t *supertypes;
  uint32_t depth;
  DefinedKind kind;
  /// Structures: the size of an instance in bytes, a multiple of `object_alignment`.
  uint32_t size;
  /// Arrays: of the elements.
  Storage storage;
  /// Structures: in the order of the type.
  const ObjectField *fields;
  uint32_t field_count;
  /// Structures: whether each field takes 8 bytes, as in a slot.
  bool has_slots;
  /// Structures: the offsets of the fields that are references.
  uint32_t reference_count;
  const uint32_t *references;
} DefinedType;

/// The heap of a store: where the loop allocates.
typedef struct ObjectHeap {
  uint8_t *next, *end;
  /// The defined types of the engine by number: at least all that the store's instances and functions use.
  const DefinedType *types;
  /// How many bytes the allocation needs for which the loop has stopped.
  uint64_t request;
} ObjectHeap;

/// Whether the defined type `number` is `wanted` or below it.
static inline bool defined_type_matches(const DefinedType *types, uint32_t number, uint32_t wanted) {
  if (number == wanted) return true;
  uint32_t depth = types[wanted].depth;
  return depth < types[number].depth && types[number].supertypes[depth] == wanted;
}

/// The bytes of an array with `length` elements. Fits: at most 16 bytes for each of 2^32.
static inline uint64_t array_size(Storage storage, uint32_t length) {
  uint64_t size = sizeof(Object) + (uint64_t)length * storage_size(storage);
  return (size + (object_alignment - 1)) & ~(uint64_t)(object_alignment - 1);
}

static inline bool reference_is_object(uint64_t reference) {
  return reference != 0 && (reference & (object_alignment - 1)) == 0;
}

/// The fields or elements of an object.
static inline uint8_t *object_contents(Object *object) { return (uint8_t *)object + sizeof(Object); }

/// What the lowest bit of `selector` operands of casts says: null matches.
enum { cast_nullable = 1 };

/// What a cast compares with, above that bit.
#define CAST_TARGETS(TARGET) \
  TARGET(everything) TARGET(nothing) TARGET(eq) TARGET(i31) TARGET(structure) TARGET(array)
#define CAST_TARGET(name) CastTarget_##name,
typedef enum CLOSED_ENUM CastTarget { CAST_TARGETS(CAST_TARGET) } CastTarget;

enum { cast_target_count = CastTarget_array + 1 };

/// The name of a cast target, as it is written here.
const char *cast_target_name(CastTarget target);

/// Reads and writes a field or an element; values lie in slots as machine.h says. i8 and i16 are read with zeros above.
void storage_read(Storage storage, const uint8_t *source, Slot *target);
void storage_write(Storage storage, uint8_t *target, const Slot *source);

/// Writes one value to `count` elements.
void storage_fill(Storage storage, uint8_t *target, const Slot *source, uint32_t count);

// Collection -------------------------------------------------------------------------------------------------

enum {
  /// Objects that are larger are not copied when they are first found, but piece by piece when they are looked through.
  collection_piece = 4096,
};

/// A copying collection in progress: objects move from one space to the other. It is all data, and may rest at any time
/// while nobody looks at an object.
typedef struct HeapCollection {
  uint8_t *from, *from_end;
  /// As large as what is used of the other space.
  uint8_t *to;
  /// Where the next object goes.
  uint8_t *next;
  const DefinedType *types;
  /// Objects before it refer to no object of the space that is left.
  uint8_t *scanned;
  /// Of the object at `scanned`, if it is large: how much of it is done, and where its contents come from.
  size_t progress;
  const uint8_t *source;
  /// What was done so far, in bytes that could be moved meanwhile.
  uint64_t work;
  /// By number, whether something refers to an object of the host.
  uint8_t *handle_marks;
  size_t handle_count;
} HeapCollection;

/// The handle of the host's object of a number, and what tells it from other references.
enum { handle_shift = 2, handle_mask = 3, handle_mark = 2 };

/// The reference that stands for `reference` after the collection; gives its object a place if it has none. A handle
/// of a host's object is marked.
uintptr_t collection_move(HeapCollection *collection, uintptr_t reference);

/// Moves what `count` slots refer to. What is not a reference into the heap is left alone.
void collection_move_slots(HeapCollection *collection, Slot *slots, size_t count);
void collection_move_references(HeapCollection *collection, uintptr_t *references, size_t count);

/// Moves what moved objects refer to, and so on, until about `work` more is done. Gives whether that was everything.
bool collection_continue(HeapCollection *collection, uint64_t work);

#endif
