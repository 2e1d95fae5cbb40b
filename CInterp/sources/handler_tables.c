// The rows of handlers.h as data: descriptions, names, and the look-up by operand places.
#include "handlers.h"

#include <assert.h>
#include <string.h>

static const char *const trap_texts[] = {
#define TRAP_TEXT(identifier, text) text,
    WASM_TRAPS(TRAP_TEXT)};

const char *wasm_trap_text(WasmTrap trap) { return trap_texts[trap]; }

#define OPERAND_LETTER(kind, letter, type) operand_letter_##kind = letter,
enum { OPERAND_KINDS(OPERAND_LETTER) };

#undef F
#define F(kind, name) operand_letter_##kind,
#define LAYOUT_FORMAT(layout, fields) static const char format_##layout[] = {fields 0};
LAYOUTS(LAYOUT_FORMAT)

#define LAYOUT_SIZE(layout, fields)                                                   \
  enum { size_##layout = sizeof(format_##layout) == 1 ? 0 : sizeof(operands_##layout) }; \
  static_assert(size_##layout % 4 == 0, "instructions are multiples of 4 bytes");
LAYOUTS(LAYOUT_SIZE)

enum {
#define LAYOUT_NUMBER(layout, fields) layout_##layout,
  LAYOUTS(LAYOUT_NUMBER)
};

static const struct {
  const char *format;
  uint8_t size;
} layouts[] = {
#define LAYOUT_ROW(layout, fields) [layout_##layout] = {format_##layout, size_##layout},
    LAYOUTS(LAYOUT_ROW)
};

// Two levels, so that a layout given by a macro is expanded before it is pasted.
#define DESCRIBE(operation, left, right, variant, layout, ...) \
  DESCRIBE_EXPANDED(operation, left, right, variant, layout)
#define DESCRIBE_EXPANDED(operation, left, right, variant, layout)    \
  [Handler_##operation##_##left##right##_##variant] = {               \
      Operation_##operation, layout_##layout, #left[0], #right[0], #variant[0]},

// There are thousands: eight bytes each, and no pointers that the linker would have to relocate.
static const struct {
  uint16_t operation;
  uint8_t layout;
  char left, right, variant;
} descriptions[handler_count] = {HANDLERS(DESCRIBE)};

#define PLACE_s Place_slot
#define PLACE_k Place_constant
#define PLACE_a Place_accumulator
#define PLACE_p Place_pinned_p
#define PLACE_q Place_pinned_q
#define PLACE_n Place_slot
#define VARIANT_s Variant_slot
#define VARIANT_f Variant_slot
#define VARIANT_n Variant_slot
#define VARIANT_a Variant_accumulator
#define VARIANT_b Variant_accumulator
#define VARIANT_p Variant_pinned_p
#define VARIANT_q Variant_pinned_q

// Handler + 1, so that 0 says "no such handler".
#define FIND(operation, left, right, variant, ...)                       \
  [Operation_##operation][PLACE_##left][PLACE_##right][VARIANT_##variant] = \
      Handler_##operation##_##left##right##_##variant + 1,

static const uint16_t handlers_by_place[operation_count][place_count][place_count][variant_count] = {
    HANDLERS(FIND)};
static_assert(handler_count < UINT16_MAX, "handler numbers fit the look-up by places");

#define OPERATION_NAME(id) #id,
static const char *const operation_names[operation_count] = {OPERATIONS(OPERATION_NAME)};

#define NUMERIC_SHAPE(X, id, code, name, operand, result) \
  [WasmOpcode_##id] = {X, Operation_##id, WASM_LETTER_##operand[0], WASM_LETTER_##result[0]},
#define MEMORY_SHAPE(X, id, code, name, type, C, bytes) \
  [WasmOpcode_##id] = {X, Operation_##id, WASM_LETTER_##type[0], WASM_LETTER_##type[0]},
#define SHIFT_SHAPE(X, id, code, name) [WasmOpcode_##id] = {X, Operation_##id, 'v', 'v'},
#define EXTRACT_SHAPE(X, id, code, name, result, C) \
  [WasmOpcode_##id] = {X, Operation_##id, 'v', WASM_LETTER_##result[0]},
#define REPLACE_SHAPE(X, id, code, name, operand, C) \
  [WasmOpcode_##id] = {X, Operation_##id, WASM_LETTER_##operand[0], 'v'},
#define LANE_MEMORY_SHAPE(X, id, code, name, C, bytes) [WasmOpcode_##id] = {X, Operation_##id, 'v', 'v'},
#define ATOMIC_UPDATE_SHAPE(X, id, code, name, type, C, bytes, function) \
  MEMORY_SHAPE(X, id, code, name, type, C, bytes)
#define WIDE_SUM_SHAPE(id) [WasmOpcode_##id] = {Shape_wide_sum, Operation_##id, 'I', 'I'},
#define WIDE_PRODUCT_SHAPE(id) [WasmOpcode_##id] = {Shape_wide_product, Operation_##id, 'I', 'I'},

static const InstructionShape shapes[wasm_instruction_count] = {
    WASM_LOADS(MEMORY_SHAPE, Shape_load)
    WASM_STORES(MEMORY_SHAPE, Shape_store)
    WASM_INTEGER_COMPARISONS(NUMERIC_SHAPE, Shape_integer_comparison)
    WASM_FLOAT_COMPARISONS(NUMERIC_SHAPE, Shape_float_comparison)
    WASM_UNARY_OPERATIONS(NUMERIC_SHAPE, Shape_unary)
    WASM_TRAPPING_UNARY_OPERATIONS(NUMERIC_SHAPE, Shape_unary)
    WASM_INTEGER_OPERATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_FLOAT_OPERATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_TRAPPING_BINARY_OPERATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_VECTOR_UNARY_OPERATIONS(NUMERIC_SHAPE, Shape_unary)
    WASM_VECTOR_BINARY_OPERATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_VECTOR_TERNARY_OPERATIONS(NUMERIC_SHAPE, Shape_ternary)
    WASM_VECTOR_SHIFTS(SHIFT_SHAPE, Shape_shift)
    WASM_LANE_EXTRACTIONS(EXTRACT_SHAPE, Shape_extract_lane)
    WASM_LANE_REPLACEMENTS(REPLACE_SHAPE, Shape_replace_lane)
    WASM_VECTOR_LOADS(MEMORY_SHAPE, Shape_load)
    WASM_VECTOR_STORES(MEMORY_SHAPE, Shape_store)
    WASM_LANE_LOADS(LANE_MEMORY_SHAPE, Shape_load_lane)
    WASM_LANE_STORES(LANE_MEMORY_SHAPE, Shape_store_lane)
    WIDE_SUM_SHAPE(i64_add128) WIDE_SUM_SHAPE(i64_sub128)
    WIDE_PRODUCT_SHAPE(i64_mul_wide_s) WIDE_PRODUCT_SHAPE(i64_mul_wide_u)
    WASM_ATOMIC_LOADS(MEMORY_SHAPE, Shape_atomic_load)
    WASM_ATOMIC_STORES(MEMORY_SHAPE, Shape_atomic_store)
    WASM_ATOMIC_UPDATES(ATOMIC_UPDATE_SHAPE, Shape_atomic_update)
    WASM_ATOMIC_COMPARE_EXCHANGES(MEMORY_SHAPE, Shape_atomic_compare_exchange)
};

const InstructionShape *instruction_shape(WasmOpcode opcode) { return &shapes[opcode]; }

HandlerDescription handler_description(Handler handler) {
  return (HandlerDescription){
      .operation = (Operation)descriptions[handler].operation,
      .format = layouts[descriptions[handler].layout].format,
      .operand_size = layouts[descriptions[handler].layout].size,
      .left = descriptions[handler].left,
      .right = descriptions[handler].right,
      .variant = descriptions[handler].variant,
  };
}

size_t instruction_size(Handler handler, const uint8_t *operands) {
  size_t size = sizeof(uintptr_t) + layouts[descriptions[handler].layout].size;
  if (descriptions[handler].operation == Operation_branch_table) {
    operands_branch_table table;
    memcpy(&table, operands, sizeof table);
    size += ((size_t)table.count + 1) * sizeof(int32_t);
  }
  return size;
}

const char *operation_name(Operation operation) { return operation_names[operation]; }

#define ACCESS_SIZE(X, id, code, name, type, C, bytes) [Operation_##id] = bytes, [Operation_indexed_##id] = bytes,
#define LANE_ACCESS_SIZE(X, id, code, name, C, bytes) [Operation_##id] = bytes,
static const uint8_t access_sizes[operation_count] = {
    WASM_LOADS(ACCESS_SIZE, )
    WASM_STORES(ACCESS_SIZE, )
    WASM_VECTOR_LOADS(ACCESS_SIZE, )
    WASM_VECTOR_STORES(ACCESS_SIZE, )
    WASM_LANE_LOADS(LANE_ACCESS_SIZE, )
    WASM_LANE_STORES(LANE_ACCESS_SIZE, )
};

uint8_t access_size(Operation operation) { return access_sizes[operation]; }

int32_t handler_for(Operation operation, Place left, Place right, Variant variant) {
  return (int32_t)handlers_by_place[operation][left][right][variant] - 1;
}

uint8_t operand_width(char letter) {
  switch (letter) {
#define OPERAND_WIDTH(kind, letter, type) \
  case letter: return sizeof(type);
    OPERAND_KINDS(OPERAND_WIDTH)
    default: return 0;
  }
}
