// WebAssembly test scripts: the model. The parser is in ScriptParser.swift.
//
// A script is a list of directives that are carried out one after the other. Where "module" is
// said of a directive, a component may be meant: `ModuleSource.layer` tells. Modules in it stay as
// they are until `ModuleSource.binary()` is called, so that one malformed module does not hide the
// others.

/// A test script, the contents of a `.wast` file.
///
/// The format is described by the specification's reference interpreter.
public struct Script: Sendable {
  public var directives: [Directive]

  /// Reads a script. Modules in the text format are only delimited; quoted ones are not looked at.
  ///
  /// A text with module fields but no directives is a script that defines that module.
  ///
  /// - Throws: `TextError` if the text cannot be cut into tokens or if a directive is malformed.
  public init(_ text: String) throws(TextError) {
    try self.init(utf8: Array(text.utf8))
  }

  /// As `init(_:)`, for a text given as UTF-8.
  public init(utf8 text: [UInt8]) throws(TextError) {
    directives = try ScriptParser.parse(text)
  }
}

/// One command of a script.
public struct Directive: Sendable {
  public enum Command: Sendable {
    /// Define and instantiate a module, which becomes the current one; `name` can refer to it
    /// afterwards.
    case module(ModuleSource, name: String?)
    /// Define a module without instantiating it.
    case definition(ModuleSource, name: String?)
    /// Instantiate a defined module: the last one if `definition` is nil.
    case instance(name: String?, definition: String?)
    /// Make an instance importable: the current one if `instance` is nil.
    case register(String, instance: String?)
    /// Carry out an action, whatever it returns.
    case action(Action)
    /// The action returns results that match, one by one.
    case assertReturn(Action, [ResultPattern])
    /// The action traps.
    case assertTrap(Action, message: String)
    /// Instantiating the module traps.
    case assertInstantiationTrap(ModuleSource, message: String)
    /// The action exhausts the call stack.
    case assertExhaustion(Action, message: String)
    /// The action throws an exception that nothing catches.
    case assertException(Action)
    /// The action waits for something that does not happen.
    case assertSuspension(Action, message: String)
    /// The module cannot be parsed or decoded.
    case assertMalformed(ModuleSource, message: String)
    /// As `assertMalformed`, for a custom section or an annotation.
    case assertMalformedCustom(ModuleSource, message: String)
    /// The module can be decoded and does not validate.
    case assertInvalid(ModuleSource, message: String)
    /// As `assertInvalid`, for a custom section or an annotation.
    case assertInvalidCustom(ModuleSource, message: String)
    /// The module is valid and its imports cannot be satisfied.
    case assertUnlinkable(ModuleSource, message: String)
    /// Start a thread that carries out directives with access to some of this thread's instances.
    case thread(name: String?, sharedInstances: [String], [Directive])
    /// Wait for the end of a thread.
    case wait(thread: String)
  }

  public var command: Command
  public var location: TextLocation
}

/// Something done to an instance: the current one if its name is nil.
public struct Action: Sendable {
  public enum Operation: Sendable {
    /// Call an exported function.
    case invoke(function: String, arguments: [ScriptValue])
    /// Read an exported global.
    case get(global: String)
  }

  public var instance: String?
  public var operation: Operation
  public var location: TextLocation
}

/// A value that a script passes to a function. Floating-point numbers and vectors are bit patterns.
public enum ScriptValue: Hashable, Sendable {
  case i32(UInt32)
  case i64(UInt64)
  case f32(UInt32)
  case f64(UInt64)
  case v128(VectorBits)
  case nullReference(ScriptHeapType)
  /// A host object as an `externref`, known by a number.
  case externReference(UInt32)
  /// A host object as an `anyref`, known by a number.
  case hostReference(UInt32)
  /// A value for a function of a component. Such a function takes `f32` and `f64`, too.
  case component(ScriptComponentValue)
}

/// The bits of a vector; lane 0 is in the lowest bits of `low`.
public struct VectorBits: Hashable, Sendable {
  public var low: UInt64
  public var high: UInt64

  public init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }
}

/// The heap types that a script can name, where no type of a module is in scope.
public enum ScriptHeapType: Hashable, Sendable {
  case `func`, noFunc
  case `extern`, noExtern
  case any, eq, i31, `struct`, array, none
  case exception, noException
}

/// What a result has to look like.
public enum ResultPattern: Hashable, Sendable {
  case i32(UInt32)
  case i64(UInt64)
  case f32(FloatPattern)
  case f64(FloatPattern)
  case v128(VectorPattern)
  /// A null reference of any type.
  case nullReference
  /// A null reference of this type.
  case nullReferenceOf(ScriptHeapType)
  /// A reference that is not null, of a type of a hierarchy: `any`, `eq`, `i31`, `struct`, `array`,
  /// `func`, `extern` or `exception`.
  case reference(ScriptHeapType)
  case externReference(UInt32)
  case hostReference(UInt32)
  /// A value of a component's function. Where it has a NaN, there has to be one, with any bits.
  case component(ScriptComponentValue)
  /// One of several patterns.
  case either([ResultPattern])
}

/// What a floating-point number, or a lane of a vector, has to look like.
public enum FloatPattern: Hashable, Sendable {
  /// Exactly these bits, in the low ones for f32.
  case bits(UInt64)
  /// A NaN whose payload has only the highest bit set, with any sign.
  case canonicalNaN
  /// A NaN whose payload has the highest bit set, with any sign.
  case arithmeticNaN
}

/// What the lanes of a vector have to look like.
public enum VectorPattern: Hashable, Sendable {
  /// Lanes of integers, which are compared bit by bit whatever their width.
  case bits(VectorBits)
  case f32x4([FloatPattern])
  case f64x2([FloatPattern])
}

extension FloatPattern {
  /// Whether a number of the f32 type with these bits matches.
  public func matches(f32 bits: UInt32) -> Bool { matches(UInt64(bits), .f32) }

  /// Whether a number of the f64 type with these bits matches.
  public func matches(f64 bits: UInt64) -> Bool { matches(bits, .f64) }

  private func matches(_ bits: UInt64, _ format: FloatFormat) -> Bool {
    switch self {
    case .bits(let expected):
      return bits == expected
    case .canonicalNaN:
      return bits & ~format.signBit == format.infinity | format.quietBit
    case .arithmeticNaN:
      let quietNaN = format.infinity | format.quietBit
      return bits & quietNaN == quietNaN
    }
  }
}

extension VectorPattern {
  public func matches(_ vector: VectorBits) -> Bool {
    switch self {
    case .bits(let expected):
      return vector == expected
    case .f64x2(let lanes):
      return lanes.count == 2 && lanes[0].matches(f64: vector.low)
        && lanes[1].matches(f64: vector.high)
    case .f32x4(let lanes):
      guard lanes.count == 4 else { return false }
      for lane in 0..<4 {
        let half = lane < 2 ? vector.low : vector.high
        let bits = UInt32(truncatingIfNeeded: half >> UInt64(lane % 2 * 32))
        if !lanes[lane].matches(f32: bits) { return false }
      }
      return true
    }
  }
}
