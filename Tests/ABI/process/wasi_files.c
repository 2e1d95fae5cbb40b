// Open files and directories.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "wasi.h"

#define HOST_OR_RETURN(name)                            \
  int name = wasi_host(program, call->slots[0]);        \
  if (name < 0) return wasi_badf

uint8_t wasi_file_type(uint32_t mode) {
  if (S_ISBLK(mode)) return 1;
  if (S_ISCHR(mode)) return 2;
  if (S_ISDIR(mode)) return 3;
  if (S_ISREG(mode)) return 4;
  if (S_ISSOCK(mode)) return 6;
  if (S_ISLNK(mode)) return 7;
  return 0;
}

uint32_t wasi_fd_close(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  program->descriptors[call->slots[0]] = (Descriptor){.host = -1};
  return close(host) == 0 ? wasi_success : wasi_error();
}

uint32_t wasi_fd_sync(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  return fsync(host) == 0 ? wasi_success : wasi_error();
}

// Reading and writing ----------------------------------------------------------------------------------------

enum { most_vectors = 64 };

/// The host's vectors for the guest's, or -1.
static int vectors_of(const WASICall *call, struct iovec *vectors) {
  uint32_t count = (uint32_t)call->slots[2];
  if (count > most_vectors) count = most_vectors;
  const uint8_t *guest = wasi_bytes(call, call->slots[1], (uint64_t)count * 8);
  if (!guest) return -1;
  for (uint32_t index = 0; index < count; index++) {
    uint32_t pair[2];
    memcpy(pair, guest + 8 * index, 8);
    vectors[index].iov_base = wasi_bytes(call, pair[0], pair[1]);
    vectors[index].iov_len = pair[1];
    if (!vectors[index].iov_base) return -1;
  }
  return (int)count;
}

static uint32_t put_count(const WASICall *call, uint64_t address, ssize_t count) {
  if (count < 0) return wasi_error();
  uint32_t value = (uint32_t)count;
  return wasi_put(call, address, &value, 4);
}

uint32_t wasi_fd_read(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  struct iovec vectors[most_vectors];
  int count = vectors_of(call, vectors);
  return count < 0 ? wasi_fault : put_count(call, call->slots[3], readv(host, vectors, count));
}

uint32_t wasi_fd_write(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  struct iovec vectors[most_vectors];
  int count = vectors_of(call, vectors);
  return count < 0 ? wasi_fault : put_count(call, call->slots[3], writev(host, vectors, count));
}

uint32_t wasi_fd_pread(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  struct iovec vectors[most_vectors];
  int count = vectors_of(call, vectors);
  if (count < 0) return wasi_fault;
  return put_count(call, call->slots[4], preadv(host, vectors, count, (off_t)call->slots[3]));
}

uint32_t wasi_fd_pwrite(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  struct iovec vectors[most_vectors];
  int count = vectors_of(call, vectors);
  if (count < 0) return wasi_fault;
  return put_count(call, call->slots[4], pwritev(host, vectors, count, (off_t)call->slots[3]));
}

