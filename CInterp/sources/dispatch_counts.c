#include "dispatch_counts.h"

#include "dispatch.h"

#ifdef ESCAPEMENT_COUNTS_DISPATCHES

// The only mutable global state of this module, and in no other build.
static uint64_t counts[handler_count][handler_count];
static Handler previous = Handler_finish_nn_n;

// A handler's number by its address: an open hash table, filled at the first count.
enum { address_table_size = 1 << 14 };
static struct {
  HandlerFunction *function;
  Handler handler;
} by_address[address_table_size];

static uint32_t address_slot(HandlerFunction *function) {
  uint32_t slot = (uint32_t)(((uintptr_t)function >> 4) * 2654435761u) % address_table_size;
  while (by_address[slot].function && by_address[slot].function != function)
    slot = (slot + 1) % address_table_size;
  return slot;
}

void count_dispatch(HandlerFunction *function) {
  static bool is_filled;
  if (!is_filled) {
    is_filled = true;
    for (uint32_t number = 0; number < handler_count; number++) {
      uint32_t slot = address_slot(handler_functions[number]);
      by_address[slot].function = handler_functions[number];
      by_address[slot].handler = (Handler)number;
    }
    uint32_t slot = address_slot(call_host_function);
    by_address[slot].function = call_host_function;
    by_address[slot].handler = Handler_host_call_nn_n;
  }
  Handler handler = by_address[address_slot(function)].handler;
  counts[previous][handler]++;
  previous = handler;
}

bool dispatches_are_counted(void) { return true; }
uint64_t dispatch_count(Handler first, Handler second) { return counts[first][second]; }

#else

bool dispatches_are_counted(void) { return false; }
uint64_t dispatch_count(Handler first, Handler second) {
  (void)first, (void)second;
  return 0;
}

#endif
