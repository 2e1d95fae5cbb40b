// Filling and moving ranges of any size, piece by piece.
#include "bulk.h"

#include <string.h>

WasmTrap bulk_pay(Context *context, uint64_t bytes) {
  if (!context->meters_fuel || bytes <= bulk_free_bytes) return WasmTrap_none;
  uint64_t units = bytes / bulk_bytes_per_unit;
  if (context->fuel < 0 || (uint64_t)context->fuel < units) return WasmTrap_out_of_fuel;
  context->fuel -= (int64_t)units;
  return WasmTrap_none;
}

/// The bytes of the next piece of `rest`.
static size_t next_piece(uint64_t rest) {
  return rest < bulk_piece_bytes ? (size_t)rest : (size_t)bulk_piece_bytes;
}

WasmTrap bulk_fill(Context *context, Storage storage, uint8_t *target, const Slot *value, uint64_t count) {
  uint32_t size = storage_size(storage);
  uint64_t rest = count * size;
  WasmTrap trap = bulk_pay(context, rest);
  if (trap != WasmTrap_none) return trap;
  while (rest > 0) {
    if (context_polls_interrupt(context)) return WasmTrap_interrupted;
    // A multiple of every size.
    size_t piece = next_piece(rest);
    storage_fill(storage, target, value, (uint32_t)(piece / size));
    target += piece;
    rest -= piece;
  }
  return WasmTrap_none;
}

WasmTrap bulk_copy(Context *context, uint8_t *target, const uint8_t *source, uint64_t count) {
  WasmTrap trap = bulk_pay(context, count);
  if (trap != WasmTrap_none) return trap;
  // Bytes that move upward do so from the end on: a piece must not overwrite what comes after it.
  bool is_upward = target > source;
  uint64_t done = 0;
  while (done < count) {
    if (context_polls_interrupt(context)) return WasmTrap_interrupted;
    size_t piece = next_piece(count - done);
    size_t offset = (size_t)(is_upward ? count - done - piece : done);
    memmove(target + offset, source + offset, piece);
    done += piece;
  }
  return WasmTrap_none;
}
