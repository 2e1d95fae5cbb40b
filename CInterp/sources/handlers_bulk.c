// Handlers on ranges of memories and tables. Their operands are in consecutive slots; they call the C library. What is
// more than a little is for bulk.h.
#include "dispatch.h"

#define IS_LITTLE(bytes) LIKELY((bytes) <= bulk_free_bytes)

// Stops at this instruction if work of bulk.h has stopped in the middle.
#define CHECK_BULK(work)                                 \
  do {                                                   \
    WasmTrap reason = (work);                            \
    if (UNLIKELY(reason != WasmTrap_none)) TRAP(reason); \
  } while (0)

// Whether `count` bytes from `start` lie inside.
static inline bool is_inside(const Memory *checked, uint64_t start, uint64_t count) {
  return count <= checked->size && start <= checked->size - count;
}

// Three slots: address, value, count.
HANDLER(memory_fill_nn_n) {
  const operands_memory_fill *operands = OPERANDS(memory_fill);
  const Slot *arguments = frame + operands->range;
  const Memory *filled = context->instance->memories[operands->memory_operand];
  if (!is_inside(filled, arguments[0], arguments[2])) JUMP(stop_outside_of_memory);
  uint64_t count = arguments[2];
  if (!IS_LITTLE(count)) {
    CHECK_BULK(bulk_fill(context, Storage_i8, filled->base + arguments[0], arguments + 1, count));
  } else if (count != 0) {
    memset(filled->base + arguments[0], (uint8_t)arguments[1], (size_t)count);
  }
  NEXT(sizeof *operands);
}

// Three slots: address, offset in the segment, count.
HANDLER(memory_init_nn_n) {
  const operands_memory_init *operands = OPERANDS(memory_init);
  const Slot *arguments = frame + operands->range;
  const DataSegment *source = &context->instance->data_segments[operands->segment];
  const Memory *target = context->instance->memories[operands->memory_operand];
  if (arguments[2] > source->size || arguments[1] > source->size - arguments[2])
    TRAP(WasmTrap_memory_out_of_bounds);
  if (!is_inside(target, arguments[0], arguments[2])) JUMP(stop_outside_of_memory);
  uint64_t count = arguments[2];
  if (!IS_LITTLE(count)) {
    CHECK_BULK(bulk_copy(context, target->base + arguments[0], source->bytes + arguments[1], count));
  } else if (count != 0) {
    memcpy(target->base + arguments[0], source->bytes + arguments[1], (size_t)count);
  }
  NEXT(sizeof *operands);
}

// Three slots: target address, source address, count.
HANDLER(memory_copy_nn_n) {
  const operands_memory_copy *operands = OPERANDS(memory_copy);
  const Slot *arguments = frame + operands->range;
  const Memory *target = context->instance->memories[operands->memory_operand];
  const Memory *source = context->instance->memories[operands->source_memory];
  if (!is_inside(target, arguments[0], arguments[2]) || !is_inside(source, arguments[1], arguments[2]))
    JUMP(stop_outside_of_memory);
  uint64_t count = arguments[2];
  if (!IS_LITTLE(count)) {
    CHECK_BULK(bulk_copy(context, target->base + arguments[0], source->base + arguments[1], count));
  } else if (count != 0) {
    memmove(target->base + arguments[0], source->base + arguments[1], (size_t)count);
  }
  NEXT(sizeof *operands);
}

// The bytes of `count` elements, which are as many as a table has at most.
static inline uint64_t bytes_of_elements(uint64_t count) { return count * sizeof(uintptr_t); }

static inline uint8_t *bytes_at(uintptr_t *elements, uint64_t index) { return (uint8_t *)(elements + index); }

// Whether `count` elements from `start` lie inside.
static inline bool has_elements(const Table *checked, uint64_t start, uint64_t count) {
  return count <= checked->size && start <= checked->size - count;
}

// Three slots: index, offset in the segment, count.
HANDLER(table_init_nn_n) {
  const operands_table_init *operands = OPERANDS(table_init);
  const Slot *arguments = frame + operands->range;
  const ElementSegment *source = &context->instance->element_segments[operands->segment];
  const Table *target = context->instance->tables[operands->table_operand];
  if (arguments[2] > source->size || arguments[1] > source->size - arguments[2] ||
      !has_elements(target, arguments[0], arguments[2]))
    TRAP(WasmTrap_table_out_of_bounds);
  if (arguments[2] != 0)
    CHECK_BULK(bulk_copy(context, bytes_at(target->elements, arguments[0]),
                         bytes_at(source->elements, arguments[1]), bytes_of_elements(arguments[2])));
  NEXT(sizeof *operands);
}

// Three slots: index, value, count.
HANDLER(table_fill_nn_n) {
  const operands_table_fill *operands = OPERANDS(table_fill);
  const Slot *arguments = frame + operands->range;
  const Table *filled = context->instance->tables[operands->table_operand];
  if (!has_elements(filled, arguments[0], arguments[2])) TRAP(WasmTrap_table_out_of_bounds);
  if (arguments[2] != 0)
    CHECK_BULK(bulk_fill(context, Storage_reference, bytes_at(filled->elements, arguments[0]), arguments + 1,
                         arguments[2]));
  NEXT(sizeof *operands);
}

// Three slots: target index, source index, count.
HANDLER(table_copy_nn_n) {
  const operands_table_copy *operands = OPERANDS(table_copy);
  const Slot *arguments = frame + operands->range;
  const Table *target = context->instance->tables[operands->table_operand];
  const Table *source = context->instance->tables[operands->source_table];
  if (!has_elements(target, arguments[0], arguments[2]) || !has_elements(source, arguments[1], arguments[2]))
    TRAP(WasmTrap_table_out_of_bounds);
  if (arguments[2] != 0)
    CHECK_BULK(bulk_copy(context, bytes_at(target->elements, arguments[0]),
                         bytes_at(source->elements, arguments[1]), bytes_of_elements(arguments[2])));
  NEXT(sizeof *operands);
}
