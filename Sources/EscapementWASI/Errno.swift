#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

extension WASI {
  /// The error codes of WASI preview 1, by their names and numbers in the specification (`errno`).
  ///
  /// A guest receives the raw value as the function's result; 0 is success and never thrown.
  public enum Errno: UInt16, Error, Sendable, CaseIterable {
    case success = 0
    case tooBig  // 2big
    case acces
    case addrinuse
    case addrnotavail
    case afnosupport
    case again
    case already
    case badf
    case badmsg
    case busy
    case canceled
    case child
    case connaborted
    case connrefused
    case connreset
    case deadlk
    case destaddrreq
    case dom
    case dquot
    case exist
    case fault
    case fbig
    case hostunreach
    case idrm
    case ilseq
    case inprogress
    case intr
    case inval
    case io
    case isconn
    case isdir
    case loop
    case mfile
    case mlink
    case msgsize
    case multihop
    case nametoolong
    case netdown
    case netreset
    case netunreach
    case nfile
    case nobufs
    case nodev
    case noent
    case noexec
    case nolck
    case nolink
    case nomem
    case nomsg
    case noprotoopt
    case nospc
    case nosys
    case notconn
    case notdir
    case notempty
    case notrecoverable
    case notsock
    case notsup
    case notty
    case nxio
    case overflow
    case ownerdead
    case perm
    case pipe
    case proto
    case protonosupport
    case prototype
    case range
    case rofs
    case spipe
    case srch
    case stale
    case timedout
    case txtbsy
    case xdev
    case notcapable
  }
}

extension WASI.Errno {
  /// The WASI code for a host's error number; `io` for one that WASI does not know.
  init(host code: CInt) {
    self = Self.byHostCode[code] ?? .io
  }

  /// The code of the host call that has just failed on this thread.
  static var lastHostError: WASI.Errno { WASI.Errno(host: errno) }

  // Some systems give two of these names one number, hence the uniquing.
  private static let byHostCode = Dictionary(
    [
      (E2BIG, .tooBig), (EACCES, .acces), (EADDRINUSE, .addrinuse),
      (EADDRNOTAVAIL, .addrnotavail), (EAFNOSUPPORT, .afnosupport), (EAGAIN, .again),
      (EWOULDBLOCK, .again), (EALREADY, .already), (EBADF, .badf), (EBADMSG, .badmsg),
      (EBUSY, .busy), (ECANCELED, .canceled), (ECHILD, .child), (ECONNABORTED, .connaborted),
      (ECONNREFUSED, .connrefused), (ECONNRESET, .connreset), (EDEADLK, .deadlk),
      (EDESTADDRREQ, .destaddrreq), (EDOM, .dom), (EDQUOT, .dquot), (EEXIST, .exist),
      (EFAULT, .fault), (EFBIG, .fbig), (EHOSTUNREACH, .hostunreach), (EIDRM, .idrm),
      (EILSEQ, .ilseq), (EINPROGRESS, .inprogress), (EINTR, .intr), (EINVAL, .inval), (EIO, .io),
      (EISCONN, .isconn), (EISDIR, .isdir), (ELOOP, .loop), (EMFILE, .mfile), (EMLINK, .mlink),
      (EMSGSIZE, .msgsize), (EMULTIHOP, .multihop), (ENAMETOOLONG, .nametoolong),
      (ENETDOWN, .netdown), (ENETRESET, .netreset), (ENETUNREACH, .netunreach), (ENFILE, .nfile),
      (ENOBUFS, .nobufs), (ENODEV, .nodev), (ENOENT, .noent), (ENOEXEC, .noexec),
      (ENOLCK, .nolck), (ENOLINK, .nolink), (ENOMEM, .nomem), (ENOMSG, .nomsg),
      (ENOPROTOOPT, .noprotoopt), (ENOSPC, .nospc), (ENOSYS, .nosys), (ENOTCONN, .notconn),
      (ENOTDIR, .notdir), (ENOTEMPTY, .notempty), (ENOTRECOVERABLE, .notrecoverable),
      (ENOTSOCK, .notsock), (ENOTSUP, .notsup), (EOPNOTSUPP, .notsup), (ENOTTY, .notty),
      (ENXIO, .nxio), (EOVERFLOW, .overflow), (EOWNERDEAD, .ownerdead), (EPERM, .perm),
      (EPIPE, .pipe), (EPROTO, .proto), (EPROTONOSUPPORT, .protonosupport),
      (EPROTOTYPE, .prototype), (ERANGE, .range), (EROFS, .rofs), (ESPIPE, .spipe),
      (ESRCH, .srch), (ESTALE, .stale), (ETIMEDOUT, .timedout), (ETXTBSY, .txtbsy),
      (EXDEV, .xdev),
    ] as [(CInt, WASI.Errno)],
    uniquingKeysWith: { first, _ in first })
}
