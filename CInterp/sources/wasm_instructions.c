// The instruction table of wasm_instructions.h as data, and its inverse from binary codes.
#include "wasm_instructions.h"

#define DESCRIBE(identifier, code, name, immediate, signature, alignment) \
  [WasmOpcode_##identifier] = {name, signature, code, WasmImmediate_##immediate, alignment},

static const WasmInstruction instructions[wasm_instruction_count] = {WASM_INSTRUCTIONS(DESCRIBE)};

const WasmInstruction *wasm_instruction(WasmOpcode opcode) { return &instructions[opcode]; }

// One dense index over the unprefixed codes and the four prefixes: where each prefix starts.
enum {
  start_of_FB = 0x100,
  start_of_FC = start_of_FB + 0x40,
  start_of_FD = start_of_FC + 0x40,
  start_of_FE = start_of_FD + 0x180,
  code_index_count = start_of_FE + 0x80,
};

#define PREFIX_START(prefix)     \
  ((prefix) == 0xFB   ? start_of_FB \
   : (prefix) == 0xFC ? start_of_FC \
   : (prefix) == 0xFD ? start_of_FD \
                      : start_of_FE)
#define PREFIX_END(prefix)       \
  ((prefix) == 0xFB   ? start_of_FC \
   : (prefix) == 0xFC ? start_of_FD \
   : (prefix) == 0xFD ? start_of_FE \
                      : code_index_count)
#define CODE_INDEX(code) \
  ((code) < 0x100 ? (code) : (uint32_t)PREFIX_START((code) >> 16) + ((code) & 0xFFFF))

// Opcode + 1, so that 0 says "no such instruction".
#define INVERSE(identifier, code, ...) [CODE_INDEX(code)] = WasmOpcode_##identifier + 1,

static const uint16_t opcodes_by_code[code_index_count] = {WASM_INSTRUCTIONS(INVERSE)};

int32_t wasm_opcode_of_code(uint32_t code) {
  if (code < 0x100) return (int32_t)opcodes_by_code[code] - 1;
  uint32_t prefix = code >> 16;
  if (prefix < 0xFB || prefix > 0xFE) return -1;
  uint32_t index = CODE_INDEX(code);
  if (index >= (uint32_t)PREFIX_END(prefix)) return -1;
  return (int32_t)opcodes_by_code[index] - 1;
}
