// The byte codes of the binary format, for the decoder and the encoder alike. Opcodes of built-ins are in
// `CanonicalBuiltin`, codes of sorts in `Sort`, of primitive types in `PrimitiveType`.

/// Magic number, version and layer. Binary: "Component Definitions".
enum Preamble {
  static let magic: UInt32 = 0x6D73_6100
  static let componentVersion: UInt32 = 0x0001_000D
  static let moduleVersion: UInt32 = 0x0000_0001
}

enum ComponentSection: UInt8 {
  case custom = 0
  case coreModule = 1
  case coreInstance = 2
  case coreType = 3
  case component = 4
  case instance = 5
  case alias = 6
  case type = 7
  case canonical = 8
  case start = 9
  case `import` = 10
  case export = 11
  case value = 12
}

/// The first bytes of types. Binary: "Type Definitions".
enum ComponentTypeCode {
  static let record: UInt8 = 0x72
  static let variant: UInt8 = 0x71
  static let list: UInt8 = 0x70
  static let tuple: UInt8 = 0x6F
  static let flags: UInt8 = 0x6E
  static let enumeration: UInt8 = 0x6D
  static let option: UInt8 = 0x6B
  static let result: UInt8 = 0x6A
  static let own: UInt8 = 0x69
  static let borrow: UInt8 = 0x68
  static let fixedLengthList: UInt8 = 0x67
  static let stream: UInt8 = 0x66
  static let future: UInt8 = 0x65
  static let map: UInt8 = 0x63
  static let function: UInt8 = 0x40
  static let asyncFunction: UInt8 = 0x43
  static let component: UInt8 = 0x41
  static let instance: UInt8 = 0x42
  static let resource: UInt8 = 0x3F
  static let module: UInt8 = 0x50
  /// Precedes a core type that begins with the code of `module`.
  static let coreSubtypePrefix: UInt8 = 0x00
}

enum DeclaratorCode {
  static let coreType: UInt8 = 0x00
  static let type: UInt8 = 0x01
  static let alias: UInt8 = 0x02
  static let `import`: UInt8 = 0x03
  static let export: UInt8 = 0x04
}

enum ModuleDeclaratorCode {
  static let `import`: UInt8 = 0x00
  static let type: UInt8 = 0x01
  static let alias: UInt8 = 0x02
  static let export: UInt8 = 0x03
}

enum AliasCode {
  static let export: UInt8 = 0x00
  static let coreExport: UInt8 = 0x01
  static let outer: UInt8 = 0x02
  /// Outer, as module types write it.
  static let coreOuter: UInt8 = 0x01
}

enum CanonicalCode {
  static let lift: UInt8 = 0x00
  static let lower: UInt8 = 0x01
}

enum CanonicalOptionCode {
  static let memory: UInt8 = 0x03
  static let realloc: UInt8 = 0x04
  static let postReturn: UInt8 = 0x05
  static let async: UInt8 = 0x06
  static let callback: UInt8 = 0x07
}

enum NameCode {
  static let plain: UInt8 = 0x00
  /// Means the same; not written any more.
  static let plainFormerly: UInt8 = 0x01
  static let withAttributes: UInt8 = 0x02
}

enum AttributeCode {
  static let implements: UInt8 = 0x00
  static let versionSuffix: UInt8 = 0x01
  static let externalID: UInt8 = 0x02
}

/// What the first bytes of a file say that it is.
package enum BinaryKind: Hashable, Sendable {
  case module
  case component

  /// Nil for what is neither, or is of another version.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 8,
      UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)) == Preamble.magic
    else { return nil }
    switch UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)) {
    case Preamble.moduleVersion: self = .module
    case Preamble.componentVersion: self = .component
    default: return nil
    }
  }
}
