// The table of functions, and those that need no file.
#define _GNU_SOURCE
#include "wasi.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

typedef struct FunctionRow {
  const char *name, *parameters;
  WASIFunction *body;
} FunctionRow;

#define WASI_ROW(name, parameters) {#name, parameters, wasi_##name},
static const FunctionRow rows[] = {WASI_FUNCTIONS(WASI_ROW)};

uint32_t wasi_function_count(void) { return sizeof rows / sizeof *rows; }
const char *wasi_function_name(uint32_t function) { return rows[function].name; }
const char *wasi_function_parameters(uint32_t function) { return rows[function].parameters; }
void wasi_function_call(uint32_t function, WASIProgram *program, WASICall call) {
  call.slots[0] = rows[function].body(program, &call);
}

// The program's surroundings ---------------------------------------------------------------------------------

WASIProgram *wasi_program_create(void) {
  WASIProgram *program = calloc(1, sizeof *program);
  if (!program) abort();
  for (int index = 0; index < wasi_descriptor_limit; index++)
    program->descriptors[index].host = index < 3 ? index : -1;
  return program;
}

static void add(Strings *strings, const char *string) {
  char *copy = strdup(string);
  if (!copy || strings->count == wasi_string_limit) abort();
  strings->items[strings->count++] = copy;
}

void wasi_program_add_argument(WASIProgram *program, const char *argument) {
  add(&program->arguments, argument);
}

void wasi_program_add_variable(WASIProgram *program, const char *variable) {
  add(&program->variables, variable);
}

bool wasi_program_add_directory(WASIProgram *program, const char *path, const char *name) {
  int host = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return host >= 0 && wasi_adopt(program, host, strdup(name)) >= 0;
}

int wasi_host(const WASIProgram *program, uint64_t descriptor) {
  return descriptor < wasi_descriptor_limit ? program->descriptors[descriptor].host : -1;
}

int wasi_adopt(WASIProgram *program, int host, const char *name) {
  for (int index = 0; index < wasi_descriptor_limit; index++) {
    if (program->descriptors[index].host >= 0) continue;
    program->descriptors[index] = (Descriptor){.host = host, .name = name};
    return index;
  }
  close(host);
  return -1;
}

// The guest's memory -----------------------------------------------------------------------------------------

void *wasi_bytes(const WASICall *call, uint64_t address, uint64_t size) {
  address = (uint32_t)address;
  if (size > call->size || address > call->size - size) return NULL;
  return call->memory + address;
}

uint32_t wasi_put(const WASICall *call, uint64_t address, const void *value, size_t size) {
  void *target = wasi_bytes(call, address, size);
  if (!target) return wasi_fault;
  memcpy(target, value, size);
  return wasi_success;
}

uint32_t wasi_error(void) {
  // In the order of their numbers in WASI.
  static const struct { int host; uint32_t guest; } codes[] = {
      {EACCES, 2},    {EAGAIN, 6},  {EBADF, 8},   {EEXIST, 20}, {EFAULT, 21},  {EFBIG, 22},
      {EINTR, 27},    {EINVAL, 28}, {EIO, 29},    {EISDIR, 31}, {ELOOP, 32},   {EMFILE, 33},
      {EMLINK, 34},   {ENAMETOOLONG, 37},         {ENOENT, 44}, {ENOSPC, 51},  {ENOTDIR, 54},
      {ENOTEMPTY, 55}, {ENOTSUP, 58},             {EPERM, 63},  {EPIPE, 64},   {EROFS, 69},
      {ESPIPE, 70},   {EXDEV, 76},
  };
  for (size_t index = 0; index < sizeof codes / sizeof *codes; index++)
    if (codes[index].host == errno) return codes[index].guest;
  return 29;
}

// Arguments and environment ----------------------------------------------------------------------------------

static uint32_t put_strings(const Strings *strings, const WASICall *call) {
  uint32_t text = (uint32_t)call->slots[1];
  for (uint32_t index = 0; index < strings->count; index++) {
    size_t size = strlen(strings->items[index]) + 1;
    if (wasi_put(call, call->slots[0] + 4 * index, &text, 4) ||
        wasi_put(call, text, strings->items[index], size))
      return wasi_fault;
    text += (uint32_t)size;
  }
  return wasi_success;
}

static uint32_t put_sizes(const Strings *strings, const WASICall *call) {
  uint32_t bytes = 0;
  for (uint32_t index = 0; index < strings->count; index++)
    bytes += (uint32_t)strlen(strings->items[index]) + 1;
  return wasi_put(call, call->slots[0], &strings->count, 4) | wasi_put(call, call->slots[1], &bytes, 4);
}

