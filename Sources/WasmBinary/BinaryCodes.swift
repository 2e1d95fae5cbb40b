// The byte codes of the binary format other than opcodes, for the decoder and the writer alike.
// Specification: "Binary Format: Types" and "Binary Format: Modules".

internal import WasmTypes

/// The first bytes of types.
enum TypeCode {
  static let i32: UInt8 = 0x7F
  static let i64: UInt8 = 0x7E
  static let f32: UInt8 = 0x7D
  static let f64: UInt8 = 0x7C
  static let v128: UInt8 = 0x7B
  static let i8: UInt8 = 0x78
  static let i16: UInt8 = 0x77
  static let nonNullableReference: UInt8 = 0x64
  static let nullableReference: UInt8 = 0x63
  static let function: UInt8 = 0x60
  static let structure: UInt8 = 0x5F
  static let array: UInt8 = 0x5E
  static let openSubtype: UInt8 = 0x50
  static let finalSubtype: UInt8 = 0x4F
  static let recursiveGroup: UInt8 = 0x4E
  static let emptyBlock: UInt8 = 0x40

  /// The code of an abstract heap type; nil for a concrete one.
  static func abstract(_ type: HeapType) -> UInt8? {
    switch type {
    case .noException: 0x74
    case .noFunc: 0x73
    case .noExtern: 0x72
    case .none: 0x71
    case .func: 0x70
    case .extern: 0x6F
    case .any: 0x6E
    case .eq: 0x6D
    case .i31: 0x6C
    case .struct: 0x6B
    case .array: 0x6A
    case .exception: 0x69
    case .concrete: nil
    }
  }

  /// The abstract heap type of a code.
  static func heapType(_ code: UInt8) -> HeapType? {
    switch code {
    case 0x74: .noException
    case 0x73: .noFunc
    case 0x72: .noExtern
    case 0x71: HeapType.none
    case 0x70: .func
    case 0x6F: .extern
    case 0x6E: .any
    case 0x6D: .eq
    case 0x6C: .i31
    case 0x6B: .struct
    case 0x6A: .array
    case 0x69: .exception
    default: nil
    }
  }
}

/// The identifiers of sections.
package enum SectionID: UInt8, Sendable {
  case custom = 0
  case type = 1
  case `import` = 2
  case function = 3
  case table = 4
  case memory = 5
  case global = 6
  case export = 7
  case start = 8
  case element = 9
  case code = 10
  case data = 11
  case dataCount = 12
  case tag = 13
}

extension ExternalKind {
  /// The code in imports and exports.
  package var binaryCode: UInt8 {
    switch self {
    case .function: 0
    case .table: 1
    case .memory: 2
    case .global: 3
    case .tag: 4
    }
  }

  package init?(binaryCode: UInt8) {
    switch binaryCode {
    case 0: self = .function
    case 1: self = .table
    case 2: self = .memory
    case 3: self = .global
    case 4: self = .tag
    default: return nil
    }
  }
}

/// The bits of the byte with which limits begin.
enum LimitsFlag {
  static let maximum: UInt8 = 0x01
  static let shared: UInt8 = 0x02
  static let address64: UInt8 = 0x04
  static let pageSize: UInt8 = 0x08
}

/// The bits of the alignment field of a memory argument.
enum MemoryArgumentFlag {
  /// A memory index follows.
  static let memoryIndex: UInt32 = 0x40
}

/// The bits of the number with which element segments begin.
enum SegmentFlag {
  static let notActive: UInt32 = 0x01
  /// Of an active segment; others are declarative with it.
  static let hasIndex: UInt32 = 0x02
  static let expressions: UInt32 = 0x04
}

/// The first byte of a table that comes with an initializer.
enum TableCode {
  static let withInitializer: UInt8 = 0x40
}
