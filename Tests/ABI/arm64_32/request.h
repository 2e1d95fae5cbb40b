// What the 32-bit process and the machine code for arm64_32 in its emulator share: memory at the same addresses.
#ifndef REQUEST_H
#define REQUEST_H

#include <stdint.h>

enum {
  /// The arena: where both map the same memory.
  arena_start = 0x40000000,
  arena_size = 0x60000000,
  /// Where the emulator's side puts the image and its stack.
  image_start = 0x30000000,
  stack_start = 0x20000000,
  stack_size = 0x100000,
};

typedef enum Operation {
  /// `machine_run` with the context at `first`; its exit in `result`.
  Operation_run,
  /// `machine_resolve` of `second` bytes at `first`, fused if `third` is not 0.
  Operation_resolve,
  /// `machine_resolved_cells`, and the width of a pointer in `result`.
  Operation_cells,
} Operation;

/// At the start of the arena. Both sides lay it out alike: there are only fields of 32 bits.
typedef struct Request {
  uint32_t operation, first, second, third, result;
  uint32_t finish, switch_instance, host_call, translate;
} Request;

#endif
