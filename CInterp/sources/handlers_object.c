// Handlers of structures, arrays, i31 and casts. See objects.h for how objects lie in memory.
//
// Where the heap has no room left, an allocation stops the loop at its own instruction, which runs again after the
// collection: it must not have changed anything, and all its operands must be in slots.
#include "object_access.h"
#include "objects.h"

#include "dispatch.h"

#if defined(__clang__)
#define NO_MEMCPY __attribute__((no_builtin("memcpy")))
#else
#define NO_MEMCPY
#endif

// The reason of the stop, a number of bytes, comes in the accumulator.
HANDLER(stop_to_collect) {
  UNUSED_REGISTERS;
  context->heap->request = accumulator;
  SAVE_REGISTERS();
  SAVE_PINNED_REGISTERS();
  STOP(MachineExit_collect);
}

#define COLLECT(size)      \
  do {                     \
    accumulator = (size);  \
    JUMP(stop_to_collect); \
  } while (0)

// Fields -----------------------------------------------------------------------------------------------------

#define DEFINE_GET_FIELD(operation, left_place, right_place, variant, layout, storage)    \
  HANDLER(operation##_##left_place##right_place##_##variant) {                            \
    const operands_get_field *operands = OPERANDS(get_field);                           \
    const uint8_t *object = (const uint8_t *)OBJECT_OF(READ(left_place, i64, operands, left)); \
    if (UNLIKELY(object == NULL)) TRAP(WasmTrap_null_structure_reference);    \
    WRITE(variant, i64, operands, (uint64_t)LOAD_##storage(object + operands->offset)); \
    NEXT(sizeof *operands);                                                   \
  }
GET_FIELD_HANDLERS(DEFINE_GET_FIELD)

#define DEFINE_SET_FIELD(operation, left_place, right_place, variant, layout, storage)      \
  HANDLER(operation##_##left_place##right_place##_##variant) {                              \
    const operands_set_field *operands = OPERANDS(set_field);                           \
    uint8_t *object = (uint8_t *)OBJECT_OF(READ(left_place, i64, operands, left));    \
    if (UNLIKELY(object == NULL)) TRAP(WasmTrap_null_structure_reference);      \
    STORE_##storage(object + operands->offset, READ(right_place, i64, operands, right)); \
    NEXT(sizeof *operands);                                                     \
  }
SET_FIELD_HANDLERS(DEFINE_SET_FIELD)

HANDLER(get_field_v128_sn_s) {
  const operands_get_wide_field *operands = OPERANDS(get_wide_field);
  const uint8_t *object = (const uint8_t *)OBJECT_OF(frame[operands->left]);
  if (UNLIKELY(object == NULL)) TRAP(WasmTrap_null_structure_reference);
  memcpy(frame + operands->target, object + operands->offset, 2 * sizeof(Slot));
  NEXT(sizeof *operands);
}

HANDLER(set_field_v128_ss_n) {
  const operands_set_wide_field *operands = OPERANDS(set_wide_field);
  uint8_t *object = (uint8_t *)OBJECT_OF(frame[operands->left]);
  if (UNLIKELY(object == NULL)) TRAP(WasmTrap_null_structure_reference);
  memcpy(object + operands->offset, frame + operands->right, 2 * sizeof(Slot));
  NEXT(sizeof *operands);
}

// Elements ---------------------------------------------------------------------------------------------------

/// Declares `element`, the address of an array's element.
#define FIND_ELEMENT(reference, index_value, size)                                  \
  Object *object = OBJECT_OF(reference);                                            \
  uint32_t index = (uint32_t)(index_value);                                         \
  if (UNLIKELY(object == NULL)) TRAP(WasmTrap_null_array_reference);                \
  if (UNLIKELY(index >= object->length)) TRAP(WasmTrap_array_out_of_bounds);        \
  uint8_t *element = object_contents(object) + (size_t)index * (size)

#define DEFINE_GET_ELEMENT(operation, left_place, right_place, variant, layout, storage)               \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                         \
    const operands_binary_slots *operands = OPERANDS(binary_slots);                        \
    FIND_ELEMENT(READ(left_place, i64, operands, left), READ(right_place, i32, operands, right), SIZE_##storage); \
    WRITE(variant, i64, operands, (uint64_t)LOAD_##storage(element));                      \
    NEXT(sizeof *operands);                                                                \
  }
GET_ELEMENT_HANDLERS(DEFINE_GET_ELEMENT)

#define DEFINE_SET_ELEMENT(operation, left_place, right_place, variant, layout, storage)      \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                \
    const operands_set_element *operands = OPERANDS(set_element);                 \
    FIND_ELEMENT(frame[operands->left], frame[operands->right], SIZE_##storage);  \
    STORE_##storage(element, frame[operands->value]);                             \
    NEXT(sizeof *operands);                                                       \
  }
SET_ELEMENT_HANDLERS(DEFINE_SET_ELEMENT)

HANDLER(get_element_v128_ss_s) {
  const operands_get_wide_element *operands = OPERANDS(get_wide_element);
  FIND_ELEMENT(frame[operands->left], frame[operands->right], 16);
  memcpy(frame + operands->target, element, 2 * sizeof(Slot));
  NEXT(sizeof *operands);
}

HANDLER(set_element_v128_ss_n) {
  const operands_set_wide_element *operands = OPERANDS(set_wide_element);
  FIND_ELEMENT(frame[operands->left], frame[operands->right], 16);
  memcpy(element, frame + operands->value, 2 * sizeof(Slot));
  NEXT(sizeof *operands);
}

#define DEFINE_ARRAY_LENGTH(operation, left_place, right_place, variant, layout, ...)     \
  HANDLER(operation##_##left_place##right_place##_##variant) {                       \
    const operands_unary *operands = OPERANDS(unary);                    \
    const Object *object = OBJECT_OF(READ(left_place, i64, operands, left));   \
    if (UNLIKELY(object == NULL)) TRAP(WasmTrap_null_array_reference);   \
    WRITE(variant, i32, operands, object->length);                       \
    NEXT(sizeof *operands);                                              \
  }
OBJECT_UNARY_SHAPE(DEFINE_ARRAY_LENGTH, array_length)

HandlerFunction new_packed_structure;

// Allocation -------------------------------------------------------------------------------------------------

// NULL where there is no room. Everything behind the header is undefined.
static inline Object *allocate(ObjectHeap *heap, uint64_t size, uint32_t type, uint32_t length) {
  if (UNLIKELY(size > (uint64_t)(heap->end - heap->next))) return NULL;
  Object *object = (Object *)(void *)heap->next;
  heap->next += (size_t)size;
  object->type = type;
  object->length = length;
  return object;
}

#define FINISH_ALLOCATION(operands, object)                        \
  do {                                                             \
    frame[(operands)->target] = accumulator = (uintptr_t)(object); \
    NEXT(sizeof *(operands));                                      \
  } while (0)

// Fills a new object of `size` bytes: all at once if that is little, else piece by piece. Where that stops in the middle,
// the object is taken back.
#define FILL_ALLOCATION(heap, size, at_once, in_pieces)                \
  do {                                                                 \
    if (LIKELY((size) <= bulk_free_bytes)) {                           \
      at_once;                                                         \
    } else {                                                           \
      WasmTrap reason = (in_pieces);                                   \
      if (UNLIKELY(reason != WasmTrap_none)) {                         \
        (heap)->next -= (size_t)(size);                                \
        TRAP(reason);                                                  \
      }                                                                \
    }                                                                  \
  } while (0)

static inline void write_fields(const DefinedType *type, Object *object, const Slot *values) {
  const ObjectField *field = type->fields;
  const ObjectField *end = field + type->field_count;
  for (; field < end; field++) {
    uint8_t *target = (uint8_t *)object + field->offset;
    switch (field->storage) {
      case Storage_i8: STORE_i8(target, *values); break;
      case Storage_i16: STORE_i16(target, *values); break;
      case Storage_i32: STORE_i32(target, *values); break;
      case Storage_i64: STORE_i64(target, *values); break;
      case Storage_reference: STORE_reference(target, *values); break;
      case Storage_v128:
        memcpy(target, values, 16);
        values++;
        break;
    }
    values++;
  }
}

#if defined(__clang__)
#define FEW_TIMES _Pragma("clang loop vectorize(disable) unroll(disable)")
#else
#define FEW_TIMES
#endif

// A call of memcpy, or a wider loop, would cost more than the few fields that most structures have.
NO_MEMCPY HANDLER(new_structure_nn_s) {
  const operands_new_object *operands = OPERANDS(new_object);
  ObjectHeap *heap = context->heap;
  uint32_t number = context->instance->types[operands->type];
  const DefinedType *type = &heap->types[number];
  if (!type->has_slots) JUMP(new_packed_structure);
  Object *object = allocate(heap, type->size, number, 0);
  if (UNLIKELY(object == NULL)) COLLECT(type->size);
  const Slot *values = frame + operands->range;
  Slot *target = (Slot *)(void *)object_contents(object);
  const Slot *end = target + type->field_count;
  FEW_TIMES
  while (target < end) *target++ = *values++;
  FINISH_ALLOCATION(operands, object);
}

// The same for structures with fields that are smaller or larger than a slot.
HANDLER(new_packed_structure) {
  const operands_new_object *operands = OPERANDS(new_object);
  ObjectHeap *heap = context->heap;
  uint32_t number = context->instance->types[operands->type];
  const DefinedType *type = &heap->types[number];
  Object *object = allocate(heap, type->size, number, 0);
  if (UNLIKELY(object == NULL)) COLLECT(type->size);
  write_fields(type, object, frame + operands->range);
  FINISH_ALLOCATION(operands, object);
}

HANDLER(new_default_structure_nn_s) {
  const operands_new_object *operands = OPERANDS(new_object);
  ObjectHeap *heap = context->heap;
  uint32_t number = context->instance->types[operands->type];
  const DefinedType *type = &heap->types[number];
  Object *object = allocate(heap, type->size, number, 0);
  if (UNLIKELY(object == NULL)) COLLECT(type->size);
  memset(object_contents(object), 0, type->size - sizeof(Object));
  FINISH_ALLOCATION(operands, object);
}

// The length is behind the value.
HANDLER(new_array_nn_s) {
  const operands_new_object *operands = OPERANDS(new_object);
  ObjectHeap *heap = context->heap;
  uint32_t number = context->instance->types[operands->type];
  Storage storage = heap->types[number].storage;
  const Slot *value = frame + operands->range;
  uint32_t length = (uint32_t)value[storage == Storage_v128 ? 2 : 1];
  uint64_t size = array_size(storage, length);
  Object *object = allocate(heap, size, number, length);
  if (UNLIKELY(object == NULL)) COLLECT(size);
  FILL_ALLOCATION(heap, size, storage_fill(storage, object_contents(object), value, length),
                  bulk_fill(context, storage, object_contents(object), value, length));
  FINISH_ALLOCATION(operands, object);
}

HANDLER(new_default_array_nn_s) {
  const operands_new_object *operands = OPERANDS(new_object);
  ObjectHeap *heap = context->heap;
  uint32_t number = context->instance->types[operands->type];
  uint32_t length = (uint32_t)frame[operands->range];
  uint64_t size = array_size(heap->types[number].storage, length);
  Object *object = allocate(heap, size, number, length);
  if (UNLIKELY(object == NULL)) COLLECT(size);
  static const Slot zero = 0;
  FILL_ALLOCATION(heap, size, memset(object_contents(object), 0, (size_t)size - sizeof(Object)),
                  bulk_fill(context, Storage_i8, object_contents(object), &zero, size - sizeof(Object)));
  FINISH_ALLOCATION(operands, object);
}

HANDLER(new_fixed_array_nn_s) {
  const operands_new_fixed_array *operands = OPERANDS(new_fixed_array);
  ObjectHeap *heap = context->heap;
  uint32_t number = context->instance->types[operands->type];
  Storage storage = heap->types[number].storage;
  uint64_t size = array_size(storage, operands->length);
  Object *object = allocate(heap, size, number, operands->length);
  if (UNLIKELY(object == NULL)) COLLECT(size);
  const Slot *value = frame + operands->range;
  uint8_t *element = object_contents(object);
  for (uint32_t index = 0; index < operands->length; index++) {
    storage_write(storage, element, value);
    element += storage_size(storage);
    value += storage == Storage_v128 ? 2 : 1;
  }
  FINISH_ALLOCATION(operands, object);
}

// i31 --------------------------------------------------------------------------------------------------------

#define DEFINE_MAKE_I31(operation, left_place, right_place, variant, layout, ...)              \
  HANDLER(operation##_##left_place##right_place##_##variant) {                            \
    const operands_unary *operands = OPERANDS(unary);                         \
    WRITE(variant, i32, operands, READ(left_place, i32, operands, left) << 1 | 1u); \
    NEXT(sizeof *operands);                                                   \
  }
OBJECT_UNARY_SHAPE(DEFINE_MAKE_I31, make_i31)

#define DEFINE_GET_I31(operation, left_place, right_place, variant, layout, T, ...)                 \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                 \
    const operands_unary *operands = OPERANDS(unary);                              \
    uint64_t reference = READ(left_place, i64, operands, left);                          \
    if (UNLIKELY(reference == 0)) TRAP(WasmTrap_null_i31_reference);               \
    WRITE(variant, i32, operands, (uint32_t)((T)(uint32_t)reference >> 1));        \
    NEXT(sizeof *operands);                                                        \
  }
OBJECT_UNARY_SHAPE(DEFINE_GET_I31, get_i31_s, int32_t)
OBJECT_UNARY_SHAPE(DEFINE_GET_I31, get_i31_u, uint32_t)

// Casts ------------------------------------------------------------------------------------------------------

#define DEFINE_TEST(operation, left_place, right_place, variant, layout, ...)                                   \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                             \
    const operands_test *operands = OPERANDS(test);                                            \
    bool result = matches(context->heap->types, READ(left_place, i64, operands, left), operands->heap_type); \
    WRITE(variant, i32, operands, result);                                                     \
    NEXT(sizeof *operands);                                                                    \
  }
