import Escapement

/// The functions of the host that random modules import. compare.py has the same ones for Wasmtime.
enum HostFunctions {
  static let moduleName = "host"
  /// Calls the function of this name of the calling instance.
  static let back = "back"
  static let backSignature = Signature(parameters: [.i32], results: [.i32])

  static let all: [ImportedFunction] = [
    ImportedFunction(
      module: moduleName, name: "mix",
      signature: Signature(parameters: [.i32, .i64], results: [.i32])),
    ImportedFunction(
      module: moduleName, name: "split",
      signature: Signature(parameters: [.i64, .f64], results: [.f32, .i64])),
    ImportedFunction(module: moduleName, name: "nothing", signature: Signature()),
    ImportedFunction(module: moduleName, name: back, signature: backSignature),
  ]

  static func define(in linker: Linker) throws {
    try linker.define(moduleName, "mix") { (left: Int32, right: Int64) -> Int32 in
      left &* 31 &+ Int32(truncatingIfNeeded: right)
    }
    try linker.define(moduleName, "split") { (number: Int64, float: Double) -> (Float, Int64) in
      // Nothing depends on which NaN it is.
      (Float(Int32(truncatingIfNeeded: number) >> 8), float < 100 ? number &+ 1 : number &- 1)
    }
    try linker.define(moduleName, "nothing") { () -> Void in }
    let nesting = Nesting()
    try linker.define(moduleName, back) { (caller: Caller, number: Int32) throws -> Int32 in
      guard nesting.depth < deepestNesting, let instance = caller.instance else { return number }
      nesting.depth += 1
      defer { nesting.depth -= 1 }
      let function = try instance.function(back, as: ((Int32) -> Int32).self)
      return try function(number &+ 1)
    }
  }

  /// How often guest and host may take turns: no engine runs out of stack by that.
  private static let deepestNesting = 6

  private final class Nesting {
    var depth = 0
  }
}
