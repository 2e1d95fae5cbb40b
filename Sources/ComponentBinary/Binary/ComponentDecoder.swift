internal import WasmBinary
package import WasmTypes

/// Decodes a binary component with all components inside of it. Core modules are only delimited.
///
/// - Parameters:
///   - bytes: The binary component. The positions in the result refer to it.
///   - features: What core types may use.
///   - limits: How large the component may be.
/// - Throws: `malformed`, `limitExceeded`, or `module` for a core type.
package func decodeComponent(
  _ bytes: UnsafeRawBufferPointer, features: Features, limits: ComponentLimits = ComponentLimits()
) throws(ComponentError) -> ComponentSyntax {
  guard UInt64(bytes.count) <= UInt64(min(limits.componentBytes, .max - 1)) else {
    throw .limitExceeded(
      limit: "bytes of a component", maximum: UInt64(limits.componentBytes), offset: 0)
  }
  var decoder = ComponentDecoder(bytes, features: features, limits: limits)
  do throws(ModuleError) {
    return try decoder.component()
  } catch {
    throw ComponentError(decoding: error)
  }
}

/// Reads components section by section. Binary: "Component Definitions".
///
/// It throws what its `ByteReader` throws.
struct ComponentDecoder {
  let bytes: UnsafeRawBufferPointer
  let limits: ComponentLimits
  /// Ends where the section ends that is being read.
  var reader: ByteReader
  /// How many definitions, declarators and parts of types may still come.
  private var budget: UInt32
  /// How deep in components and types the reader is.
  private var depth: UInt32 = 0

  init(_ bytes: UnsafeRawBufferPointer, features: Features, limits: ComponentLimits) {
    self.bytes = bytes
    self.limits = limits
    reader = ByteReader(bytes, offset: 0, features: features)
    budget = limits.definitions
  }

  mutating func component() throws(ModuleError) -> ComponentSyntax {
    try preamble()
    var component = ComponentSyntax()
    while !reader.isAtEnd {
      let start = reader.offset
      guard let section = ComponentSection(rawValue: try reader.byte()) else {
        throw reader.malformed("malformed section id", at: start)
      }
      let size = try reader.length()
      let rest = reader
      let end = reader.offset + size
      limitReader(to: end)
      try read(section, into: &component)
      guard reader.isAtEnd else {
        throw reader.malformed(
          "section size mismatch: unexpected content in the section", at: reader.offset)
      }
      reader = rest
      reader.move(to: end)
    }
    return component
  }

  private mutating func preamble() throws(ModuleError) {
    let start = reader.offset
    guard try reader.fixed32() == Preamble.magic else {
      throw reader.malformed("magic header not detected", at: start)
    }
    let version = try reader.fixed32()
    guard version == Preamble.componentVersion else {
      let reason =
        version == Preamble.moduleVersion
        ? "expected a version header for a component" : "unknown binary version"
      throw reader.malformed(reason, at: start + 4)
    }
  }

  private mutating func limitReader(to end: UInt32) {
    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(truncatingIfNeeded: end)))
    reader = ByteReader(part, offset: reader.offset, features: reader.features)
  }

  private mutating func read(
    _ section: ComponentSection, into component: inout ComponentSyntax
  ) throws(ModuleError) {
    let start = reader.offset
    switch section {
    case .custom: try customSection(&component)
    case .coreModule:
      let range = try reader.skip(reader.remainingCount)
      try append(.coreModule(range), at: start, to: &component)
    case .component:
      try enter(at: start)
      let nested = try self.component()
      depth -= 1
      try append(.component(nested), at: start, to: &component)
    case .start:
      let definition = try startDefinition()
      try append(.start(definition), at: start, to: &component)
    case .coreInstance, .coreType, .instance, .alias, .type, .canonical, .import, .export, .value:
      let count = try count()
      component.definitions.reserveCapacity(
        component.definitions.count + Int(truncatingIfNeeded: min(count, 64)))
      for _ in 0..<count {
        let start = reader.offset
        let content = try definition(of: section)
        component.definitions.append(ComponentSyntax.Definition(content, offset: start))
      }
    }
  }

  private mutating func append(
    _ content: ComponentSyntax.Content, at start: UInt32, to component: inout ComponentSyntax
  ) throws(ModuleError) {
    try spend(1, at: start)
    component.definitions.append(ComponentSyntax.Definition(content, offset: start))
  }

  private mutating func definition(
    of section: ComponentSection
  ) throws(ModuleError) -> ComponentSyntax.Content {
    switch section {
    case .coreInstance: .coreInstance(try coreInstance())
    case .coreType: .coreType(try coreType())
    case .instance: .instance(try instance())
    case .alias: .alias(try alias())
    case .type: .type(try typeDefinition())
    case .canonical: .canonical(try canonicalDefinition())
    case .import: .import(try importDefinition())
    case .export: .export(try exportDefinition())
    default: .value(try valueDefinition())
    }
  }

  private mutating func customSection(_ component: inout ComponentSyntax) throws(ModuleError) {
    let name = try reader.name()
    let contents = try reader.skip(reader.remainingCount)
    guard name != ComponentNames.sectionName else {
      component.names = ComponentNames(
        bytes: bytes, contents: contents, features: reader.features, limit: limits.definitions)
      return
    }
    try spend(1, at: contents.start)
    component.customSections.append(
      ComponentSyntax.CustomSection(
        name: name, contents: contents,
        position: UInt32(truncatingIfNeeded: component.definitions.count)))
  }
}

