internal import ComponentBinary
internal import WasmBinary
internal import WasmTypes

// Types. Explainer: "Type Definitions".
extension ComponentPrinter {
  /// `(type id ...)`
  mutating func writeDefinition(_ type: TypeDefinition) {
    out.write("(type")
    writeDeclaration(.type)
    out.write(" ")
    write(type)
    out.write(")")
  }

  private mutating func write(_ type: TypeDefinition) {
    switch type {
    case .value(let type): write(type)
    case .function(let type): write(type)
    case .component(let declarators): write("component", declarators)
    case .instance(let declarators): write("instance", declarators)
    case .resource(let representation, let destructor):
      out.write("(resource (rep")
      out.write(representation, scope[.core(.type)])
      out.write(")")
      if let destructor {
        out.write(" (dtor (core func")
        writeIndex(destructor, .core(.function))
        out.write("))")
      }
      out.write(")")
    }
  }

  private mutating func write(_ type: FunctionTypeSyntax) {
    out.write(type.isAsync ? "(func async" : "(func")
    for parameter in type.parameters {
      out.write(" (param ")
      out.writeString(parameter.label)
      write(parameter.content)
      out.write(")")
    }
    if let result = type.result {
      out.write(" (result")
      write(result)
      out.write(")")
    }
    out.write(")")
  }

  /// A space and a value type.
  mutating func write(_ type: ValueTypeUse) {
    switch type {
    case .primitive(let type): out.write(" \(type)")
    case .type(let index): writeIndex(index, .type)
    }
  }

  private mutating func write(_ type: DefinedValueType<ValueTypeUse, UInt32>) {
    switch type {
    case .primitive(let type): return out.write(type.description)
    case .record(let fields):
      out.write("(record")
      for field in fields { writeLabelled("field", field.label, field.content) }
    case .variant(let cases):
      out.write("(variant")
      for item in cases { writeLabelled("case", item.label, item.content) }
    case .list(let element): writeConstructor("list", element)
    case .fixedLengthList(let element, let count):
      writeConstructor("list", element)
      out.write(" \(count)")
    case .tuple(let parts):
      out.write("(tuple")
      for part in parts { write(part) }
    case .flags(let labels): writeLabels("flags", labels)
    case .enumeration(let labels): writeLabels("enum", labels)
    case .option(let content): writeConstructor("option", content)
    case .result(let success, let error):
      writeConstructor("result", success)
      if let error {
        out.write(" ")
        writeConstructor("error", error)
        out.write(")")
      }
    case .map(let key, let value):
      writeConstructor("map", key)
      write(value)
    case .own(let resource):
      out.write("(own")
      writeIndex(resource, .type)
    case .borrow(let resource):
      out.write("(borrow")
      writeIndex(resource, .type)
    case .stream(let element): writeConstructor("stream", element)
    case .future(let element): writeConstructor("future", element)
    }
    out.write(")")
  }

  private mutating func writeConstructor(_ keyword: String, _ part: ValueTypeUse?) {
    out.write("(" + keyword)
    if let part { write(part) }
  }

  private mutating func writeLabelled(
    _ keyword: String, _ label: String, _ content: ValueTypeUse?
  ) {
    out.write(" (" + keyword + " ")
    out.writeString(label)
    if let content { write(content) }
    out.write(")")
  }

  private mutating func writeLabels(_ keyword: String, _ labels: [String]) {
    out.write("(" + keyword)
    for label in labels {
      out.write(" ")
      out.writeString(label)
    }
  }
}

// Types of imports and exports.
extension ComponentPrinter {
  /// ` (X id type)`
  mutating func writeDeclared(_ type: ExternType) {
    out.write(" (\(type.sort)")
    writeDeclaration(type.sort)
    write(type)
    out.write(")")
  }

