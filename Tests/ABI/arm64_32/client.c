// The C loop in another place: takes the role of machine.c in the 32-bit process, and hands what it is asked for to the
// machine code for arm64_32 in an emulator, which has the process's memory at the same addresses.
#define _GNU_SOURCE
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "machine.h"
#include "request.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int to_server, from_server;

static void fail(const char *reason) {
  fprintf(stderr, "arm64_32: %s\n", reason);
  exit(3);
}

/// The path of a file beside this program.
static void beside(const char *name, char path[4096]) {
  ssize_t count = readlink("/proc/self/exe", path, 4000);
  if (count < 0) fail("where is this program?");
  path[count] = 0;
  strcpy(strrchr(path, '/') + 1, name);
}

static void start(void) {
  static char loader[4096], image[4096], arena[12], input[12], output[12];
  char emulator[] = "qemu-aarch64-static";
  int requests[2], answers[2];
  beside("loader", loader);
  beside("image.dylib", image);
  if (pipe(requests) != 0 || pipe(answers) != 0) fail("no pipes");
  snprintf(arena, sizeof arena, "%d", arena_descriptor());
  snprintf(input, sizeof input, "%d", requests[0]);
  snprintf(output, sizeof output, "%d", answers[1]);
  char *arguments[] = {emulator, loader, image, arena, input, output, NULL};
  // The server ends when nobody can ask it any more: it must not hold its own ends.
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addclose(&actions, requests[1]);
  posix_spawn_file_actions_addclose(&actions, answers[0]);
  pid_t process;
  if (posix_spawnp(&process, emulator, &actions, NULL, arguments, environ) != 0) fail("no emulator");
  posix_spawn_file_actions_destroy(&actions);
  close(requests[0]);
  close(answers[1]);
  to_server = requests[1];
  from_server = answers[0];
}

static Request ask(Operation operation, uint32_t first, uint32_t second, uint32_t third) {
  Request *request = (Request *)arena_start;
  pthread_mutex_lock(&lock);
  if (to_server == 0) start();
  *request = (Request){.operation = operation, .first = first, .second = second, .third = third};
  uint8_t bell = 0;
  __sync_synchronize();
  if (write(to_server, &bell, 1) != 1 || read(from_server, &bell, 1) != 1) fail("the emulator has ended");
  __sync_synchronize();
  Request answer = *request;
  pthread_mutex_unlock(&lock);
  return answer;
}

MachineExit machine_run(Context *context) {
  return (MachineExit)ask(Operation_run, (uint32_t)context, 0, 0).result;
}

void machine_resolve(uint8_t *image, size_t size, bool fuses) {
  ask(Operation_resolve, (uint32_t)image, size, fuses);
}

MachineCells machine_resolved_cells(void) {
  Request answer = ask(Operation_cells, 0, 0, 0);
  if (answer.result != 32) fail("the server has other pointers");
  return (MachineCells){
      .finish = (const uint8_t *)answer.finish,
      .switch_instance = (const uint8_t *)answer.switch_instance,
      .host_call = (const uint8_t *)answer.host_call,
      // The emulated loop can't call into this process: it stops for every host function.
      .direct_host_call = (const uint8_t *)answer.host_call,
      .translate = answer.translate,
  };
}

MachineCells machine_numbered_cells(void) { fail("the loop in Swift does not run here"); return (MachineCells){0}; }