// What bounds the work and the memory that a component takes.
extension ComponentDecoder {
  mutating func spend(_ count: UInt32, at offset: UInt32) throws(ModuleError) {
    guard count <= budget else {
      throw .limitExceeded(
        limit: "definitions and parts of types", maximum: UInt64(limits.definitions),
        offset: offset)
    }
    budget -= count
  }

  /// The number of entries of a list. Each takes one byte at least, and is counted.
  mutating func count() throws(ModuleError) -> UInt32 {
    let start = reader.offset
    let count = try reader.count()
    try spend(count, at: start)
    return count
  }

  /// The same for a list that has a limit of its own.
  mutating func count(limit: UInt32, name: String) throws(ModuleError) -> UInt32 {
    let start = reader.offset
    let count = try count()
    guard count <= limit else {
      throw .limitExceeded(limit: name, maximum: UInt64(limit), offset: start)
    }
    return count
  }

  /// Enters a component or a type, whose end decreases `depth` again.
  mutating func enter(at offset: UInt32) throws(ModuleError) {
    guard depth < limits.nesting else {
      throw .limitExceeded(
        limit: "nesting of components and types", maximum: UInt64(limits.nesting), offset: offset)
    }
    depth += 1
  }

  mutating func leave() { depth -= 1 }

  mutating func name() throws(ModuleError) -> String {
    var copy = reader
    let start = reader.offset
    let length = try copy.length()
    guard length <= limits.nameBytes else {
      throw .limitExceeded(
        limit: "bytes of a name", maximum: UInt64(limits.nameBytes), offset: start)
    }
    return try reader.name()
  }

  func invalidByte(_ byte: UInt8, for construct: String, at offset: UInt32) -> ModuleError {
    reader.malformed(
      "invalid leading byte (0x\(String(byte, radix: 16))) for \(construct)", at: offset)
  }

  /// Reads a byte that has to be `expected`.
  mutating func expect(_ expected: UInt8, for construct: String) throws(ModuleError) {
    let start = reader.offset
    let byte = try reader.byte()
    guard byte == expected else { throw invalidByte(byte, for: construct, at: start) }
  }

  /// Reads a byte that is 0 or 1.
  mutating func flag(for construct: String) throws(ModuleError) -> Bool {
    let start = reader.offset
    let byte = try reader.byte()
    guard byte <= 1 else { throw invalidByte(byte, for: construct, at: start) }
    return byte == 1
  }
}

extension ComponentError {
  /// - Parameter error: What a `ByteReader` found; its offset counts from the start of the component.
  init(decoding error: ModuleError) {
    switch error {
    case .malformed(let reason, let offset):
      switch reason {
      case "unexpected end", "unexpected end of section or function", "length out of bounds":
        self = .malformed(reason: "unexpected end-of-file", offset: offset)
      default: self = .malformed(reason: reason, offset: offset)
      }
    case .limitExceeded(let limit, let maximum, let offset):
      self = .limitExceeded(limit: limit, maximum: maximum, offset: offset)
    default: self = .module(error, offset: 0)
    }
  }
}
