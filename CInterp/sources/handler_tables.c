// The rows of handlers.h as data: descriptions, names, and the look-up by operand places.
#include "handlers.h"
#include "objects.h"

#include <assert.h>
#include <string.h>

static const char *const trap_texts[] = {
#define TRAP_TEXT(identifier, text) text,
    WASM_TRAPS(TRAP_TEXT)};

const char *wasm_trap_text(WasmTrap trap) { return trap_texts[trap]; }

static const char *const cast_target_names[] = {
#define CAST_TARGET_NAME(name) #name,
    CAST_TARGETS(CAST_TARGET_NAME)};

const char *cast_target_name(CastTarget target) { return cast_target_names[target]; }

#undef F
#define F(kind, name) OperandKind_##kind,
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

// Places and variants as they are kept here: the letters of the rows, by their numbers.
enum { place_s, place_k, place_a, place_p, place_q, place_n };
static const char place_letters[] = "skapqn";
enum { variant_s, variant_a, variant_p, variant_q, variant_f, variant_b, variant_n };
static const char variant_letters[] = "sapqfbn";

// Two levels, so that a layout given by a macro is expanded before it is pasted.
#define DESCRIBE(operation, left, right, variant, layout, ...) \
  DESCRIBE_EXPANDED(operation, left, right, variant, layout)
