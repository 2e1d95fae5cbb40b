#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "CPlatform.h"

// The bytes are copied rather than mapped: a file that changes behind a mapping would escape validation.
static uint8_t *read_descriptor(int descriptor, uint64_t limit, size_t *size) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return NULL;
  if (!S_ISREG(status.st_mode)) {
    errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    return NULL;
  }
  if ((uint64_t)status.st_size > limit || (uint64_t)status.st_size >= SIZE_MAX) {
    errno = EFBIG;
    return NULL;
  }
  size_t capacity = (size_t)status.st_size;
  uint8_t *bytes = malloc(capacity ? capacity : 1);
  if (!bytes) return NULL;
  size_t used = 0;
  while (used < capacity) {
    ssize_t count = read(descriptor, bytes + used, capacity - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      int error = errno;
      free(bytes);
      errno = error;
      return NULL;
    }
    if (count == 0) break;
    used += (size_t)count;
  }
  *size = used;
  return bytes;
}

uint8_t *platform_read_file(const char *path, uint64_t limit, size_t *size, int *error) {
  int descriptor;
  do {
    descriptor = open(path, O_RDONLY | O_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) {
    *error = errno;
    return NULL;
  }
  uint8_t *bytes = read_descriptor(descriptor, limit, size);
  if (!bytes) *error = errno;
  close(descriptor);
  return bytes;
}

const char *platform_error_text(int error) { return strerror(error); }
