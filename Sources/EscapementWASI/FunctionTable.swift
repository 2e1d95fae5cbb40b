/// A function of the interface, as a guest imports it.
struct HostFunction: Sendable {
  /// The types that occur in the interface's signatures.
  enum ValueType: Sendable {
    case i32, i64
  }

  let name: String
  let parameters: [ValueType]
  /// Whether the function returns an error code; the one that does not never returns.
  let returnsErrno: Bool
  private let body: @Sendable (WASI, GuestMemory, Arguments) throws(WASIExit) -> WASI.Errno

  /// Calls the function with `arguments`, of which there are at least as many as `parameters`, with
  /// 32-bit ones in the low half.
  func call(
    _ wasi: WASI, _ memory: GuestMemory, _ arguments: Arguments
  ) throws(WASIExit) -> WASI.Errno {
    try body(wasi, memory, arguments)
  }

  /// A function that returns an error code.
  fileprivate init(
    _ name: String, _ parameters: [ValueType],
    _ body: @escaping @Sendable (WASI, GuestMemory, Arguments) throws(WASI.Errno) -> Void
  ) {
    self.name = name
    self.parameters = parameters
    returnsErrno = true
    self.body = { wasi, memory, arguments in
      do throws(WASI.Errno) {
        try body(wasi, memory, arguments)
        return .success
      } catch {
        return error
      }
    }
  }

  /// A function that may end the guest.
  fileprivate init(
    _ name: String, _ parameters: [ValueType], returnsErrno: Bool,
    ending body: @escaping @Sendable (WASI, Arguments) throws(WASI.Errno) -> WASIExit?
  ) {
    self.name = name
    self.parameters = parameters
    self.returnsErrno = returnsErrno
    self.body = { wasi, _, arguments throws(WASIExit) in
      let exit: WASIExit?
      do throws(WASI.Errno) {
        exit = try body(wasi, arguments)
      } catch {
        return error
      }
      if let exit { throw exit }
      return .success
    }
  }
}

/// The raw arguments of a call, in the caller's slots.
struct Arguments {
  private let values: UnsafeBufferPointer<UInt64>

  init(_ values: UnsafeBufferPointer<UInt64>) {
    self.values = values
  }

  /// The 32-bit argument `index`.
  subscript(_ index: Int) -> UInt32 { UInt32(truncatingIfNeeded: values[index]) }

  /// The 64-bit argument `index`.
  func long(_ index: Int) -> UInt64 { values[index] }
}

extension WASI.Snapshot {
  /// All functions of this generation.
  var functions: [HostFunction] {
    HostFunction.process + HostFunction.descriptors(self) + HostFunction.files(self)
      + HostFunction.paths(self) + HostFunction.polling(self) + HostFunction.sockets(self)
  }
}

// In each closure `w` is the host, `m` the guest's memory and `a` the arguments.
extension HostFunction {
  fileprivate static let process: [HostFunction] = [
    HostFunction("args_get", [.i32, .i32]) { w, m, a throws(WASI.Errno) in
      try w.argsGet(m, argv: a[0], argvBuf: a[1])
    },
    HostFunction("args_sizes_get", [.i32, .i32]) { w, m, a throws(WASI.Errno) in
      try w.argsSizesGet(m, count: a[0], size: a[1])
    },
    HostFunction("environ_get", [.i32, .i32]) { w, m, a throws(WASI.Errno) in
      try w.environGet(m, environ: a[0], environBuf: a[1])
    },
    HostFunction("environ_sizes_get", [.i32, .i32]) { w, m, a throws(WASI.Errno) in
      try w.environSizesGet(m, count: a[0], size: a[1])
    },
    HostFunction("clock_res_get", [.i32, .i32]) { w, m, a throws(WASI.Errno) in
      try w.clockResGet(m, id: a[0], resolution: a[1])
    },
    HostFunction("clock_time_get", [.i32, .i64, .i32]) { w, m, a throws(WASI.Errno) in
      try w.clockTimeGet(m, id: a[0], precision: a.long(1), time: a[2])
    },
    HostFunction("proc_exit", [.i32], returnsErrno: false) { w, a in
      w.procExit(code: a[0])
    },
    HostFunction("proc_raise", [.i32], returnsErrno: true) { w, a throws(WASI.Errno) in
      try w.procRaise(signal: a[0])
    },
    HostFunction("sched_yield", []) { w, _, _ in
      w.schedYield()
    },
    HostFunction("random_get", [.i32, .i32]) { w, m, a throws(WASI.Errno) in
      try w.randomGet(m, buf: a[0], bufLen: a[1])
    },
  ]