TEST_SHAPE(DEFINE_TEST, test_reference, test)

#define DEFINE_TEST_DEFINED(operation, left_place, right_place, variant, layout, match)                          \
  HANDLER(operation##_##left_place##right_place##_##variant) {                                                   \
    const operands_test_defined *operands = OPERANDS(test_defined);                                  \
    bool result = match(context, READ(left_place, i64, operands, left), operands->heap_type, operands->type); \
    WRITE(variant, i32, operands, result);                                                           \
    NEXT(sizeof *operands);                                                                          \
  }
TEST_SHAPE(DEFINE_TEST_DEFINED, test_object, test_defined, matches_object)
TEST_SHAPE(DEFINE_TEST_DEFINED, test_function, test_defined, matches_function)

HANDLER(cast_reference_sn_n) {
  const operands_cast *operands = OPERANDS(cast);
  if (UNLIKELY(!matches(context->heap->types, frame[operands->left], operands->heap_type)))
    TRAP(WasmTrap_cast_failure);
  NEXT(sizeof *operands);
}

#define DEFINE_CAST_DEFINED(operation, match)                                                       \
  HANDLER(operation##_sn_n) {                                                                       \
    const operands_cast_defined *operands = OPERANDS(cast_defined);                                 \
    if (UNLIKELY(!match(context, frame[operands->left], operands->heap_type, operands->type)))      \
      TRAP(WasmTrap_cast_failure);                                                                  \
    NEXT(sizeof *operands);                                                                         \
  }
DEFINE_CAST_DEFINED(cast_object, matches_object)
DEFINE_CAST_DEFINED(cast_function, matches_function)
