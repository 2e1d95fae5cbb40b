internal import CInterp

/// A value of any WebAssembly type, for calls whose types are only known at run time.
///
/// Floating-point numbers are kept as their bit patterns, so that no NaN changes its payload on the way:
///
/// ```swift
/// let results = try function.call([.i32(3), .f64(0.5)])
/// if let sum = results[0].f64 { … }
/// ```
public enum Value: Hashable {
  /// An integer of 32 bits.
  case i32(Int32)
  /// An integer of 64 bits.
  case i64(Int64)
  /// A single-precision number, as its bits: see ``f32(_:)``.
  case f32(bitPattern: UInt32)
  /// A double-precision number, as its bits: see ``f64(_:)``.
  case f64(bitPattern: UInt64)
  /// A vector of 128 bits.
  case v128(V128)
  /// A reference to a function: nil for null.
  case funcref(Func?)
  /// A reference to something of the host: nil for null.
  case externref(ExternReference?)
  /// A reference in the hierarchy of `any`: nil for null.
  case anyref(AnyReference?)
  /// A reference to an exception: nil for null.
  case exnref(ExceptionReference?)
}

extension Value {
  /// A number; its bit pattern is kept.
  public static func f32(_ value: Float) -> Value { .f32(bitPattern: value.bitPattern) }
  /// A number; its bit pattern is kept.
  public static func f64(_ value: Double) -> Value { .f64(bitPattern: value.bitPattern) }

  /// The number, if this is an `i32`.
  public var i32: Int32? { if case .i32(let value) = self { value } else { nil } }
  /// The number, if this is an `i64`.
  public var i64: Int64? { if case .i64(let value) = self { value } else { nil } }
  /// The number, if this is an `f32`.
  public var f32: Float? {
    if case .f32(let bits) = self { Float(bitPattern: bits) } else { nil }
  }
  /// The number, if this is an `f64`.
  public var f64: Double? {
    if case .f64(let bits) = self { Double(bitPattern: bits) } else { nil }
  }
  /// The vector, if this is a `v128`.
  public var v128: V128? { if case .v128(let value) = self { value } else { nil } }

  /// The type, as general as the value lets it be: a function reference is a `funcref`.
  public var type: ValueType {
    switch self {
    case .i32: .i32
    case .i64: .i64
    case .f32: .f32
    case .f64: .f64
    case .v128: .v128
    case .funcref: .funcref
    case .externref: .externref
    case .anyref: .reference(ReferenceType(isNullable: true, heapType: .any))
    case .exnref: .reference(ReferenceType(isNullable: true, heapType: .exception))
    }
  }

  /// The value that a variable of `type` starts with: zero or null. Nil for non-nullable references.
  public init?(defaultOf type: ValueType) {
    switch type {
    case .i32: self = .i32(0)
    case .i64: self = .i64(0)
    case .f32: self = .f32(bitPattern: 0)
    case .f64: self = .f64(bitPattern: 0)
    case .v128: self = .v128(V128())
    case .reference(let reference):
      guard reference.isNullable else { return nil }
      switch reference.heapType {
      case .extern, .noExtern: self = .externref(nil)
      case .exception, .noException: self = .exnref(nil)
      case .any, .eq, .i31, .struct, .array, .none: self = .anyref(nil)
      case .func, .noFunc, .concrete: self = .funcref(nil)
      }
    }
  }
}

