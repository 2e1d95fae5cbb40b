// Putting compiled handlers in the place of those of an image.
#include "compiled_code.h"

uint32_t compiled_convention(void) { return COMPILED_CONVENTION; }

#define STOP_FIELD(name) .name = (CompiledHandler *)name,

const CompiledLibraryImports *compiled_library_imports(void) {
  // A pointer to a function is a pointer to a function.
  static const CompiledLibraryImports imports = {
      .handlers = (CompiledHandler *const *)(const void *)handler_functions, COMPILED_STOPS(STOP_FIELD)};
  return &imports;
}

bool compiled_function_install(const CompiledFunction *compiled, uint8_t *code, size_t code_size) {
  if (code_size != AT(compiled->instructions, compiled->operand_bytes)) return false;
  for (uint32_t index = 0; index < compiled->point_count; index++) {
    const CompiledPoint *point = &compiled->points[index];
    size_t position = AT(point->instructions, point->operand_bytes);
    // Behind the last instruction there is nothing to go on with.
    if (position >= code_size) continue;
    memcpy(code + position, &point->handler, sizeof point->handler);
  }
  return true;
}
