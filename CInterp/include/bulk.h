// Work on as many bytes as a guest says: paid for by size where fuel is metered, and done in pieces between which the
// interruption flag is looked at, so that no instruction outlasts a deadline.
#ifndef BULK_H
#define BULK_H

#include "objects.h"

enum {
  /// What one unit of fuel pays for: about as long as an instruction takes.
  bulk_bytes_per_unit = 64,
  /// Up to so many bytes, the instruction's own unit pays for all, and no flag is looked at.
  bulk_free_bytes = 1024,
  /// What is done between two looks at the flag: a fraction of a millisecond, even where the system provides the pages.
  bulk_piece_bytes = 1 << 20,
};

/// Takes the fuel for work on `bytes` bytes, where it is metered. Gives `none` or `out_of_fuel`, which takes nothing.
WasmTrap bulk_pay(Context *context, uint64_t bytes);

/// Pays for and writes one value to `count` elements. Gives `none`, or why it stopped in the middle.
WasmTrap bulk_fill(Context *context, Storage storage, uint8_t *target, const Slot *value, uint64_t count);

/// Pays for and moves bytes, which may overlap. Gives `none`, or why it stopped in the middle.
WasmTrap bulk_copy(Context *context, uint8_t *target, const uint8_t *source, uint64_t count);

#endif