uint32_t wasi_fd_seek(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  static const int origins[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  if ((uint32_t)call->slots[2] > 2) return wasi_inval;
  int64_t position = lseek(host, (off_t)call->slots[1], origins[(uint32_t)call->slots[2]]);
  return position < 0 ? wasi_error() : wasi_put(call, call->slots[3], &position, 8);
}

uint32_t wasi_fd_tell(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  int64_t position = lseek(host, 0, SEEK_CUR);
  return position < 0 ? wasi_error() : wasi_put(call, call->slots[1], &position, 8);
}

// What is known of a descriptor ------------------------------------------------------------------------------

// The flags of WASI: 1 append, 2 dsync, 4 nonblock, 8 rsync, 16 sync.
uint32_t wasi_fd_fdstat_get(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  struct stat status;
  int flags = fcntl(host, F_GETFL);
  if (flags < 0 || fstat(host, &status) != 0) return wasi_error();
  uint8_t stat[24] = {wasi_file_type(status.st_mode)};
  stat[2] = (uint8_t)((flags & O_APPEND ? 1 : 0) | (flags & O_NONBLOCK ? 4 : 0));
  // All rights, but for seeking where there is no position.
  uint64_t rights = (1 << 30) - 1;
  if (S_ISCHR(status.st_mode)) rights &= ~(uint64_t)0x24;
  memcpy(stat + 8, &rights, 8);
  memcpy(stat + 16, &rights, 8);
  return wasi_put(call, call->slots[1], stat, sizeof stat);
}

uint32_t wasi_fd_fdstat_set_flags(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  int flags = (call->slots[1] & 1 ? O_APPEND : 0) | (call->slots[1] & 4 ? O_NONBLOCK : 0);
  return fcntl(host, F_SETFL, flags) == 0 ? wasi_success : wasi_error();
}

uint32_t wasi_put_status(const WASICall *call, uint64_t address, const struct stat *status) {
  const struct timespec times[] = {status->st_atim, status->st_mtim, status->st_ctim};
  uint64_t fields[8] = {status->st_dev, status->st_ino, wasi_file_type(status->st_mode), status->st_nlink,
                        (uint64_t)status->st_size};
  for (int index = 0; index < 3; index++)
    fields[5 + index] = (uint64_t)times[index].tv_sec * 1000000000 + (uint64_t)times[index].tv_nsec;
  return wasi_put(call, address, fields, sizeof fields);
}

uint32_t wasi_fd_filestat_get(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  struct stat status;
  return fstat(host, &status) == 0 ? wasi_put_status(call, call->slots[1], &status) : wasi_error();
}

uint32_t wasi_fd_filestat_set_size(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  return ftruncate(host, (off_t)call->slots[1]) == 0 ? wasi_success : wasi_error();
}

static struct timespec time_of(uint64_t value, uint64_t flags) {
  if (flags & 2) return (struct timespec){.tv_nsec = UTIME_NOW};
  if (!(flags & 1)) return (struct timespec){.tv_nsec = UTIME_OMIT};
  return (struct timespec){.tv_sec = (time_t)(value / 1000000000), .tv_nsec = (long)(value % 1000000000)};
}

uint32_t wasi_fd_filestat_set_times(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  struct timespec times[] = {time_of(call->slots[1], call->slots[3]),
                             time_of(call->slots[2], call->slots[3] >> 2)};
  return futimens(host, times) == 0 ? wasi_success : wasi_error();
}

uint32_t wasi_fd_prestat_get(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  const char *name = program->descriptors[call->slots[0]].name;
  if (!name) return wasi_badf;
  uint32_t stat[2] = {0, (uint32_t)strlen(name)};
  return wasi_put(call, call->slots[1], stat, sizeof stat);
}

uint32_t wasi_fd_prestat_dir_name(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  const char *name = program->descriptors[call->slots[0]].name;
  if (!name) return wasi_badf;
  size_t size = strlen(name);
  if (size > (uint32_t)call->slots[2]) return 37;
  return wasi_put(call, call->slots[1], name, size);
}

// The cookie of an entry is its position; entries are counted anew in each call.
uint32_t wasi_fd_readdir(WASIProgram *program, const WASICall *call) {
  HOST_OR_RETURN(host);
  uint32_t room = (uint32_t)call->slots[2], used = 0;
  uint8_t *target = wasi_bytes(call, call->slots[1], room);
  if (!target) return wasi_fault;
  DIR *directory = fdopendir(openat(host, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return wasi_error();
  uint64_t position = 0;
  struct dirent *entry;
  while (used < room && (entry = readdir(directory))) {
    if (position++ < call->slots[3]) continue;
    uint32_t size = (uint32_t)strlen(entry->d_name);
    uint8_t record[24 + sizeof entry->d_name] = {0};
    uint64_t inode = entry->d_ino;
    memcpy(record, &position, 8);
    memcpy(record + 8, &inode, 8);
    memcpy(record + 16, &size, 4);
    record[20] = wasi_file_type(DTTOIF(entry->d_type));
    memcpy(record + 24, entry->d_name, size);
    uint32_t part = 24 + size < room - used ? 24 + size : room - used;
    memcpy(target + used, record, part);
    used += part;
  }
  closedir(directory);
  return wasi_put(call, call->slots[4], &used, 4);
}
