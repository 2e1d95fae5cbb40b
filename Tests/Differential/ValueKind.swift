import WasmBinary

/// A value type. References may all be null, so that every local has a default.
enum ValueKind: Hashable {
  case i32, i64, f32, f64, v128
  case funcref, externref, anyref, eqref, i31ref, exnref
  /// A reference to a type of the module: a structure, an array or a function type.
  case reference(UInt32)

  static let numbers: [ValueKind] = [.i32, .i64, .f32, .f64]

  var isNumber: Bool { Self.numbers.contains(self) }
  var isReference: Bool { !isNumber && self != .v128 }

  /// The letter of the signatures in the instruction table.
  init?(letter: UInt8, address: ValueKind) {
    switch letter {
    case UInt8(ascii: "i"): self = .i32
    case UInt8(ascii: "I"): self = .i64
    case UInt8(ascii: "f"): self = .f32
    case UInt8(ascii: "F"): self = .f64
    case UInt8(ascii: "v"): self = .v128
    case UInt8(ascii: "a"): self = address
    default: return nil
    }
  }

  func write(to writer: inout BinaryWriter) {
    if case .reference = self { writer.byte(0x63) }
    writeHeapType(to: &writer)
  }

  /// The type as a heap type for a reference; the same byte for a number or vector.
  func writeHeapType(to writer: inout BinaryWriter) {
    switch self {
    case .i32: writer.byte(0x7F)
    case .i64: writer.byte(0x7E)
    case .f32: writer.byte(0x7D)
    case .f64: writer.byte(0x7C)
    case .v128: writer.byte(0x7B)
    case .funcref: writer.byte(0x70)
    case .externref: writer.byte(0x6F)
    case .anyref: writer.byte(0x6E)
    case .eqref: writer.byte(0x6D)
    case .i31ref: writer.byte(0x6C)
    case .exnref: writer.byte(0x69)
    case .reference(let index): writer.signed(Int64(index))
    }
  }
}

struct Signature: Hashable {
  var parameters: [ValueKind] = []
  var results: [ValueKind] = []

  func write(to writer: inout BinaryWriter) {
    writer.byte(0x60)
    for kinds in [parameters, results] {
      writer.count(kinds.count)
      for kind in kinds { kind.write(to: &writer) }
    }
  }
}
