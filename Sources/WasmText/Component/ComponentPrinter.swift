internal import ComponentBinary
internal import WasmBinary
internal import WasmTypes

/// Writes a component as text, in which nothing is abbreviated: each definition in the text is one in
/// the binary format.
///
/// The text assembles to the same bytes again if the component is as short as its contents allow,
/// and if consecutive definitions of a kind share a section.
struct ComponentPrinter {
  let bytes: UnsafeRawBufferPointer
  var out = TextBuffer()
  /// The component or type that is being written.
  var scope: PrintedScope
  /// How deeply its definitions are indented.
  var level = 1

  private init(_ bytes: UnsafeRawBufferPointer, _ names: ComponentNames) {
    self.bytes = bytes
    scope = PrintedScope(names)
  }

  /// The text of a component that was read from `bytes`.
  static func text(
    of component: ComponentSyntax, _ bytes: UnsafeRawBufferPointer
  ) throws(ComponentError) -> [UInt8] {
    let children = try ComponentChildren(component, bytes)
    var printer = ComponentPrinter(bytes, component.names)
    printer.out.write("(component")
    if let name = component.names.component { printer.writeOwnName(name) }
    try printer.write(component, children, keepsNames: false)
    printer.out.write(")\n")
    return printer.out.utf8
  }

  /// The definitions of a component.
  private mutating func write(
    _ component: ComponentSyntax, _ children: ComponentChildren, keepsNames: Bool
  ) throws(ComponentError) {
    let keepsNames = keepsNames || children.needNamesAsSection
    if keepsNames { scope.takeNames(of: children) }
    var sections = component.customSections[...]
    for (position, definition) in component.definitions.enumerated() {
      writeCustomSections(&sections, before: position)
      try write(definition.content, children, at: position, namesAreKept: keepsNames)
    }
    writeCustomSections(&sections, before: .max)
    if keepsNames { write(component.names) }
  }

  private mutating func writeCustomSections(
    _ sections: inout ArraySlice<ComponentSyntax.CustomSection>, before position: Int
  ) {
    while let section = sections.first, UInt64(section.position) <= UInt64(position) {
      writeCustomSection(section.name, bytes[section.contents])
      sections.removeFirst()
    }
  }

  private mutating func writeCustomSection(_ name: String, _ contents: some Sequence<UInt8>) {
    out.newLine(level)
    out.write("(@custom ")
    out.writeString(name)
    out.write(" ")
    out.writeString(contents)
    out.write(")")
  }

  /// The name section as it is.
  private mutating func write(_ names: ComponentNames) {
    if names.isEmpty { return }
    var writer = BinaryWriter()
    names.write(to: &writer)
    writeCustomSection(ComponentNames.sectionName, writer.bytes)
  }
}

// Definitions.
extension ComponentPrinter {
  private mutating func write(
    _ content: ComponentSyntax.Content, _ children: ComponentChildren, at position: Int,
    namesAreKept: Bool
  ) throws(ComponentError) {
    out.newLine(level)
    switch content {
    case .coreModule(let range):
      guard let child = children.modules[position] else { return }
      try write(child, range, keepsNames: child.keepsNames && !namesAreKept)
    case .component(let child):
      let keepsNames = children.componentsThatKeepNames.contains(position) && !namesAreKept
      try write(child, keepsNames: keepsNames)
    case .coreInstance(let instance): write(instance)
    case .coreType(let type): write(type)
    case .instance(let instance): write(instance)
    case .alias(let alias): write(alias)
    case .type(let type): writeDefinition(type)
    case .canonical(let definition): write(definition)
    case .start(let start): write(start)
    case .import(let item): write(item)
    case .export(let export): write(export)
    case .value(let value): write(value)
    }
  }

  private mutating func write(
    _ child: ComponentChildren.Module, _ range: ByteRange, keepsNames: Bool
  ) throws(ComponentError) {
    var opening = TextBuffer()
    swap(&out, &opening)
    out.write("(core module")
    writeDeclaration(.core(.module))
    swap(&out, &opening)
    do throws(ModuleError) {
      out.write(
        try ModulePrinter.text(
          child.module, UnsafeRawBufferPointer(rebasing: bytes[range]), child.outline,
          opening: opening.utf8, keepsNameSection: keepsNames, level: level))
    } catch {
      throw .module(error, offset: range.start)
    }
  }

  private mutating func write(
    _ component: ComponentSyntax, keepsNames: Bool
  ) throws(ComponentError) {
    out.write("(component")
    writeDeclaration(.component)
    try nested(component.names) { (printer) throws(ComponentError) in
      let children = try ComponentChildren(component, printer.bytes)
      try printer.write(component, children, keepsNames: keepsNames)
    }
    out.write(")")
  }