  fileprivate static func descriptors(_ snapshot: WASI.Snapshot) -> [HostFunction] {
    [
      HostFunction("fd_close", [.i32]) { w, _, a throws(WASI.Errno) in
        try w.fdClose(fd: a[0])
      },
      HostFunction("fd_renumber", [.i32, .i32]) { w, _, a throws(WASI.Errno) in
        try w.fdRenumber(fd: a[0], to: a[1])
      },
      HostFunction("fd_fdstat_get", [.i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdFdstatGet(m, fd: a[0], stat: a[1])
      },
      HostFunction("fd_fdstat_set_flags", [.i32, .i32]) { w, _, a throws(WASI.Errno) in
        try w.fdFdstatSetFlags(fd: a[0], flags: a[1])
      },
      HostFunction("fd_fdstat_set_rights", [.i32, .i64, .i64]) { w, _, a throws(WASI.Errno) in
        try w.fdFdstatSetRights(fd: a[0], base: a.long(1), inheriting: a.long(2))
      },
      HostFunction("fd_filestat_get", [.i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdFilestatGet(m, fd: a[0], stat: a[1], snapshot: snapshot)
      },
      HostFunction("fd_filestat_set_size", [.i32, .i64]) { w, _, a throws(WASI.Errno) in
        try w.fdFilestatSetSize(fd: a[0], size: a.long(1))
      },
      HostFunction("fd_filestat_set_times", [.i32, .i64, .i64, .i32]) {
        w, _, a throws(WASI.Errno) in
        try w.fdFilestatSetTimes(
          fd: a[0], access: a.long(1), modification: a.long(2), flags: a[3])
      },
      HostFunction("fd_prestat_get", [.i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdPrestatGet(m, fd: a[0], prestat: a[1])
      },
      HostFunction("fd_prestat_dir_name", [.i32, .i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdPrestatDirName(m, fd: a[0], path: a[1], pathLen: a[2])
      },
    ]
  }

  fileprivate static func files(_ snapshot: WASI.Snapshot) -> [HostFunction] {
    [
      HostFunction("fd_advise", [.i32, .i64, .i64, .i32]) { w, _, a throws(WASI.Errno) in
        try w.fdAdvise(fd: a[0], offset: a.long(1), len: a.long(2), advice: a[3])
      },
      HostFunction("fd_allocate", [.i32, .i64, .i64]) { w, _, a throws(WASI.Errno) in
        try w.fdAllocate(fd: a[0], offset: a.long(1), len: a.long(2))
      },
      HostFunction("fd_datasync", [.i32]) { w, _, a throws(WASI.Errno) in
        try w.fdDatasync(fd: a[0])
      },
      HostFunction("fd_sync", [.i32]) { w, _, a throws(WASI.Errno) in
        try w.fdSync(fd: a[0])
      },
      HostFunction("fd_read", [.i32, .i32, .i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdRead(m, fd: a[0], iovs: a[1], iovsLen: a[2], nread: a[3])
      },
      HostFunction("fd_write", [.i32, .i32, .i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdWrite(m, fd: a[0], iovs: a[1], iovsLen: a[2], nwritten: a[3])
      },
      HostFunction("fd_pread", [.i32, .i32, .i32, .i64, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdPread(
          m, fd: a[0], iovs: a[1], iovsLen: a[2], offset: a.long(3), nread: a[4])
      },
      HostFunction("fd_pwrite", [.i32, .i32, .i32, .i64, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdPwrite(
          m, fd: a[0], iovs: a[1], iovsLen: a[2], offset: a.long(3), nwritten: a[4])
      },
      HostFunction("fd_seek", [.i32, .i64, .i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdSeek(
          m, fd: a[0], offset: Int64(bitPattern: a.long(1)), whence: a[2], newOffset: a[3],
          snapshot: snapshot)
      },
      HostFunction("fd_tell", [.i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdTell(m, fd: a[0], offset: a[1])
      },
      HostFunction("fd_readdir", [.i32, .i32, .i32, .i64, .i32]) { w, m, a throws(WASI.Errno) in
        try w.fdReaddir(
          m, fd: a[0], buf: a[1], bufLen: a[2], cookie: a.long(3), bufused: a[4])
      },
    ]
  }

  fileprivate static func paths(_ snapshot: WASI.Snapshot) -> [HostFunction] {
    [
      HostFunction("path_create_directory", [.i32, .i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.pathCreateDirectory(m, fd: a[0], path: a[1], pathLen: a[2])
      },
      HostFunction("path_filestat_get", [.i32, .i32, .i32, .i32, .i32]) {
        w, m, a throws(WASI.Errno) in
        try w.pathFilestatGet(
          m, fd: a[0], flags: a[1], path: a[2], pathLen: a[3], stat: a[4], snapshot: snapshot)
      },
      HostFunction(
        "path_filestat_set_times", [.i32, .i32, .i32, .i32, .i64, .i64, .i32]
      ) { w, m, a throws(WASI.Errno) in
        try w.pathFilestatSetTimes(
          m, fd: a[0], flags: a[1], path: a[2], pathLen: a[3], access: a.long(4),
          modification: a.long(5), timeFlags: a[6])
      },
      HostFunction("path_link", [.i32, .i32, .i32, .i32, .i32, .i32, .i32]) {
        w, m, a throws(WASI.Errno) in
        try w.pathLink(
          m, oldFD: a[0], oldFlags: a[1], oldPath: a[2], oldPathLen: a[3], newFD: a[4],
          newPath: a[5], newPathLen: a[6])
      },
      HostFunction("path_open", [.i32, .i32, .i32, .i32, .i32, .i64, .i64, .i32, .i32]) {
        w, m, a throws(WASI.Errno) in
        try w.pathOpen(
          m, fd: a[0], dirflags: a[1], path: a[2], pathLen: a[3], oflags: a[4], base: a.long(5),
          inheriting: a.long(6), fdflags: a[7], openedFD: a[8])
      },
      HostFunction("path_readlink", [.i32, .i32, .i32, .i32, .i32, .i32]) {
        w, m, a throws(WASI.Errno) in
        try w.pathReadlink(
          m, fd: a[0], path: a[1], pathLen: a[2], buf: a[3], bufLen: a[4], bufused: a[5])
      },
      HostFunction("path_remove_directory", [.i32, .i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.pathRemoveDirectory(m, fd: a[0], path: a[1], pathLen: a[2])
      },
      HostFunction("path_rename", [.i32, .i32, .i32, .i32, .i32, .i32]) {
        w, m, a throws(WASI.Errno) in
        try w.pathRename(
          m, fd: a[0], oldPath: a[1], oldPathLen: a[2], newFD: a[3], newPath: a[4],
          newPathLen: a[5])
      },
      HostFunction("path_symlink", [.i32, .i32, .i32, .i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.pathSymlink(
          m, oldPath: a[0], oldPathLen: a[1], fd: a[2], newPath: a[3], newPathLen: a[4])
      },
      HostFunction("path_unlink_file", [.i32, .i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.pathUnlinkFile(m, fd: a[0], path: a[1], pathLen: a[2])
      },
    ]
  }

  fileprivate static func polling(_ snapshot: WASI.Snapshot) -> [HostFunction] {
    [
      HostFunction("poll_oneoff", [.i32, .i32, .i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.pollOneoff(
          m, subscriptions: a[0], events: a[1], count: a[2], stored: a[3], snapshot: snapshot)
      }
    ]
  }

  fileprivate static func sockets(_ snapshot: WASI.Snapshot) -> [HostFunction] {
    let accept = HostFunction("sock_accept", [.i32, .i32, .i32]) { w, m, a throws(WASI.Errno) in
      try w.sockAccept(m, fd: a[0], flags: a[1], connection: a[2])
    }
    let common = [
      HostFunction("sock_recv", [.i32, .i32, .i32, .i32, .i32, .i32]) {
        w, m, a throws(WASI.Errno) in
        try w.sockRecv(
          m, fd: a[0], data: a[1], dataLen: a[2], flags: a[3], received: a[4],
          resultFlags: a[5])
      },
      HostFunction("sock_send", [.i32, .i32, .i32, .i32, .i32]) { w, m, a throws(WASI.Errno) in
        try w.sockSend(
          m, fd: a[0], data: a[1], dataLen: a[2], flags: a[3], sent: a[4])
      },
      HostFunction("sock_shutdown", [.i32, .i32]) { w, _, a throws(WASI.Errno) in
        try w.sockShutdown(fd: a[0], how: a[1])
      },
    ]
    return snapshot == .preview1 ? [accept] + common : common
  }
}
