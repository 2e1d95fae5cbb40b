internal import CInterp
internal import Translation
internal import WasmBinary

/// Why ``Module/init(engine:compiled:)`` refuses compiled code.
public enum CompiledModuleError: Error, Sendable {
  /// What the pointer leads to was not made by `escapement compile --to c`, or by a version with another format.
  case notACompiledModule
  /// Compiled by a version of Escapement with other instructions.
  case versionMismatch
  /// The C was compiled by another compiler than the engine's, with other rules for calls.
  case compilerMismatch
  /// The module's bytes are not those that were compiled.
  case damaged
  /// The code was compiled to pay fuel and the engine meters none, or the other way round.
  case fuelMismatch(isCompiledWithFuel: Bool)
  /// The engine's configuration does not allow the module.
  case module(ModuleError)
}

extension CompiledModuleError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notACompiledModule: "not a module that was compiled by this version of Escapement"
    case .versionMismatch: "the module was compiled by another version of Escapement"
    case .compilerMismatch:
      "the C of the module and the engine were compiled by compilers with different rules for calls"
    case .damaged: "the bytes of the module are not those that were compiled"
    case .fuelMismatch(let isCompiledWithFuel):
      "the module was compiled \(isCompiledWithFuel ? "with" : "without") fuel, but the engine "
        + (isCompiledWithFuel ? "meters none" : "meters it")
    case .module(let error): "\(error)"
    }
  }
}

#if !LoadOnly
  extension Module {
    /// A module whose functions were compiled to native code when the program was built, from the C that
    /// `escapement compile --to c` makes.
    ///
    /// ```swift
    /// let module = try Module(engine: engine, compiled: filter())
    /// ```
    ///
    /// It is a module like any other. Functions that are not compiled are interpreted, and with
    /// ``EngineConfiguration/Dispatch/swift`` all of them are. The module's bytes are part of the program; they were valid
    /// when they were compiled, and are not validated again.
    ///
    /// - Parameter symbol: What the generated C function returns.
    /// - Throws: Why the code does not fit this version of Escapement, or this engine.
    public convenience init(
      engine: Engine, compiled symbol: UnsafeRawPointer
    ) throws(CompiledModuleError) {
      let compiled = symbol.assumingMemoryBound(to: CompiledModule.self)
      guard compiled.pointee.magic == compiled_module_magic else { throw .notACompiledModule }
      guard compiled.pointee.instruction_set == instructionSetVersion else {
        throw .versionMismatch
      }
      guard compiled.pointee.convention == compiled_convention() else { throw .compilerMismatch }
      let bytes = UnsafeRawBufferPointer(
        start: compiled.pointee.bytes, count: Int(truncatingIfNeeded: compiled.pointee.byte_count))
      guard Checksum.of(bytes) == compiled.pointee.checksum else { throw .damaged }
      let metersFuel = compiled.pointee.meters_fuel != 0
      guard metersFuel == engine.configuration.metersFuel else {
        throw .fuelMismatch(isCompiledWithFuel: metersFuel)
      }
      do throws(ModuleError) {
        let configuration = engine.configuration
        let decoded = try decode(
          bytes, features: configuration.features, limits: configuration.moduleLimits)
        let isCompiled = configuration.dispatch == .c
        try self.init(
          engine: engine, bytes: ModuleBytes(constant: bytes), decoded: decoded, images: nil,
          compiled: isCompiled ? CompiledFunctions(compiled, count: decoded.functions.count) : nil)
      } catch {
        throw .module(error)
      }
    }
  }
#endif

/// The compiled functions of a module, which are part of the program.
struct CompiledFunctions: @unchecked Sendable {
  /// By index among the functions that the module defines.
  private let functions: [UnsafePointer<CompiledFunction>?]

  init(_ module: UnsafePointer<CompiledModule>, count: Int) {
    var functions: [UnsafePointer<CompiledFunction>?] = Array(repeating: nil, count: count)
    for number in 0..<Int(module.pointee.function_count) {
      guard let function = module.pointee.functions[number] else { continue }
      functions[Int(function.pointee.index)] = function
    }
    self.functions = functions
  }

  subscript(index: UInt32) -> UnsafePointer<CompiledFunction>? { functions[Int(index)] }

  /// The functions that a function calls without the loop.
  func nativeCallees(of index: UInt32) -> UnsafeBufferPointer<UInt32> {
    guard let function = functions[Int(index)] else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    return UnsafeBufferPointer(
      start: function.pointee.native_callees, count: Int(function.pointee.native_callee_count))
  }
}
