import Escapement
import EscapementWASI
import SystemPackage
import WasmText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Functions with their parameters, where `l` is an `i64`. Without `proc_exit` and `proc_raise`.
private let functions = [
  ("args_get", "ii"), ("args_sizes_get", "ii"), ("environ_get", "ii"), ("environ_sizes_get", "ii"),
  ("clock_res_get", "ii"), ("clock_time_get", "ili"), ("sched_yield", ""), ("random_get", "ii"),
  ("fd_close", "i"), ("fd_renumber", "ii"), ("fd_fdstat_get", "ii"), ("fd_fdstat_set_flags", "ii"),
  ("fd_fdstat_set_rights", "ill"), ("fd_filestat_get", "ii"), ("fd_filestat_set_size", "il"),
  ("fd_filestat_set_times", "illi"), ("fd_prestat_get", "ii"), ("fd_prestat_dir_name", "iii"),
  ("fd_advise", "illi"), ("fd_allocate", "ill"), ("fd_datasync", "i"), ("fd_sync", "i"),
  ("fd_read", "iiii"), ("fd_write", "iiii"), ("fd_pread", "iiili"), ("fd_pwrite", "iiili"),
  ("fd_seek", "ilii"), ("fd_tell", "ii"), ("fd_readdir", "iiili"),
  ("path_create_directory", "iii"), ("path_filestat_get", "iiiii"),
  ("path_filestat_set_times", "iiiilli"), ("path_link", "iiiiiii"), ("path_open", "iiiiillii"),
  ("path_readlink", "iiiiii"), ("path_remove_directory", "iii"), ("path_rename", "iiiiii"),
  ("path_symlink", "iiiii"), ("path_unlink_file", "iii"), ("poll_oneoff", "iiii"),
  ("sock_accept", "iii"), ("sock_recv", "iiiiii"), ("sock_send", "iiiii"), ("sock_shutdown", "ii"),
]

/// A module whose exports call the functions of the same name on its memory of one page.
private let guest: (engine: Engine, module: Module) = {
  let engine = Engine()
  var text = "(module\n"
  for (name, parameters) in functions {
    let types = parameters.map { $0 == "l" ? "i64" : "i32" }.joined(separator: " ")
    text += "(import \"wasi_snapshot_preview1\" \"\(name)\" "
    text += "(func $\(name) (param \(types)) (result i32)))\n"
  }
  text += "(memory (export \"memory\") 1 1)\n"
  for (name, parameters) in functions {
    let types = parameters.map { $0 == "l" ? "i64" : "i32" }.joined(separator: " ")
    let arguments = parameters.indices.map {
      "(local.get \(parameters.distance(from: parameters.startIndex, to: $0)))"
    }
    text += "(func (export \"\(name)\") (param \(types)) (result i32) "
    text += "(call $\(name) \(arguments.joined(separator: " "))))\n"
  }
  do {
    return (engine, try Module(engine: engine, bytes: TextFormat.assemble(text + ")")))
  } catch {
    fatalError("the guest: \(error)")
  }
}()

/// A folder beside a secret, with links that lead there.
private let sandbox: FilePath = {
  var template = Array("/tmp/escapement-fuzz-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { fatalError("no temporary directory") }
  let outside = FilePath(platformString: template)
  write(secret, to: outside.appending("secret"))
  let inside = outside.appending("inside")
  _ = inside.withPlatformString { mkdir($0, 0o755) }
  write("a file", to: inside.appending("file"))
  _ = inside.appending("folder").withPlatformString { mkdir($0, 0o755) }
  for (name, target) in [("up", ".."), ("out", "../secret"), ("absolute", "/"), ("loop", "loop")] {
    _ = inside.appending(name).withPlatformString { symlink(target, $0) }
  }
  return inside
}()

private let secret = "what no guest may read"

private func write(_ text: String, to path: FilePath) {
  guard
    let descriptor = try? FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
  else { fatalError("can't write \(path)") }
  _ = try? descriptor.closeAfter { try descriptor.writeAll(text.utf8) }
}

/// Calls functions of WASI one after the other. The bytes are the memory, behind a list of calls.
///
/// A call is the number of a function, then for each parameter a byte that chooses a kind of value and one that
/// chooses the value. Whatever is called, nothing outside of the folder is read or changed.
func callWASI(_ bytes: [UInt8]) {
  var configuration = WASIConfiguration(arguments: ["guest", "argument"])
  configuration.environment["NAME"] = "value"
  configuration.directories = [.init(hostPath: sandbox, guestPath: "/")]
  configuration.maximumDescriptors = 16
  var polls = 0
  configuration.shouldInterrupt = {
    polls += 1
    return polls > 1
  }
  do {
    let wasi = try WASI(configuration)
    let linker = Linker(engine: guest.engine)
    try wasi.add(to: linker)
    let instance = try linker.instantiate(guest.module, in: Store(engine: guest.engine))
    try call(bytes, instance)
  } catch {
    fatalError("a call of WASI ended with \(error)")
  }
}

private func call(_ bytes: [UInt8], _ instance: Instance) throws {
  guard case .memory(let memory)? = instance.export("memory") else { return }
  var input = bytes[...]
  let count = input.popFirst().map { Int($0 % 16) } ?? 0
  try memory.write(Array(input.suffix(4096)), at: 1024)
  for _ in 0..<count {
    guard let number = input.popFirst() else { break }
    let (name, parameters) = functions[Int(number) % functions.count]
    let arguments = parameters.map { kind -> Value in
      let value = argument(&input)
      return kind == "l" ? .i64(Int64(bitPattern: value)) : .i32(Int32(truncatingIfNeeded: value))
    }
    _ = try instance.function(name).call(arguments)
    if String(decoding: try memory.bytes(at: 0, count: 65536), as: UTF8.self).contains(secret) {
      fatalError("\(name) has read the secret")
    }
  }
}

/// Descriptors, addresses of the input, small numbers, and values at the borders.
private func argument(_ input: inout ArraySlice<UInt8>) -> UInt64 {
  let kind = input.popFirst() ?? 0
  let value = UInt64(input.popFirst() ?? 0)
  switch kind % 5 {
  case 0: return value % 8
  case 1: return 1024 + 8 * value
  case 2: return value
  case 3: return 65536 &- value
  default: return UInt64(bitPattern: Int64(Int8(truncatingIfNeeded: value)))
  }
}
