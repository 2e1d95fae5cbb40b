#define _GNU_SOURCE
#define _DARWIN_C_SOURCE

#include "CWASISupport.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
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

static int allocate(int descriptor, int64_t offset, int64_t length) {
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

// A signal that a call may raise for its thread is blocked meanwhile; one that the call raised is taken off the pending set,
// one that was pending before stays.
struct silenced {
  int signal;
  int was_pending;
  sigset_t set, old_mask;
};

static struct silenced silence(int signal) {
  struct silenced silenced;
  sigset_t pending;
  silenced.signal = signal;
  sigemptyset(&silenced.set);
  sigaddset(&silenced.set, signal);
  sigpending(&pending);
  silenced.was_pending = sigismember(&pending, signal);
  if (silenced.was_pending == 0) pthread_sigmask(SIG_BLOCK, &silenced.set, &silenced.old_mask);
  return silenced;
}

// `may_be_raised`: what the call's result says. Keeps `errno`.
static void end_silence(const struct silenced *silenced, int may_be_raised) {
  int error = errno;
  sigset_t pending;
  if (silenced->was_pending == 0) {
    if (may_be_raised) {
      sigpending(&pending);
      int taken;
      if (sigismember(&pending, silenced->signal) == 1) sigwait(&silenced->set, &taken);
    }
    pthread_sigmask(SIG_SETMASK, &silenced->old_mask, NULL);
  }
  errno = error;
}

ssize_t cwasi_write(int descriptor, const struct iovec *buffers, int count) {
  struct silenced silenced = silence(SIGPIPE);
  ssize_t result = writev(descriptor, buffers, count);
  end_silence(&silenced, result < 0 && errno == EPIPE);
  return result;
}

// Whether the process may not write files of any size: what is beyond raises SIGXFSZ.
static int file_size_is_limited(void) {
  struct rlimit limit;
  return getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY;
}

ssize_t cwasi_write_file(int descriptor, const struct iovec *buffers, int count, int64_t offset) {
  int is_limited = file_size_is_limited();
  struct silenced silenced;
  if (is_limited) silenced = silence(SIGXFSZ);
  ssize_t result =
      offset < 0 ? writev(descriptor, buffers, count) : pwritev(descriptor, buffers, count, (off_t)offset);
  if (is_limited) end_silence(&silenced, result < 0 && errno == EFBIG);
  return result;
}

int cwasi_truncate(int descriptor, int64_t size) {
  int is_limited = file_size_is_limited();
  struct silenced silenced;
  if (is_limited) silenced = silence(SIGXFSZ);
  int result = ftruncate(descriptor, (off_t)size);
  if (is_limited) end_silence(&silenced, result < 0 && errno == EFBIG);
  return result;
}

int cwasi_allocate(int descriptor, int64_t offset, int64_t length) {
  int is_limited = file_size_is_limited();
  struct silenced silenced;
  if (is_limited) silenced = silence(SIGXFSZ);
  int result = allocate(descriptor, offset, length);
  if (is_limited) end_silence(&silenced, result < 0 && errno == EFBIG);
  return result;
}

ssize_t cwasi_receive(int socket, struct iovec *buffers, int count, int peek,
                      enum cwasi_wait wait, int *truncated) {
  struct msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_iov = buffers;
  // int on some systems, size_t on others
  message.msg_iovlen = (__typeof__(message.msg_iovlen))count;
  int flags = wait == CWASI_WAIT_NEVER ? MSG_DONTWAIT : wait == CWASI_WAIT_FOR_ALL ? MSG_WAITALL : 0;
  ssize_t result = recvmsg(socket, &message, flags | (peek ? MSG_PEEK : 0));
  *truncated = result >= 0 && (message.msg_flags & MSG_TRUNC) != 0;
  return result;
}

ssize_t cwasi_send(int socket, struct iovec *buffers, int count, int waits) {
  struct msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_iov = buffers;
  message.msg_iovlen = (__typeof__(message.msg_iovlen))count;
  int flags = waits ? 0 : MSG_DONTWAIT;
#if defined(MSG_NOSIGNAL)
  return sendmsg(socket, &message, flags | MSG_NOSIGNAL);
#else
  struct silenced silenced = silence(SIGPIPE);
  ssize_t result = sendmsg(socket, &message, flags);
  end_silence(&silenced, result < 0 && errno == EPIPE);
  return result;
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