#define DESCRIBE_EXPANDED(operation, left, right, variant, layout)    \
  [Handler_##operation##_##left##right##_##variant] = {               \
      Operation_##operation, layout_##layout, place_##left, place_##right, variant_##variant},

// There are thousands: four bytes each, and no pointers that the linker would have to relocate.
typedef struct Description {
  uint32_t operation : 11, layout : 8, left : 3, right : 3, variant : 3;
} Description;
static const Description descriptions[handler_count] = {HANDLERS(DESCRIBE)};
static_assert(operation_count <= 1 << 11, "operations fit descriptions");

#define LOOKED_UP_s Place_slot
#define LOOKED_UP_k Place_constant
#define LOOKED_UP_a Place_accumulator
#define LOOKED_UP_p Place_pinned_p
#define LOOKED_UP_q Place_pinned_q
#define LOOKED_UP_n Place_slot

// Of each combination of places the handler behind its last one, 0 where there is none. Those of a combination, which
// differ in the variant, are neighbours; each takes the place of the one before.
#define FIND(operation, left, right, variant, ...)              \
  [Operation_##operation][LOOKED_UP_##left][LOOKED_UP_##right] = \
      Handler_##operation##_##left##right##_##variant + 1,

#if defined(__clang__)
#pragma clang diagnostic ignored "-Winitializer-overrides"
#else
#pragma GCC diagnostic ignored "-Woverride-init"
#endif
static const uint16_t ends_by_place[operation_count][place_count][place_count] = {HANDLERS(FIND)};
static_assert(handler_count < UINT16_MAX, "handler numbers fit the look-up by places");

#define OPERATION_NAME(id) #id,
static const char *const operation_names[operation_count] = {OPERATIONS(OPERATION_NAME)};

#define NUMERIC_SHAPE(X, id, code, name, operand, result) \
  [WasmOpcode_##id] = {X, Operation_##id, WASM_LETTER_##operand[0], WASM_LETTER_##result[0]},
#define MEMORY_SHAPE(X, id, code, name, type, C, bytes) \
  [WasmOpcode_##id] = {X, Operation_##id, WASM_LETTER_##type[0], WASM_LETTER_##type[0]},
#define SUBSTITUTED_SHAPE(X, id, code, name, type, C, bytes, substitute) \
  [WasmOpcode_##id] = {X, Operation_##substitute, 'i', 'i'},
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
    WASM_RARE_LOADS(MEMORY_SHAPE, Shape_load)
    WASM_ZERO_EXTENDING_LOADS(SUBSTITUTED_SHAPE, Shape_load)
    WASM_STORES(MEMORY_SHAPE, Shape_store)
    WASM_NARROWING_STORES(SUBSTITUTED_SHAPE, Shape_store)
    WASM_INTEGER_COMPARISONS(NUMERIC_SHAPE, Shape_integer_comparison)
    WASM_COMPARISONS_OF_VARIABLES(NUMERIC_SHAPE, Shape_integer_comparison)
    WASM_FLOAT_COMPARISONS(NUMERIC_SHAPE, Shape_float_comparison)
    WASM_UNARY_OPERATIONS(NUMERIC_SHAPE, Shape_unary)
    WASM_RARE_UNARY_OPERATIONS(NUMERIC_SHAPE, Shape_unary)
    WASM_TRAPPING_UNARY_OPERATIONS(NUMERIC_SHAPE, Shape_unary)
    WASM_COMMUTATIVE_OPERATIONS(NUMERIC_SHAPE, Shape_commutative)
    WASM_INTEGER_OPERATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_ROTATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_FLOAT_OPERATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_FLOAT_DIVISIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_RARE_FLOAT_OPERATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_TRAPPING_BINARY_OPERATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_VECTOR_UNARY_OPERATIONS(NUMERIC_SHAPE, Shape_unary)
    WASM_RARE_VECTOR_UNARY_OPERATIONS(NUMERIC_SHAPE, Shape_unary)
    WASM_VECTOR_BINARY_OPERATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_RARE_VECTOR_BINARY_OPERATIONS(NUMERIC_SHAPE, Shape_binary)
    WASM_VECTOR_TERNARY_OPERATIONS(NUMERIC_SHAPE, Shape_ternary)
    WASM_RARE_VECTOR_TERNARY_OPERATIONS(NUMERIC_SHAPE, Shape_ternary)
    WASM_VECTOR_SHIFTS(SHIFT_SHAPE, Shape_shift)
    WASM_LANE_EXTRACTIONS(EXTRACT_SHAPE, Shape_extract_lane)
    WASM_LANE_REPLACEMENTS(REPLACE_SHAPE, Shape_replace_lane)
    WASM_VECTOR_LOADS(MEMORY_SHAPE, Shape_load)
    WASM_RARE_VECTOR_LOADS(MEMORY_SHAPE, Shape_load)
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

static Place place_of(uint32_t place) { return place == place_n ? Place_slot : (Place)place; }

static Variant variant_of(uint32_t variant) {
  static const uint8_t variants[] = {Variant_slot,     Variant_accumulator, Variant_pinned_p,   Variant_pinned_q,
                                     variant_forward, variant_backward,    Variant_slot};
  return (Variant)variants[variant];
}

HandlerDescription handler_description(Handler handler) {
  return (HandlerDescription){
      .operation = (Operation)descriptions[handler].operation,
      .format = layouts[descriptions[handler].layout].format,
      .operand_size = layouts[descriptions[handler].layout].size,
      .left = place_letters[descriptions[handler].left],
      .right = place_letters[descriptions[handler].right],
      .variant = variant_letters[descriptions[handler].variant],
      .left_place = place_of(descriptions[handler].left),
      .right_place = place_of(descriptions[handler].right),
      .result = variant_of(descriptions[handler].variant),
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
#define LONG_ACCESS_SIZE(X, id, code, name, type, C, bytes) [Operation_long_##id] = bytes,
static const uint8_t access_sizes[operation_count] = {
    WASM_LOADS(ACCESS_SIZE, )
    WASM_RARE_LOADS(ACCESS_SIZE, )
    WASM_LOADS(LONG_ACCESS_SIZE, )
    WASM_STORES(ACCESS_SIZE, )
    WASM_STORES(LONG_ACCESS_SIZE, )
    WASM_VECTOR_LOADS(ACCESS_SIZE, )
    WASM_RARE_VECTOR_LOADS(ACCESS_SIZE, )
    WASM_VECTOR_STORES(ACCESS_SIZE, )
    WASM_LANE_LOADS(LANE_ACCESS_SIZE, )
    WASM_LANE_STORES(LANE_ACCESS_SIZE, )
};

uint8_t access_size(Operation operation) { return access_sizes[operation]; }

int32_t handler_for(Operation operation, Place left, Place right, Variant variant) {
  for (uint32_t end = ends_by_place[operation][left][right]; end > 0; end--) {
    Description description = descriptions[end - 1];
    if (description.operation != operation || place_of(description.left) != left ||
        place_of(description.right) != right)
      break;
    if (variant_of(description.variant) == variant) return (int32_t)end - 1;
  }
  return -1;
}

uint8_t operand_width(char letter) {
  switch (letter) {
#define OPERAND_WIDTH(kind, letter, type) \
  case letter: return sizeof(type);
    OPERAND_KINDS(OPERAND_WIDTH)
    default: return 0;
  }
}
