// Loads a Mach-O image for arm64_32 below 4 GiB and lets it answer requests: `loader IMAGE ARENA INPUT OUTPUT`, where the
// last three are descriptors. A static program for 64-bit Linux on ARM, without a C library.
#include <stddef.h>
#include <stdint.h>

#include "request.h"

// System calls -----------------------------------------------------------------------------------------------

enum { sys_openat = 56, sys_read = 63, sys_write = 64, sys_exit = 93, sys_mmap = 222 };
enum { at_fdcwd = -100, prot_all = 7, map_shared = 1, map_private = 2, map_fixed = 0x10, map_anonymous = 0x20 };

static long system_call(long number, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}

static void fail(const char *message) {
  size_t count = 0;
  while (message[count]) count++;
  system_call(sys_write, 2, (long)message, (long)count, 0, 0, 0);
  system_call(sys_exit, 1, 0, 0, 0, 0, 0);
}

static void map(uint64_t address, uint64_t size, int flags, long descriptor) {
  long mapped = system_call(sys_mmap, (long)address, (long)size, prot_all, flags | map_fixed, descriptor, 0);
  if (mapped != (long)address) fail("loader: can't map memory below 4 GiB\n");
}

// Mach-O -----------------------------------------------------------------------------------------------------

enum { macho_magic_32 = 0xFEEDFACE, command_segment = 1, command_symbols = 2, command_dyld_info = 0x80000022 };
enum { header_size = 28, file_limit = 64 << 20 };

static uint32_t word(const uint8_t *at) { return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24; }

static uint64_t leb128(const uint8_t **at) {
  uint64_t value = 0;
  int shift = 0;
  uint8_t byte;
  do {
    byte = *(*at)++;
    value |= (uint64_t)(byte & 0x7F) << shift;
    shift += 7;
  } while (byte & 0x80);
  return value;
}

/// Adds the distance between the image and its address 0 to every pointer that the opcodes of dyld name.
static void rebase(const uint8_t *at, const uint8_t *end, const uint32_t *segments) {
  uint64_t address = 0;
  while (at < end) {
    uint8_t opcode = *at & 0xF0, immediate = *at & 0x0F;
    uint64_t count = 0, skip = 0;
    at++;
    switch (opcode) {
      case 0x00: return;
      case 0x10: continue;
      case 0x20: address = image_start + segments[immediate] + leb128(&at); continue;
      case 0x30: address += leb128(&at); continue;
      case 0x40: address += immediate * 4u; continue;
      case 0x50: count = immediate; break;
      case 0x60: count = leb128(&at); break;
      case 0x70: count = 1, skip = leb128(&at); break;
      case 0x80: count = leb128(&at), skip = leb128(&at); break;
      default: fail("loader: unknown rebase opcode\n");
    }
    while (count--) {
      *(uint32_t *)address += image_start;
      address += 4 + skip;
    }
  }
}

/// Loads the image and returns the address of its function `serve`.
static uint64_t load(const uint8_t *file) {
  if (word(file) != macho_magic_32) fail("loader: not a 32-bit Mach-O file\n");
  uint32_t segments[16], segment_count = 0, entry = 0;
  const uint8_t *rebase_start = NULL, *rebase_end = NULL;
  const uint8_t *command = file + header_size;
  for (uint32_t index = 0; index < word(file + 16); index++, command += word(command + 4)) {
    if (word(command) == command_segment) {
      uint32_t address = word(command + 24), size = word(command + 28);
      uint32_t offset = word(command + 32), used = word(command + 36);
      if (segment_count == 16) fail("loader: too many segments\n");
      segments[segment_count++] = address;
      if (size == 0) continue;
      map(image_start + address, size, map_private | map_anonymous, -1);
      for (uint32_t byte = 0; byte < used; byte++)
        ((volatile uint8_t *)(uint64_t)(image_start + address))[byte] = file[offset + byte];
    } else if (word(command) == command_dyld_info) {
      rebase_start = file + word(command + 8);
      rebase_end = rebase_start + word(command + 12);
    } else if (word(command) == command_symbols) {
      const uint8_t *symbols = file + word(command + 8), *strings = file + word(command + 16);
      for (uint32_t symbol = 0; symbol < word(command + 12); symbol++) {
        const char *name = (const char *)strings + word(symbols + 12 * symbol), *wanted = "_serve";
        while (*wanted && *name == *wanted) name++, wanted++;
        if (!*wanted && !*name) entry = word(symbols + 12 * symbol + 8);
      }
    }
  }
  if (rebase_start) rebase(rebase_start, rebase_end, segments);
  if (entry == 0) fail("loader: the image has no function serve\n");
  return image_start + entry;
}

// Answering --------------------------------------------------------------------------------------------------

/// Calls `function` with `argument` on another stack.
__attribute__((naked)) static void call_on_stack(uint64_t function, uint64_t argument, uint64_t stack) {
  __asm__(
      "stp x29, x30, [sp, #-32]!\n"
      "str x19, [sp, #16]\n"
      "mov x19, sp\n"
      "mov sp, x2\n"
      "mov x9, x0\n"
      "mov x0, x1\n"
      "blr x9\n"
      "mov sp, x19\n"
      "ldr x19, [sp, #16]\n"
      "ldp x29, x30, [sp], #32\n"
      "ret\n");
}

static long number(const char *text) {
  long value = 0;
  while (*text) value = value * 10 + (*text++ - '0');
  return value;
}

__attribute__((used)) static void loader_main(long *start) {
  char **arguments = (char **)(start + 1);
  if (start[0] != 5) fail("usage: loader IMAGE ARENA INPUT OUTPUT\n");
  long file = system_call(sys_openat, at_fdcwd, (long)arguments[1], 0, 0, 0, 0);
  if (file < 0) fail("loader: can't open the image\n");
  long bytes = system_call(sys_mmap, 0, file_limit, 1, map_private, file, 0);
  if (bytes < 0 && bytes > -4096) fail("loader: can't read the image\n");
  uint64_t entry = load((const uint8_t *)bytes);
  map(arena_start, arena_size, map_shared, number(arguments[2]));
  map(stack_start, stack_size, map_private | map_anonymous, -1);
  long input = number(arguments[3]), output = number(arguments[4]);
  uint8_t bell;
  while (system_call(sys_read, input, (long)&bell, 1, 0, 0, 0) == 1) {
    call_on_stack(entry, arena_start, stack_start + stack_size);
    system_call(sys_write, output, (long)&bell, 1, 0, 0, 0);
  }
  system_call(sys_exit, 0, 0, 0, 0, 0, 0);
}

__attribute__((naked, used)) void _start(void) {
  __asm__("mov x0, sp\n bl loader_main\n");
}
