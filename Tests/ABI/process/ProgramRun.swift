internal import CProcess
internal import Escapement

/// A program that uses WASI, or one function of a module, and what it gets.
struct ProgramRun {
  private var directories: [(host: String, guest: String)] = []
  private var variables: [String] = []
  private var function: String?
  private var file = ""
  private var arguments: [String] = []

  /// Nil if the words are not understood.
  init?(_ words: [String]) {
    var index = 0
    while index + 1 < words.count, words[index].hasPrefix("--") {
      let value = words[index + 1]
      switch words[index] {
      case "--dir":
        guard let directory = Self.directory(value) else { return nil }
        directories.append(directory)
      case "--env": variables.append(value)
      case "--invoke": function = value
      default: return nil
      }
      index += 2
    }
    guard index < words.count else { return nil }
    file = words[index]
    arguments = Array(words[(index + 1)...])
  }

  /// Reads HOST::GUEST.
  private static func directory(_ text: String) -> (String, String)? {
    let bytes = Array(text.utf8)
    for index in bytes.indices.dropFirst() where bytes[index] == 0x3A && bytes[index - 1] == 0x3A {
      return (
        String(decoding: bytes[..<(index - 1)], as: UTF8.self),
        String(decoding: bytes[(index + 1)...], as: UTF8.self)
      )
    }
    return nil
  }

  /// Runs it and returns its exit code.
  func run() -> CInt {
    guard let bytes = readFile(file), let program = makeProgram() else { return 2 }
    do throws(HostError) {
      let engine = makeEngine()
      let module = try load(bytes, engine)
      let linker = Linker(engine: engine)
      try defineWASI(program, in: linker)
      let instance = try linker.instantiate(module, in: Store(engine: engine))
      if let function {
        try invoke(function, of: instance)
      } else {
        _ = try found(instance, "_start").call()
      }
      return 0
    } catch {
      switch error {
      case .host(let code): return code & 0xFF
      case .trap(let trap):
        report("the program trapped: \(trap)")
        return 134
      default:
        report(error.description)
        return 2
      }
    }
  }

  private func makeProgram() -> OpaquePointer? {
    guard let program = wasi_program_create() else { return nil }
    wasi_program_add_argument(program, file)
    for argument in arguments where function == nil {
      wasi_program_add_argument(program, argument)
    }
    for variable in variables { wasi_program_add_variable(program, variable) }
    for (host, guest) in directories where !wasi_program_add_directory(program, host, guest) {
      report("can't open the directory \(host)")
      return nil
    }
    return program
  }

  private func load(_ bytes: [UInt8], _ engine: Engine) throws(HostError) -> Module {
    if bytes.starts(with: [0x00, 0x65, 0x73, 0x63]) {
      do throws(ArtifactError) {
        return try Module(engine: engine, deserializing: bytes)
      } catch {
        report("\(file): \(error)")
        throw .host(2)
      }
    }
    do throws(ModuleError) {
      return try Module(engine: engine, bytes: bytes)
    } catch {
      throw .module(error)
    }
  }

  private func found(_ instance: Instance, _ name: String) throws(HostError) -> Func {
    do throws(CallError) { return try instance.function(name) } catch { throw .call(error) }
  }

  /// Calls a function with integers.
  private func invoke(_ name: String, of instance: Instance) throws(HostError) {
    let called = try found(instance, name)
    var values: [Value] = []
    for (text, type) in zip(arguments, called.type.parameters) {
      let number = Int64(text) ?? 0
      values.append(type == .i64 ? .i64(number) : .i32(Int32(truncatingIfNeeded: number)))
    }
    for result in try called.call(values) {
      switch result {
      case .i32(let number): printLine(String(number))
      case .i64(let number): printLine(String(number))
      default: printLine("another result than an integer")
      }
    }
  }
}

/// Defines preview 1 under both of its names.
private func defineWASI(_ program: OpaquePointer, in linker: Linker) throws(HostError) {
  for module in ["wasi_snapshot_preview1", "wasi_unstable"] {
    for index in 0..<wasi_function_count() {
      guard let name = wasi_function_name(index), let letters = wasi_function_parameters(index)
      else { continue }
      let parameters: [ValueType] = String(cString: letters).utf8.map {
        $0 == UInt8(ascii: "I") ? .i64 : .i32
      }
      try linker.defineRaw(
        module, String(cString: name), type: FunctionType(parameters: parameters, results: [.i32])
      ) { (caller, slots) throws(HostError) in
        guard let memory = caller.memory, let start = slots.baseAddress else { throw .host(2) }
        memory.withUnsafeMutableBytes { bytes in
          wasi_function_call(
            index, program,
            WASICall(
              size: UInt64(bytes.count),
              memory: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), slots: start))
        }
      }
    }
    try linker.define(module, "proc_exit", type: FunctionType(parameters: [.i32], results: [])) {
      (_, arguments) throws(HostError) in
      throw .host(arguments[0].i32 ?? 2)
    }
  }
}