  private mutating func write(_ instance: ComponentSyntax.CoreInstance) {
    out.write("(core instance")
    writeDeclaration(.core(.instance))
    switch instance {
    case .instantiate(let module, let arguments):
      out.write(" (instantiate")
      writeIndex(module, .core(.module))
      for argument in arguments {
        out.newLine(level + 1)
        out.write("(with ")
        out.writeString(argument.name)
        out.write(" (instance")
        writeIndex(argument.instance, .core(.instance))
        out.write("))")
      }
      out.write(")")
    case .exports(let exports):
      for export in exports {
        out.newLine(level + 1)
        out.write("(export ")
        out.writeString(export.name)
        out.write(" (" + export.sort.keyword)
        writeIndex(export.index, .core(export.sort))
        out.write("))")
      }
    }
    out.write(")")
  }

  private mutating func write(_ instance: ComponentSyntax.Instance) {
    out.write("(instance")
    writeDeclaration(.instance)
    switch instance {
    case .instantiate(let component, let arguments):
      out.write(" (instantiate")
      writeIndex(component, .component)
      for argument in arguments {
        out.newLine(level + 1)
        out.write("(with ")
        out.writeString(argument.name)
        write(argument.item)
        out.write(")")
      }
      out.write(")")
    case .exports(let exports):
      for export in exports {
        out.newLine(level + 1)
        out.write("(export ")
        write(export.name)
        write(export.item)
        out.write(")")
      }
    }
    out.write(")")
  }

  mutating func write(_ alias: Alias) {
    switch alias {
    case .export(let instance, let name, _):
      out.write("(alias export")
      writeIndex(instance, .instance)
      out.write(" ")
      out.writeString(name)
    case .coreExport(let instance, let name, _):
      out.write("(alias core export")
      writeIndex(instance, .core(.instance))
      out.write(" ")
      out.writeString(name)
    case .outer(let count, let index, _):
      out.write("(alias outer \(count) \(index)")
    }
    out.write(" (\(alias.sort)")
    writeDeclaration(alias.sort)
    out.write("))")
  }

  private mutating func write(_ start: ComponentSyntax.Start) {
    out.write("(start")
    writeIndex(start.function, .function)
    for argument in start.arguments {
      out.write(" (value")
      writeIndex(argument, .value)
      out.write(")")
    }
    for _ in 0..<start.resultCount {
      out.write(" (result (value")
      writeDeclaration(.value)
      out.write("))")
    }
    out.write(")")
  }

  private mutating func write(_ item: ComponentSyntax.Import) {
    out.write("(import ")
    write(item.name)
    writeDeclared(item.type)
    out.write(")")
  }

  private mutating func write(_ export: ComponentSyntax.Export) {
    out.write("(export")
    writeDeclaration(export.item.sort)
    out.write(" ")
    write(export.name)
    write(export.item)
    if let type = export.type {
      out.write(" (\(type.sort)")
      write(type)
      out.write(")")
    }
    out.write(")")
  }

  private mutating func write(_ value: ComponentSyntax.Value) {
    out.write("(value")
    writeDeclaration(.value)
    write(value.type)
    out.write(" (binary ")
    out.writeString(bytes[value.bytes])
    out.write("))")
  }
}

// Parts of definitions.
extension ComponentPrinter {
  /// Writes something that has index spaces of its own.
  mutating func nested<Failure: Error>(
    _ names: ComponentNames, _ body: (inout ComponentPrinter) throws(Failure) -> Void
  ) throws(Failure) {
    let outer = scope
    scope = PrintedScope(names)
    level += 1
    try body(&self)
    level -= 1
    scope = outer
  }

  /// A space, and what names the next member of an index space.
  mutating func writeDeclaration(_ sort: Sort) {
    let index = scope.next(sort)
    out.writeDeclaration(index, scope[sort])
  }

  private mutating func writeOwnName(_ name: String) {
    out.writeDeclaration(0, Identifiers([NameSection.IndexedName(index: 0, name: Name(name))]))
  }

  /// A space and an index.
  mutating func writeIndex(_ index: UInt32, _ sort: Sort) { out.writeIndex(index, scope[sort]) }

  /// ` (X index)`
  mutating func write(_ item: SortIndex) {
    out.write(" (\(item.sort)")
    writeIndex(item.index, item.sort)
    out.write(")")
  }

  /// A name with its attributes.
  mutating func write(_ name: ExternName) {
    out.writeString(name.name)
    for attribute in name.attributes {
      switch attribute {
      case .implements(let text): writeAttribute("implements", text)
      case .versionSuffix(let text): writeAttribute("versionsuffix", text)
      case .externalID(let text): writeAttribute("external-id", text)
      }
    }
  }

  private mutating func writeAttribute(_ keyword: String, _ text: String) {
    out.write(" (" + keyword + " ")
    out.writeString(text)
    out.write(")")
  }
}

extension UnsafeRawBufferPointer {
  subscript(range: ByteRange) -> Slice<UnsafeRawBufferPointer> {
    self[Int(range.start)..<Int(range.end)]
  }
}
