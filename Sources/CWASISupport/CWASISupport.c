#define _GNU_SOURCE
#define _DARWIN_C_SOURCE

#include "CWASISupport.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#if __has_include(<linux/openat2.h>)
#include <linux/openat2.h>
#endif
#else
#include <sys/random.h>
#endif

#if defined(O_PATH)
#define SEARCH_FLAGS (O_PATH | O_DIRECTORY | O_CLOEXEC)
#elif defined(O_SEARCH)
#define SEARCH_FLAGS (O_SEARCH | O_DIRECTORY | O_CLOEXEC)
#else
#define SEARCH_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#endif

int cwasi_open_search_directory(int parent, const char *name) {
  return openat(parent, name, SEARCH_FLAGS | O_NOFOLLOW);
}

int cwasi_open_search_directory_beneath(int root, const char *path) {
#if defined(SYS_openat2) && defined(RESOLVE_BENEATH)
  struct open_how how;
  memset(&how, 0, sizeof how);
  how.flags = SEARCH_FLAGS;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return (int)syscall(SYS_openat2, root, path, &how, sizeof how);
#else
  (void)root;
  (void)path;
  errno = ENOSYS;
  return -1;
#endif
}

int cwasi_open(int parent, const char *name, int flags, mode_t mode) {
  return openat(parent, name, flags, mode);
}

int cwasi_get_status_flags(int descriptor) { return fcntl(descriptor, F_GETFL); }

int cwasi_set_status_flags(int descriptor, int flags) { return fcntl(descriptor, F_SETFL, flags); }

int cwasi_available_bytes(int descriptor, int *count) { return ioctl(descriptor, FIONREAD, count); }

int cwasi_random(void *buffer, size_t count) { return getentropy(buffer, count); }

int cwasi_allocate(int descriptor, int64_t offset, int64_t length) {
#if defined(__linux__)
  // Not posix_fallocate: where the file system has no such operation, that writes every block.
  return fallocate(descriptor, 0, (off_t)offset, (off_t)length);
#elif defined(__APPLE__)
  struct stat status;
  if (fstat(descriptor, &status) != 0) return -1;
  int64_t end = offset + length;
  if (end <= status.st_size) return 0;
  fstore_t store;
  memset(&store, 0, sizeof store);
  store.fst_flags = F_ALLOCATEALL;
  store.fst_posmode = F_PEOFPOSMODE;
  store.fst_length = end - status.st_size;
  if (fcntl(descriptor, F_PREALLOCATE, &store) != 0) return -1;
  return ftruncate(descriptor, end);
#else
  (void)descriptor;
  (void)offset;
  (void)length;
  errno = EOPNOTSUPP;
  return -1;
#endif
}

int cwasi_advise(int descriptor, int64_t offset, int64_t length, int advice) {
#if defined(POSIX_FADV_NORMAL)
  static const int hints[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                              POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  int result = posix_fadvise(descriptor, (off_t)offset, (off_t)length, hints[advice]);
  if (result == 0) return 0;
  errno = result;
  return -1;
#else
  // Hints may be ignored.
  (void)descriptor;
  (void)offset;
  (void)length;
  (void)advice;
  return 0;
#endif
}

static int make_timespec(struct cwasi_time time, struct timespec *result) {
  memset(result, 0, sizeof *result);
  if (time.source == CWASI_TIME_OMIT) {
    result->tv_nsec = UTIME_OMIT;
  } else if (time.source == CWASI_TIME_NOW) {
    result->tv_nsec = UTIME_NOW;
  } else {
    result->tv_sec = (time_t)time.seconds;
    result->tv_nsec = time.nanoseconds;
    if ((int64_t)result->tv_sec != time.seconds) {
      errno = EOVERFLOW;
      return -1;
    }
  }
  return 0;
}

int cwasi_set_times(int descriptor, const char *name, struct cwasi_time access,
                    struct cwasi_time modification) {
  struct timespec times[2];
  if (make_timespec(access, &times[0]) != 0) return -1;
  if (make_timespec(modification, &times[1]) != 0) return -1;
  if (name == NULL) return futimens(descriptor, times);
  return utimensat(descriptor, name, times, AT_SYMLINK_NOFOLLOW);
}

ssize_t cwasi_write(int descriptor, const struct iovec *buffers, int count) {
  // SIGPIPE is blocked for this thread; one that the write raised is taken off the pending set, one
  // that was pending before stays.
  sigset_t pipe_signal, old_mask, pending;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  sigpending(&pending);
  int was_pending = sigismember(&pending, SIGPIPE);
  if (was_pending == 0) pthread_sigmask(SIG_BLOCK, &pipe_signal, &old_mask);
  ssize_t result = writev(descriptor, buffers, count);
  int error = errno;
  if (was_pending == 0) {
    if (result < 0 && error == EPIPE) {
      sigpending(&pending);
      if (sigismember(&pending, SIGPIPE) == 1) {
        int taken;
        sigwait(&pipe_signal, &taken);
      }
    }
    pthread_sigmask(SIG_SETMASK, &old_mask, NULL);
  }
  errno = error;
  return result;
}

ssize_t cwasi_receive(int socket, struct iovec *buffers, int count, int peek, int wait_all,
                      int *truncated) {
  struct msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_iov = buffers;
  // int on some systems, size_t on others
  message.msg_iovlen = (__typeof__(message.msg_iovlen))count;
  ssize_t result = recvmsg(socket, &message, (peek ? MSG_PEEK : 0) | (wait_all ? MSG_WAITALL : 0));
  *truncated = result >= 0 && (message.msg_flags & MSG_TRUNC) != 0;
  return result;
}

ssize_t cwasi_send(int socket, struct iovec *buffers, int count) {
#if defined(MSG_NOSIGNAL)
  struct msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_iov = buffers;
  message.msg_iovlen = (__typeof__(message.msg_iovlen))count;
  return sendmsg(socket, &message, MSG_NOSIGNAL);
#else
  return cwasi_write(socket, buffers, count);
#endif
}

int cwasi_accept(int socket) {
#if defined(__linux__)
  return accept4(socket, NULL, NULL, SOCK_CLOEXEC);
#else
  int descriptor = accept(socket, NULL, NULL);
  if (descriptor >= 0) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return descriptor;
#endif
}

int cwasi_socket_is_stream(int socket) {
  int type = 0;
  socklen_t length = sizeof type;
  return getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

const char *cwasi_read_directory(DIR *directory, uint64_t *inode, uint8_t *type) {
  errno = 0;
  struct dirent *next = readdir(directory);
  if (next == NULL) return NULL;
  *inode = (uint64_t)next->d_ino;
  *type = next->d_type;
  return next->d_name;
}
