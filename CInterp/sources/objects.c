// Storage of fields and elements, and the copying collector (Cheney's algorithm: no stack, no marks).
//
// An object that has moved leaves in its `type` a number that no type has, and in its `length` its new place. The new
// place of a large one begins with the header, and the old address, until the contents are copied.
#include "objects.h"

#include <string.h>

void storage_read(Storage storage, const uint8_t *source, Slot *target) {
  switch (storage) {
    case Storage_i8: target[0] = *source; return;
    case Storage_i16: {
      uint16_t value;
      memcpy(&value, source, sizeof value);
      target[0] = value;
      return;
    }
    case Storage_i32: {
      uint32_t value;
      memcpy(&value, source, sizeof value);
      target[0] = value;
      return;
    }
    case Storage_i64: memcpy(target, source, 8); return;
    case Storage_v128: memcpy(target, source, 16); return;
    case Storage_reference: {
      uintptr_t value;
      memcpy(&value, source, sizeof value);
      target[0] = value;
      return;
    }
  }
}

void storage_write(Storage storage, uint8_t *target, const Slot *source) {
  switch (storage) {
    case Storage_i8: *target = (uint8_t)source[0]; return;
    case Storage_i16: {
      uint16_t value = (uint16_t)source[0];
      memcpy(target, &value, sizeof value);
      return;
    }
    case Storage_i32: {
      uint32_t value = (uint32_t)source[0];
      memcpy(target, &value, sizeof value);
      return;
    }
    case Storage_i64: memcpy(target, source, 8); return;
    case Storage_v128: memcpy(target, source, 16); return;
    case Storage_reference: {
      uintptr_t value = (uintptr_t)source[0];
      memcpy(target, &value, sizeof value);
      return;
    }
  }
}

void storage_fill(Storage storage, uint8_t *target, const Slot *source, uint32_t count) {
  size_t size = storage_size(storage);
  if (count == 0) return;
  if (storage == Storage_i8) {
    memset(target, (uint8_t)source[0], count);
    return;
  }
  // The first element, then what is filled again and again: memcpy knows how to copy much at once.
  storage_write(storage, target, source);
  size_t filled = size, all = size * count;
  while (filled < all) {
    size_t copied = filled < all - filled ? filled : all - filled;
    memcpy(target + filled, target, copied);
    filled += copied;
  }
}

static const uint32_t moved_type = UINT32_MAX;

static uint64_t object_size(const DefinedType *types, const Object *object) {
  const DefinedType *type = &types[object->type];
  return type->kind == DefinedKind_structure ? type->size : array_size(type->storage, object->length);
}

static bool is_in_from_space(const HeapCollection *collection, uintptr_t reference) {
  return reference >= (uintptr_t)collection->from && reference < (uintptr_t)collection->from_end &&
         (reference & (object_alignment - 1)) == 0;
}

/// What looking at a reference takes, as `HeapCollection.work`.
enum { reference_work = 8 };

static void mark_handle(HeapCollection *collection, uintptr_t reference) {
  if ((reference & handle_mask) != handle_mark) return;
  size_t number = reference >> handle_shift;
  if (number < collection->handle_count) collection->handle_marks[number] = 1;
}

uintptr_t collection_move(HeapCollection *collection, uintptr_t reference) {
  collection->work += reference_work;
  if (!is_in_from_space(collection, reference)) {
    mark_handle(collection, reference);
    return reference;
  }
  Object *object = (Object *)reference;
  if (object->type != moved_type) {
    size_t size = (size_t)object_size(collection->types, object);
    uint8_t *target = collection->next;
    collection->next += size;
    if (size <= collection_piece) {
      memcpy(target, object, size);
      collection->work += size;
    } else {
      memcpy(target, object, sizeof *object);
      memcpy(target + sizeof *object, &reference, sizeof reference);
    }
    object->type = moved_type;
    object->length = (uint32_t)((size_t)(target - collection->to) / object_alignment);
  }
  return (uintptr_t)(collection->to + (size_t)object->length * object_alignment);
}

void collection_move_slots(HeapCollection *collection, Slot *slots, size_t count) {
  for (size_t index = 0; index < count; index++)
    slots[index] = collection_move(collection, (uintptr_t)slots[index]);
}

void collection_move_references(HeapCollection *collection, uintptr_t *references, size_t count) {
  for (size_t index = 0; index < count; index++)
    references[index] = collection_move(collection, references[index]);
}

static size_t smaller(size_t left, size_t right) { return left < right ? left : right; }

static void move_fields(
    HeapCollection *collection, Object *object, const DefinedType *type, size_t first, size_t count) {
  for (size_t index = first; index < first + count; index++) {
    uintptr_t *field = (uintptr_t *)(void *)((uint8_t *)object + type->references[index]);
    *field = collection_move(collection, *field);
  }
}

static void move_contents(HeapCollection *collection, Object *object, const DefinedType *type) {
  if (type->kind == DefinedKind_structure) {
    move_fields(collection, object, type, 0, type->reference_count);
  } else if (type->storage == Storage_reference) {
    collection_move_references(collection, (uintptr_t *)(void *)object_contents(object), object->length);
  }
}

static void copy_contents(HeapCollection *collection, Object *object, size_t offset, size_t count) {
  uint8_t *contents = object_contents(object);
  if (offset == 0) {
    uintptr_t old;
    memcpy(&old, contents, sizeof old);
    collection->source = (const uint8_t *)old + sizeof(Object);
  }
  memcpy(contents + offset, collection->source + offset, count);
  collection->work += count;
}

// Does a piece of a large array; gives whether that was the last. `progress` counts bytes.
static bool continue_array(HeapCollection *collection, Object *object, const DefinedType *type, size_t size) {
  size_t done = collection->progress, count = smaller(size - sizeof(Object) - done, collection_piece);
  copy_contents(collection, object, done, count);
  // The bytes behind the last element are none.
  if (type->storage == Storage_reference)
    collection_move_references(
        collection, (uintptr_t *)(void *)(object_contents(object) + done), count / sizeof(uintptr_t));
  collection->progress = done + count;
  return collection->progress == size - sizeof(Object);
}

// The same for a structure, which has at most some thousand fields: all are copied with the first piece. `progress`
// counts references, and one more.
static bool continue_structure(HeapCollection *collection, Object *object, const DefinedType *type, size_t size) {
  if (collection->progress == 0) {
    copy_contents(collection, object, 0, size - sizeof(Object));
    collection->progress = 1;
  }
  size_t first = collection->progress - 1;
  size_t count = smaller(type->reference_count - first, collection_piece / sizeof(uintptr_t));
  move_fields(collection, object, type, first, count);
  collection->progress += count;
  return first + count == type->reference_count;
}

static bool continue_large(HeapCollection *collection, Object *object, const DefinedType *type, size_t size) {
  bool is_structure = type->kind == DefinedKind_structure;
  if (!(is_structure ? continue_structure : continue_array)(collection, object, type, size)) return false;
  collection->progress = 0;
  return true;
}

bool collection_continue(HeapCollection *collection, uint64_t work) {
  uint64_t end = collection->work + work;
  while (collection->scanned < collection->next) {
    if (collection->work >= end) return false;
    Object *object = (Object *)(void *)collection->scanned;
    const DefinedType *type = &collection->types[object->type];
    size_t size = (size_t)object_size(collection->types, object);
    if (size > collection_piece) {
      if (!continue_large(collection, object, type, size)) continue;
    } else {
      move_contents(collection, object, type);
      collection->work += reference_work;
    }
    collection->scanned += size;
  }
  return true;
}
