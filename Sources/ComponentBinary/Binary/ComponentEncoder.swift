internal import WasmBinary
internal import WasmTypes

/// Encodes a component in the binary format. What is written is as valid as the component.
///
/// - Parameter bytes: The bytes that belong to the component, which its core modules, values and custom
///   sections refer to.
/// - Precondition: The ranges in the component lie within `bytes`.
package func encodeComponent(
  _ component: ComponentSyntax, bytes: UnsafeRawBufferPointer
) -> [UInt8] {
  var encoder = ComponentEncoder(bytes: bytes)
  encoder.component(component)
  return encoder.writer.bytes
}

private struct ComponentEncoder {
  let bytes: UnsafeRawBufferPointer
  var writer = BinaryWriter()

  /// Neighbours of one kind share a section. Recurses for components inside of components, as deep as
  /// whatever read the component allows.
  mutating func component(_ component: ComponentSyntax) {
    writer.fixed32(Preamble.magic)
    writer.fixed32(Preamble.componentVersion)
    var customSections = component.customSections[...]
    var position = 0
    while position < component.definitions.count {
      while let section = customSections.first, Int(section.position) <= position {
        custom(section)
        customSections.removeFirst()
      }
      let section = component.definitions[position].content.section
      var end = position + 1
      if section.holdsSeveral {
        let limit = customSections.first.map { Int($0.position) } ?? component.definitions.count
        while end < limit, end < component.definitions.count,
          component.definitions[end].content.section == section
        {
          end += 1
        }
      }
      definitions(component.definitions[position..<end], of: section)
      position = end
    }
    for section in customSections { custom(section) }
    if !component.names.isEmpty {
      writer.customSection(ComponentNames.sectionName) { component.names.write(to: &$0) }
    }
  }

  private func slice(_ range: ByteRange) -> Slice<UnsafeRawBufferPointer> {
    bytes[Int(truncatingIfNeeded: range.start)..<Int(truncatingIfNeeded: range.end)]
  }

  private mutating func custom(_ section: ComponentSyntax.CustomSection) {
    let contents = slice(section.contents)
    writer.customSection(section.name) { $0.raw(contents) }
  }

  private mutating func definitions(
    _ definitions: ArraySlice<ComponentSyntax.Definition>, of section: ComponentSection
  ) {
    // The contents are written first, as their size precedes them; nothing is moved afterwards.
    var contents = ComponentEncoder(bytes: bytes)
    if section.holdsSeveral { contents.writer.count(definitions.count) }
    for definition in definitions { contents.write(definition.content) }
    writer.byte(section.rawValue)
    writer.count(contents.writer.bytes.count)
    writer.raw(contents.writer.bytes)
  }

  private mutating func write(_ content: ComponentSyntax.Content) {
    switch content {
    case .coreModule(let range): writer.raw(slice(range))
    case .component(let nested): component(nested)
    case .coreInstance(let instance): writer.coreInstance(instance)
    case .coreType(let type): writer.coreType(type)
    case .instance(let instance): writer.instance(instance)
    case .alias(let alias): writer.alias(alias)
    case .type(let type): writer.typeDefinition(type)
    case .canonical(let definition): writer.canonicalDefinition(definition)
    case .start(let start): writer.start(start)
    case .import(let definition):
      writer.externName(definition.name)
      writer.externType(definition.type)
    case .export(let definition): writer.export(definition)
    case .value(let value):
      writer.valueType(value.type)
      writer.unsigned(value.bytes.count)
      writer.raw(slice(value.bytes))
    }
  }
}

extension ComponentSyntax.Content {
  fileprivate var section: ComponentSection {
    switch self {
    case .coreModule: .coreModule
    case .coreInstance: .coreInstance
    case .coreType: .coreType
    case .component: .component
    case .instance: .instance
    case .alias: .alias
    case .type: .type
    case .canonical: .canonical
    case .start: .start
    case .import: .import
    case .export: .export
    case .value: .value
    }
  }
}

extension ComponentSection {
  /// Whether the section is a list of definitions; the others are one each.
  fileprivate var holdsSeveral: Bool {
    switch self {
    case .custom, .coreModule, .component, .start: false
    default: true
    }
  }
}
