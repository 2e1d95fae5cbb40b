// The other end of client.c, linked with the C module for arm64_32.
#include <stddef.h>
#include <string.h>

#include "machine.h"
#include "request.h"

_Static_assert(sizeof(void *) == 4 && sizeof(long) == 4, "arm64_32 has 32-bit pointers");

void serve(Request *request) {
  switch ((Operation)request->operation) {
    case Operation_run: request->result = machine_run((Context *)request->first); break;
    case Operation_resolve:
      machine_resolve((uint8_t *)request->first, request->second, request->third != 0);
      break;
    case Operation_cells: {
      MachineCells cells = machine_resolved_cells();
      request->finish = (uint32_t)cells.finish;
      request->switch_instance = (uint32_t)cells.switch_instance;
      request->host_call = (uint32_t)cells.host_call;
      request->translate = (uint32_t)cells.translate;
      request->result = 8 * sizeof(void *);
      break;
    }
  }
}

// What the C module needs of a C library. Compiled so that no loop becomes a call of itself.

void *memcpy(void *restrict target, const void *restrict source, size_t count) {
  uint8_t *to = target;
  const uint8_t *from = source;
  while (count--) *to++ = *from++;
  return target;
}

void *memmove(void *target, const void *source, size_t count) {
  uint8_t *to = target;
  const uint8_t *from = source;
  if (to <= from) return memcpy(target, source, count);
  while (count--) to[count] = from[count];
  return target;
}

void *memset(void *target, int byte, size_t count) {
  uint8_t *to = target;
  while (count--) *to++ = (uint8_t)byte;
  return target;
}

int memcmp(const void *left, const void *right, size_t count) {
  const uint8_t *a = left, *b = right;
  for (; count > 0; count--, a++, b++)
    if (*a != *b) return *a < *b ? -1 : 1;
  return 0;
}

void bzero(void *target, size_t count) { memset(target, 0, count); }

uintptr_t __stack_chk_guard = (uintptr_t)0x5AFE57AC;
void __stack_chk_fail(void) { __builtin_trap(); }