#if !hasFeature(Embedded)
  extension Value: CustomStringConvertible {
    /// The type and the number: `i32 5`, `f32 2.0`, `v128 0x0000000000000001_0000000000000002` with the high half first;
    /// of a reference, what it refers to: `funcref add`, `externref null`.
    public var description: String {
      switch self {
      case .i32(let value): "i32 \(value)"
      case .i64(let value): "i64 \(value)"
      case .f32(let bits): "f32 \(Float(bitPattern: bits))"
      case .f64(let bits): "f64 \(Double(bitPattern: bits))"
      case .v128(let value): "v128 0x\(Self.hexadecimal(value.high))_\(Self.hexadecimal(value.low))"
      case .funcref(let function): "funcref \(function.map { $0.name ?? "function" } ?? "null")"
      case .externref(let reference): "externref \(reference.map(Self.describe) ?? "null")"
      case .anyref(let reference): "anyref \(reference.map(Self.describe) ?? "null")"
      case .exnref(let reference): "exnref \(reference == nil ? "null" : "exception")"
      }
    }

    private static func hexadecimal(_ bits: UInt64) -> String {
      let digits = String(bits, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func describe(_ reference: ExternReference) -> String {
      if let guest = reference.guest { return describe(guest) }
      return reference.object.map { "\(Swift.type(of: $0))" } ?? "object"
    }

    private static func describe(_ reference: AnyReference) -> String {
      if let number = reference.i31 { return "i31 \(number)" }
      if reference.structure != nil { return "struct" }
      return reference.array != nil ? "array" : "object of the host"
    }
  }
#endif

extension ValueType {
  /// How many 8-byte slots a value of this type takes.
  var slotCount: Int { if case .v128 = self { 2 } else { 1 } }
}

extension [ValueType] {
  var slotCount: Int { reduce(0) { $0 + $1.slotCount } }
}

// Slots. See machine.h for how values lie in them.
extension Store {
  /// The value in `slots`, whose type is known to be `type`.
  func value(at slots: Slots, type: ValueType) -> Value {
    switch type {
    case .i32: return .i32(Int32(truncatingIfNeeded: slots[0]))
    case .i64: return .i64(Int64(bitPattern: slots[0]))
    case .f32: return .f32(bitPattern: UInt32(truncatingIfNeeded: slots[0]))
    case .f64: return .f64(bitPattern: slots[0])
    case .v128: return .v128(V128(low: slots[0], high: slots[1]))
    case .reference(let type):
      return reference(UInt(truncatingIfNeeded: slots[0]), in: engine.hierarchy(of: type))
    }
  }

  /// The reference with the given bits; `hierarchy` is the most general heap type above its type.
  @inline(never) func reference(_ bits: UInt, in hierarchy: HeapType) -> Value {
    switch hierarchy {
    case .func: return .funcref(function(at: bits))
    case .extern: return .externref(externReference(bits))
    case .exception:
      if bits == 0 { return .exnref(nil) }
      return .exnref(ExceptionReference(held: HeldReference(bits, store: self)))
    default: return .anyref(bits == 0 ? nil : AnyReference(bits: bits, store: self))
    }
  }

  /// The function that a slot or a table's element refers to.
  func function(at bits: UInt) -> Func? {
    guard let record = UnsafeMutablePointer<FunctionRecord>(bitPattern: bits) else { return nil }
    return Func(store: self, record: record)
  }

  /// Writes a value whose type is checked to be `type`.
  func write(_ value: Value, type: ValueType, to slots: Slots) throws(CallError) {
    switch (value, type) {
    case (.i32(let number), .i32): slots[0] = UInt64(UInt32(bitPattern: number))
    case (.i64(let number), .i64): slots[0] = UInt64(bitPattern: number)
    case (.f32(let bits), .f32): slots[0] = UInt64(bits)
    case (.f64(let bits), .f64): slots[0] = bits
    case (.v128(let vector), .v128):
      slots[0] = vector.low
      slots[1] = vector.high
    case (_, .reference(let type)): slots[0] = UInt64(try bits(of: value, type: type))
    default: throw .valueMismatch(expected: type, actual: value.type)
    }
  }

  /// The bits of a reference whose type is checked to be `type`.
  @inline(never) func bits(of value: Value, type: ReferenceType) throws(CallError) -> UInt {
    let actual: ReferenceType
    let bits: UInt
    switch value {
    case .funcref(let function?):
      guard function.store === self else { throw .foreignStore }
      bits = UInt(bitPattern: function.record)
      actual = ReferenceType(isNullable: false, heapType: .concrete(function.record.pointee.type))
    case .externref(let reference?):
      bits = try handle(for: reference)
      actual = ReferenceType(isNullable: false, heapType: .extern)
    case .anyref(let reference?):
      bits = try reference.bits(in: self)
      actual = reference.type
    case .exnref(let reference?):
      guard reference.store === self else { throw .foreignStore }
      bits = reference.held.bits
      actual = ReferenceType(isNullable: false, heapType: .exception)
    case .funcref(nil): (bits, actual) = (0, ReferenceType(isNullable: true, heapType: .noFunc))
    case .externref(nil): (bits, actual) = (0, ReferenceType(isNullable: true, heapType: .noExtern))
    case .anyref(nil): (bits, actual) = (0, ReferenceType(isNullable: true, heapType: .none))
    case .exnref(nil): (bits, actual) = (0, ReferenceType(isNullable: true, heapType: .noException))
    default: throw .valueMismatch(expected: .reference(type), actual: value.type)
    }
    guard engine.isSubtype(.reference(actual), of: .reference(type)) else {
      throw .valueMismatch(expected: .reference(type), actual: .reference(actual))
    }
    return bits
  }
}