  /// A space and what follows the sort.
  mutating func write(_ type: ExternType) {
    switch type {
    case .coreModule(let index): writeTypeUse(index, .core(.type))
    case .function(let index), .component(let index), .instance(let index):
      writeTypeUse(index, .type)
    case .type(.subResource): out.write(" (sub resource)")
    case .type(.equal(let index)):
      out.write(" (eq")
      writeIndex(index, .type)
      out.write(")")
    case .value(.equal(let index)):
      out.write(" (eq")
      writeIndex(index, .value)
      out.write(")")
    case .value(.type(let type)): write(type)
    }
  }

  private mutating func writeTypeUse(_ index: UInt32, _ sort: Sort) {
    out.writeTypeUse(index, scope[sort])
  }

  private mutating func write(_ keyword: String, _ declarators: [Declarator]) {
    out.write("(" + keyword)
    nested(ComponentNames()) { printer in
      for declarator in declarators { printer.write(declarator.content) }
    }
    out.write(")")
  }

  private mutating func write(_ declarator: Declarator.Content) {
    out.newLine(level)
    switch declarator {
    case .coreType(let type): write(type)
    case .type(let type): writeDefinition(type)
    case .alias(let alias): write(alias)
    case .import(let name, let type):
      out.write("(import ")
      write(name)
      writeDeclared(type)
      out.write(")")
    case .export(let name, let type):
      out.write("(export ")
      write(name)
      writeDeclared(type)
      out.write(")")
    }
  }
}

// Core types.
extension ComponentPrinter {
  /// `(core type id ...)`, or `(core rec ...)` for more or fewer types than one.
  mutating func write(_ type: CoreType) {
    switch type {
    case .recursiveGroup(let group): write(group, prefix: "core ")
    case .module(let declarators):
      out.write("(core type")
      writeDeclaration(.core(.type))
      out.write(" (module")
      nested(ComponentNames()) { printer in
        for declarator in declarators { printer.write(declarator.content) }
      }
      out.write("))")
    }
  }

  private mutating func write(_ group: RecursiveGroup, prefix: String) {
    if group.types.count == 1 { return writeType(group.types[0], prefix: prefix) }
    out.write("(" + prefix + "rec")
    for type in group.types {
      out.newLine(level + 1)
      writeType(type, prefix: "")
    }
    out.write(")")
  }

  private mutating func writeType(_ type: SubType, prefix: String) {
    out.write("(" + prefix + "type")
    writeDeclaration(.core(.type))
    out.write(" ")
    out.write(type, scope[.core(.type)], fields: Identifiers([]))
    out.write(")")
  }

  private mutating func write(_ declarator: ModuleDeclarator.Content) {
    out.newLine(level)
    switch declarator {
    case .type(.recursiveGroup(let group)): write(group, prefix: "")
    case .type(.module):
      // Nothing that is valid: module types don't nest.
      out.write("(type")
      writeDeclaration(.core(.type))
      out.write(" (module))")
    case .outerType(let count, let index):
      out.write("(alias outer \(count) \(index) (type")
      writeDeclaration(.core(.type))
      out.write("))")
    case .import(let module, let name, let type):
      out.write("(import ")
      out.writeString(module)
      out.write(" ")
      out.writeString(name)
      write(type)
      out.write(")")
    case .export(let name, let type):
      out.write("(export ")
      out.writeString(name)
      write(type)
      out.write(")")
    }
  }

  /// ` (kind type)`
  private mutating func write(_ type: DecodedModule.ImportType) {
    let types = scope[.core(.type)]
    switch type {
    case .function(let index):
      out.write(" (func")
      out.writeTypeUse(index, types)
    case .tag(let index):
      out.write(" (tag")
      out.writeTypeUse(index, types)
    case .table(let type):
      out.write(" (table")
      out.write(type, types)
    case .memory(let type):
      out.write(" (memory")
      out.write(type)
    case .global(let type):
      out.write(" (global")
      out.write(type, types)
    }
    out.write(")")
  }
}
