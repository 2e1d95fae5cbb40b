// Functions that name files by paths. The kernel keeps paths inside of the directory that they start from.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "wasi.h"

/// A path that a guest gave, as the directory that its last component is in, and that component.
typedef struct Place {
  /// To be closed.
  int parent;
  char path[wasi_path_limit];
  const char *name;
} Place;

/// Whether a path leads out of the directory that it starts from, as far as its text says.
static bool leads_out(const char *path) {
  if (*path == '/') return true;
  int depth = 0;
  while (*path) {
    size_t length = strcspn(path, "/");
    if (length == 2 && !strncmp(path, "..", 2)) {
      if (--depth < 0) return true;
    } else if (length > 0 && !(length == 1 && *path == '.')) {
      ++depth;
    }
    path += length;
    path += *path == '/';
  }
  return false;
}

static int open_beneath(int directory, const char *path, int flags) {
  struct open_how how = {.flags = (uint64_t)(flags | O_CLOEXEC), .mode = flags & O_CREAT ? 0666 : 0,
                         .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  int opened = (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
  if (opened >= 0 || errno != ENOSYS) return opened;
  // qemu does not know this call. The programs of the tests are trusted not to leave by links.
  if (leads_out(path)) {
    errno = EXDEV;
    return -1;
  }
  return openat(directory, path, (int)how.flags, (mode_t)how.mode);
}

static uint32_t copy_path(const WASICall *call, uint64_t address, uint64_t size, char path[wasi_path_limit]) {
  size = (uint32_t)size;
  const void *bytes = wasi_bytes(call, address, size);
  if (!bytes) return wasi_fault;
  if (size >= wasi_path_limit) return 37;
  memcpy(path, bytes, (size_t)size);
  path[size] = 0;
  return wasi_success;
}

static uint32_t find(const WASIProgram *program, const WASICall *call, int directory, int path, Place *place) {
  int host = wasi_host(program, call->slots[directory]);
  if (host < 0) return wasi_badf;
  uint32_t error = copy_path(call, call->slots[path], call->slots[path + 1], place->path);
  if (error) return error;
  size_t end = strlen(place->path);
  while (end > 1 && place->path[end - 1] == '/') place->path[--end] = 0;
  char *slash = strrchr(place->path, '/');
  place->name = slash ? slash + 1 : place->path;
  if (slash) *slash = 0;
  place->parent = open_beneath(host, slash ? (slash == place->path ? "/" : place->path) : ".",
                               O_PATH | O_DIRECTORY);
  return place->parent < 0 ? wasi_error() : wasi_success;
}

static uint32_t leave(Place *place, int result) {
  uint32_t error = result == 0 ? wasi_success : wasi_error();
  close(place->parent);
  return error;
}

// `oflags`: 1 create, 2 directory, 4 exclusive, 8 truncate. Rights: 2 read, 64 write.
uint32_t wasi_path_open(WASIProgram *program, const WASICall *call) {
  int host = wasi_host(program, call->slots[0]);
  if (host < 0) return wasi_badf;
  char path[wasi_path_limit];
  uint32_t error = copy_path(call, call->slots[2], call->slots[3], path);
  if (error) return error;
  uint64_t wanted = call->slots[4], rights = call->slots[5];
  int flags = !(rights & 64) ? O_RDONLY : rights & 2 ? O_RDWR : O_WRONLY;
  if (wanted & 1) flags |= O_CREAT;
  if (wanted & 2) flags = O_RDONLY | O_DIRECTORY;
  if (wanted & 4) flags |= O_EXCL;
  if (wanted & 8) flags |= O_TRUNC;
  if (call->slots[7] & 1) flags |= O_APPEND;
  if (!(call->slots[1] & 1)) flags |= O_NOFOLLOW;
  int opened = open_beneath(host, path, flags);
  // Directories can't be opened for writing, but wasi-libc asks for all rights.
  if (opened < 0 && errno == EISDIR && !(wanted & 9)) opened = open_beneath(host, path, O_RDONLY);
  if (opened < 0) return wasi_error();
  int descriptor = wasi_adopt(program, opened, NULL);
  if (descriptor < 0) return wasi_nfile;
  return wasi_put(call, call->slots[8], &descriptor, 4);
}

uint32_t wasi_path_create_directory(WASIProgram *program, const WASICall *call) {
  Place place;
  uint32_t error = find(program, call, 0, 1, &place);
  return error ? error : leave(&place, mkdirat(place.parent, place.name, 0777));
}

uint32_t wasi_path_remove_directory(WASIProgram *program, const WASICall *call) {
  Place place;
  uint32_t error = find(program, call, 0, 1, &place);
  return error ? error : leave(&place, unlinkat(place.parent, place.name, AT_REMOVEDIR));
}

uint32_t wasi_path_unlink_file(WASIProgram *program, const WASICall *call) {
  Place place;
  uint32_t error = find(program, call, 0, 1, &place);
  return error ? error : leave(&place, unlinkat(place.parent, place.name, 0));
}

uint32_t wasi_path_filestat_get(WASIProgram *program, const WASICall *call) {
  int host = wasi_host(program, call->slots[0]);
  if (host < 0) return wasi_badf;
  char path[wasi_path_limit];
  uint32_t error = copy_path(call, call->slots[2], call->slots[3], path);
  if (error) return error;
  int opened = open_beneath(host, path, O_PATH | (call->slots[1] & 1 ? 0 : O_NOFOLLOW));
  if (opened < 0) return wasi_error();
  struct stat status;
  error = fstat(opened, &status) == 0 ? wasi_put_status(call, call->slots[4], &status) : wasi_error();
  close(opened);
  return error;
}

uint32_t wasi_path_readlink(WASIProgram *program, const WASICall *call) {
  Place place;
  uint32_t size = (uint32_t)call->slots[4];
  char *target = wasi_bytes(call, call->slots[3], size);
  if (!target) return wasi_fault;
  uint32_t error = find(program, call, 0, 1, &place);
  if (error) return error;
  ssize_t count = readlinkat(place.parent, place.name, target, size);
  error = leave(&place, count < 0 ? -1 : 0);
  uint32_t used = (uint32_t)count;
  return error ? error : wasi_put(call, call->slots[5], &used, 4);
}

uint32_t wasi_path_symlink(WASIProgram *program, const WASICall *call) {
  Place place;
  char target[wasi_path_limit];
  uint32_t error = copy_path(call, call->slots[0], call->slots[1], target);
  if (!error) error = find(program, call, 2, 3, &place);
  return error ? error : leave(&place, symlinkat(target, place.parent, place.name));
}

/// Does `act` with two places: the first one's path is at `path`, the second one's descriptor at `other`.
static uint32_t with_two(const WASIProgram *program, const WASICall *call, int path, int other,
                         int (*act)(int, const char *, int, const char *)) {
  Place from, to;
  uint32_t error = find(program, call, 0, path, &from);
  if (error) return error;
  error = find(program, call, other, other + 1, &to);
  if (!error) error = leave(&to, act(from.parent, from.name, to.parent, to.name));
  close(from.parent);
  return error;
}

static int link_at(int old, const char *old_name, int new, const char *new_name) {
  return linkat(old, old_name, new, new_name, 0);
}

// Descriptor, flags, path and its size; descriptor, path and its size.
uint32_t wasi_path_link(WASIProgram *program, const WASICall *call) {
  return with_two(program, call, 2, 4, link_at);
}

// Descriptor, path and its size, twice.
uint32_t wasi_path_rename(WASIProgram *program, const WASICall *call) {
  return with_two(program, call, 1, 3, renameat);
}
