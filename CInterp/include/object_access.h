// Fields and elements in memory, and what casts compare: for the handlers of objects and for compiled code.
#ifndef OBJECT_ACCESS_H
#define OBJECT_ACCESS_H

#include "machine.h"
#include "objects.h"

#define OBJECT_OF(reference) ((Object *)(uintptr_t)(reference))

#define LOAD_i8_s(address) ((uint32_t)(int32_t) * (const int8_t *)(address))
#define LOAD_i8_u(address) (*(const uint8_t *)(address))
#define LOAD_i16_s(address) ((uint32_t)(int32_t) * (const int16_t *)(const void *)(address))
#define LOAD_i16_u(address) (*(const uint16_t *)(const void *)(address))
#define LOAD_i32(address) (*(const uint32_t *)(const void *)(address))
#define LOAD_i64(address) (*(const uint64_t *)(const void *)(address))
#define LOAD_reference(address) (*(const uintptr_t *)(const void *)(address))
#define STORE_i8(address, value) (*(uint8_t *)(address) = (uint8_t)(value))
#define STORE_i16(address, value) (*(uint16_t *)(void *)(address) = (uint16_t)(value))
#define STORE_i32(address, value) (*(uint32_t *)(void *)(address) = (uint32_t)(value))
#define STORE_i64(address, value) (*(uint64_t *)(void *)(address) = (value))
#define STORE_reference(address, value) (*(uintptr_t *)(void *)(address) = (uintptr_t)(value))

#define SIZE_i8_s 1
#define SIZE_i8_u 1
#define SIZE_i16_s 2
#define SIZE_i16_u 2
#define SIZE_i8 1
#define SIZE_i16 2
#define SIZE_i32 4
#define SIZE_i64 8
#define SIZE_reference sizeof(uintptr_t)

static inline bool matches(const DefinedType *types, uint64_t reference, uint32_t selector) {
  if (reference == 0) return selector & cast_nullable;
  switch ((CastTarget)(selector >> 1)) {
    case CastTarget_everything: return true;
    case CastTarget_nothing: return false;
    case CastTarget_eq: return (reference & 3) != 2;
    case CastTarget_i31: return reference & 1;
    case CastTarget_structure:
      return reference_is_object(reference) && types[OBJECT_OF(reference)->type].kind == DefinedKind_structure;
    case CastTarget_array:
      return reference_is_object(reference) && types[OBJECT_OF(reference)->type].kind == DefinedKind_array;
  }
  return false;
}

static inline bool matches_object(const Context *running, uint64_t reference, uint32_t selector,
                                  uint32_t type) {
  if (!reference_is_object(reference)) return reference == 0 && (selector & cast_nullable);
  return defined_type_matches(running->heap->types, OBJECT_OF(reference)->type,
                              running->instance->types[type]);
}

static inline bool matches_function(const Context *running, uint64_t reference, uint32_t selector,
                                    uint32_t type) {
  if (reference == 0) return selector & cast_nullable;
  return defined_type_matches(running->heap->types, ((Function *)(uintptr_t)reference)->type,
                              running->instance->types[type]);
}

#endif
