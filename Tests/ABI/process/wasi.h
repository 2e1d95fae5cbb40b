// What the files of the bridge share.
#ifndef WASI_INTERNAL_H
#define WASI_INTERNAL_H

#include <stddef.h>

#include "include/wasi.h"

enum { wasi_descriptor_limit = 64, wasi_string_limit = 64, wasi_path_limit = 4096 };

typedef struct Strings {
  const char *items[wasi_string_limit];
  uint32_t count;
} Strings;

typedef struct Descriptor {
  /// -1 when it is closed.
  int host;
  /// Of a directory that the program finds at its start; else NULL.
  const char *name;
} Descriptor;

struct WASIProgram {
  Strings arguments, variables;
  Descriptor descriptors[wasi_descriptor_limit];
};

/// The error codes of WASI that are not made from `errno`.
enum { wasi_success = 0, wasi_badf = 8, wasi_fault = 21, wasi_inval = 28, wasi_nfile = 41 };

/// The error code for `errno`.
uint32_t wasi_error(void);

/// The host's descriptor, or -1.
int wasi_host(const WASIProgram *program, uint64_t descriptor);

/// A descriptor of the guest for one of the host's, or -1 if it has too many.
int wasi_adopt(WASIProgram *program, int host, const char *name);

/// `size` bytes of the guest's memory, or NULL.
void *wasi_bytes(const WASICall *call, uint64_t address, uint64_t size);

/// Writes to the guest's memory, or gives `wasi_fault`.
uint32_t wasi_put(const WASICall *call, uint64_t address, const void *value, size_t size);

struct stat;
uint32_t wasi_put_status(const WASICall *call, uint64_t address, const struct stat *status);

typedef uint32_t WASIFunction(WASIProgram *program, const WASICall *call);

// X(name, parameters)
#define WASI_FUNCTIONS(X)                  \
  X(args_get, "ii")                        \
  X(args_sizes_get, "ii")                  \
  X(environ_get, "ii")                     \
  X(environ_sizes_get, "ii")               \
  X(clock_res_get, "ii")                   \
  X(clock_time_get, "iIi")                 \
  X(random_get, "ii")                      \
  X(sched_yield, "")                       \
  X(poll_oneoff, "iiii")                   \
  X(fd_close, "i")                         \
  X(fd_fdstat_get, "ii")                   \
  X(fd_fdstat_set_flags, "ii")             \
  X(fd_filestat_get, "ii")                 \
  X(fd_filestat_set_size, "iI")            \
  X(fd_filestat_set_times, "iIIi")         \
  X(fd_pread, "iiiIi")                     \
  X(fd_prestat_get, "ii")                  \
  X(fd_prestat_dir_name, "iii")            \
  X(fd_pwrite, "iiiIi")                    \
  X(fd_read, "iiii")                       \
  X(fd_readdir, "iiiIi")                   \
  X(fd_seek, "iIii")                       \
  X(fd_sync, "i")                          \
  X(fd_tell, "ii")                         \
  X(fd_write, "iiii")                      \
  X(path_create_directory, "iii")          \
  X(path_filestat_get, "iiiii")            \
  X(path_link, "iiiiiii")                  \
  X(path_open, "iiiiiIIii")                \
  X(path_readlink, "iiiiii")               \
  X(path_remove_directory, "iii")          \
  X(path_rename, "iiiiii")                 \
  X(path_symlink, "iiiii")                 \
  X(path_unlink_file, "iii")

#define WASI_DECLARATION(name, parameters) WASIFunction wasi_##name;
WASI_FUNCTIONS(WASI_DECLARATION)

/// WASI's number for a type of file, of `st_mode`.
uint8_t wasi_file_type(uint32_t mode);

#endif
