// Storage of fields and elements, and the copying collector (Cheney's algorithm: no stack, no marks).
//
// An object that has moved leaves in its `type` a number that no type has, and in its `length` its new place.
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

uintptr_t collection_move(HeapCollection *collection, uintptr_t reference) {
  if (!is_in_from_space(collection, reference)) return reference;
  Object *object = (Object *)reference;
  if (object->type != moved_type) {
    size_t size = (size_t)object_size(collection->types, object);
    uint8_t *target = collection->next;
    collection->next += size;
    memcpy(target, object, size);
    object->type = moved_type;
    object->length = (uint32_t)((size_t)(target - collection->to) / object_alignment);
  }
  return (uintptr_t)(collection->to + (size_t)object->length * object_alignment);
}

bool collection_has_moved(const HeapCollection *collection, uintptr_t reference) {
  return is_in_from_space(collection, reference) && ((const Object *)reference)->type == moved_type;
}

void collection_move_slots(HeapCollection *collection, Slot *slots, size_t count) {
  for (size_t index = 0; index < count; index++)
    slots[index] = collection_move(collection, (uintptr_t)slots[index]);
}

void collection_move_references(HeapCollection *collection, uintptr_t *references, size_t count) {
  for (size_t index = 0; index < count; index++)
    references[index] = collection_move(collection, references[index]);
}

static void move_contents(HeapCollection *collection, Object *object, const DefinedType *type) {
  if (type->kind == DefinedKind_array) {
    if (type->storage == Storage_reference)
      collection_move_references(collection, (uintptr_t *)(void *)object_contents(object), object->length);
    return;
  }
  for (uint32_t index = 0; index < type->reference_count; index++) {
    uintptr_t *field = (uintptr_t *)(void *)((uint8_t *)object + type->references[index]);
    *field = collection_move(collection, *field);
  }
}

void collection_finish(HeapCollection *collection) {
  uint8_t *position = collection->to;
  while (position < collection->next) {
    Object *object = (Object *)(void *)position;
    size_t size = (size_t)object_size(collection->types, object);
    move_contents(collection, object, &collection->types[object->type]);
    position += size;
  }
}