uint32_t wasi_args_get(WASIProgram *program, const WASICall *call) {
  return put_strings(&program->arguments, call);
}
uint32_t wasi_args_sizes_get(WASIProgram *program, const WASICall *call) {
  return put_sizes(&program->arguments, call);
}
uint32_t wasi_environ_get(WASIProgram *program, const WASICall *call) {
  return put_strings(&program->variables, call);
}
uint32_t wasi_environ_sizes_get(WASIProgram *program, const WASICall *call) {
  return put_sizes(&program->variables, call);
}

// Clocks and the rest ----------------------------------------------------------------------------------------

static bool clock_of(uint64_t number, clockid_t *clock) {
  static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
                                     CLOCK_THREAD_CPUTIME_ID};
  if ((uint32_t)number >= 4) return false;
  *clock = clocks[(uint32_t)number];
  return true;
}

static uint64_t nanoseconds(struct timespec time) {
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

uint32_t wasi_clock_res_get(WASIProgram *program, const WASICall *call) {
  (void)program;
  clockid_t clock;
  struct timespec time;
  if (!clock_of(call->slots[0], &clock)) return wasi_inval;
  if (clock_getres(clock, &time) != 0) return wasi_error();
  uint64_t value = nanoseconds(time);
  return wasi_put(call, call->slots[1], &value, 8);
}

uint32_t wasi_clock_time_get(WASIProgram *program, const WASICall *call) {
  (void)program;
  clockid_t clock;
  struct timespec time;
  if (!clock_of(call->slots[0], &clock)) return wasi_inval;
  if (clock_gettime(clock, &time) != 0) return wasi_error();
  uint64_t value = nanoseconds(time);
  return wasi_put(call, call->slots[2], &value, 8);
}

uint32_t wasi_random_get(WASIProgram *program, const WASICall *call) {
  (void)program;
  uint32_t size = (uint32_t)call->slots[1];
  uint8_t *target = wasi_bytes(call, call->slots[0], size);
  if (!target) return wasi_fault;
  while (size > 0) {
    ssize_t count = getrandom(target, size, 0);
    if (count < 0) return wasi_error();
    target += count;
    size -= (uint32_t)count;
  }
  return wasi_success;
}

uint32_t wasi_sched_yield(WASIProgram *program, const WASICall *call) {
  (void)program, (void)call;
  sched_yield();
  return wasi_success;
}

// A subscription: user data, a tag at 8 (0 clock, 1 read, 2 write), a clock's number, time and flags at 16, 24, 40.
// An event: user data, error at 8, tag at 10. Files are always ready.
uint32_t wasi_poll_oneoff(WASIProgram *program, const WASICall *call) {
  (void)program;
  enum { subscription_size = 48, event_size = 32 };
  uint32_t count = (uint32_t)call->slots[2], ready = 0;
  const uint8_t *subscriptions = wasi_bytes(call, call->slots[0], (uint64_t)count * subscription_size);
  uint8_t *events = wasi_bytes(call, call->slots[1], (uint64_t)count * event_size);
  if (!subscriptions || !events) return wasi_fault;
  if (count == 0) return wasi_inval;
  uint64_t shortest = UINT64_MAX;
  uint32_t first = 0;
  for (uint32_t index = 0; index < count; index++) {
    const uint8_t *subscription = subscriptions + index * subscription_size;
    uint64_t time = 0;
    if (subscription[8] == 0) {
      struct timespec now;
      clockid_t clock;
      memcpy(&time, subscription + 24, 8);
      if (!clock_of(subscription[16], &clock)) return wasi_inval;
      clock_gettime(clock, &now);
      if (subscription[40] & 1) time = time > nanoseconds(now) ? time - nanoseconds(now) : 0;
    }
    if (time < shortest) shortest = time, first = index;
  }
  struct timespec wait = {.tv_sec = (time_t)(shortest / 1000000000), .tv_nsec = (long)(shortest % 1000000000)};
  nanosleep(&wait, NULL);
  for (uint32_t index = 0; index < count; index++) {
    const uint8_t *subscription = subscriptions + index * subscription_size;
    if (index != first && subscription[8] == 0) continue;
    uint8_t *event = events + ready++ * event_size;
    memset(event, 0, event_size);
    memcpy(event, subscription, 8);
    event[10] = subscription[8];
  }
  return wasi_put(call, call->slots[3], &ready, 4);
}
