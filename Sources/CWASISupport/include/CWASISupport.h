// The few system calls the WASI host needs that Swift's platform overlays cannot express on every
// system: variadic calls, flags behind feature-test macros, and structures with flexible tails.
// Each function does one call, keeps its errno convention (-1 and errno) and allocates nothing.

#ifndef CWASISUPPORT_H
#define CWASISUPPORT_H

#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#endif

/// Opens `name`, a single path component, as a directory to look further names up in. Never follows
/// a symbolic link. Needs search permission only, where the system can express that.
int cwasi_open_search_directory(int parent, const char *name);

/// Opens the directory `path` for look-ups, refusing every way out of `root` in the kernel
/// (`openat2` with `RESOLVE_BENEATH`). Fails with ENOSYS where the system has no such call.
int cwasi_open_search_directory_beneath(int root, const char *path);

/// Opens a file with the given `open` flags; `name` is a single path component.
int cwasi_open(int parent, const char *name, int flags, mode_t mode);

int cwasi_get_status_flags(int descriptor);
int cwasi_set_status_flags(int descriptor, int flags);

/// The number of bytes that can be read without blocking.
int cwasi_available_bytes(int descriptor, int *count);

/// Fills at most 256 bytes from the system's cryptographically secure source.
int cwasi_random(void *buffer, size_t count);

/// Reserves storage for a range of a regular file and extends its size to cover it; beyond the
/// process's limit it gives EFBIG and never a SIGXFSZ.
int cwasi_allocate(int descriptor, int64_t offset, int64_t length);

/// The access pattern hints, in the order in which WASI numbers them.
int cwasi_advise(int descriptor, int64_t offset, int64_t length, int advice);

/// Which value a timestamp gets.
enum cwasi_time_source { CWASI_TIME_OMIT, CWASI_TIME_NOW, CWASI_TIME_EXPLICIT };

struct cwasi_time {
  enum cwasi_time_source source;
  int64_t seconds;
  int32_t nanoseconds;
};

/// Sets the timestamps of `name` in `parent`, never following a symbolic link, or of the descriptor
/// itself when `name` is null. EOVERFLOW: the system's time type cannot hold the seconds.
int cwasi_set_times(int descriptor, const char *_Nullable name, struct cwasi_time access,
                    struct cwasi_time modification);

/// Writes like `writev`; a closed pipe gives EPIPE and never a SIGPIPE.
ssize_t cwasi_write(int descriptor, const struct iovec *buffers, int count);

/// Writes to a regular file like `pwritev`, or like `writev` if `offset` is negative; beyond the
/// process's limit for files it gives EFBIG and never a SIGXFSZ.
ssize_t cwasi_write_file(int descriptor, const struct iovec *buffers, int count, int64_t offset);

/// Sets a regular file's size; beyond the process's limit it gives EFBIG and never a SIGXFSZ.
int cwasi_truncate(int descriptor, int64_t size);

/// Receives like `recvmsg`; `truncated` becomes 1 when part of a datagram was discarded.
enum cwasi_wait { CWASI_WAIT_NEVER, CWASI_WAIT_FOR_SOME, CWASI_WAIT_FOR_ALL };
ssize_t cwasi_receive(int socket, struct iovec *buffers, int count, int peek, enum cwasi_wait wait,
                      int *truncated);

/// Sends like `sendmsg`; a closed connection gives EPIPE and never a SIGPIPE. Gives EAGAIN where it
/// would have to wait, unless it `waits`.
ssize_t cwasi_send(int socket, struct iovec *buffers, int count, int waits);

/// Accepts a connection; the new descriptor is closed on exec.
int cwasi_accept(int socket);

/// 1 for a stream socket, 0 for another kind.
int cwasi_socket_is_stream(int socket);

/// The next entry of a directory: its name, which lives until the next call, with its inode and its
/// type (a `DT_` constant). Null at the end, with errno 0, and on failure.
const char *_Nullable cwasi_read_directory(DIR *directory, uint64_t *inode, uint8_t *type);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
