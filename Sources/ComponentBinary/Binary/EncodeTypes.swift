internal import WasmBinary
internal import WasmTypes

// Binary: "Type Definitions".
extension BinaryWriter {
  mutating func typeDefinition(_ type: TypeDefinition) {
    switch type {
    case .value(let type): definedValueType(type)
    case .function(let type): functionType(type)
    case .component(let declarators):
      byte(ComponentTypeCode.component)
      self.declarators(declarators)
    case .instance(let declarators):
      byte(ComponentTypeCode.instance)
      self.declarators(declarators)
    case .resource(let representation, let destructor):
      byte(ComponentTypeCode.resource)
      valueType(representation)
      byte(destructor == nil ? 0 : 1)
      if let destructor { unsigned(destructor) }
    }
  }

  private mutating func functionType(_ type: FunctionTypeSyntax) {
    byte(type.isAsync ? ComponentTypeCode.asyncFunction : ComponentTypeCode.function)
    count(type.parameters.count)
    for parameter in type.parameters {
      name(parameter.label)
      valueType(parameter.content)
    }
    resultList(type.result)
  }

  mutating func resultList(_ result: ValueTypeUse?) {
    if let result {
      byte(0x00)
      valueType(result)
    } else {
      byte(0x01)
      byte(0x00)
    }
  }

  mutating func valueType(_ type: ValueTypeUse) {
    switch type {
    case .primitive(let type): byte(type.rawValue)
    case .type(let index): signed(Int64(index))
    }
  }

  private mutating func optionalValueType(_ type: ValueTypeUse?) {
    byte(type == nil ? 0 : 1)
    if let type { valueType(type) }
  }

  private mutating func definedValueType(_ type: DefinedValueType<ValueTypeUse, UInt32>) {
    switch type {
    case .primitive(let type): byte(type.rawValue)
    case .record(let fields):
      byte(ComponentTypeCode.record)
      count(fields.count)
      for field in fields {
        name(field.label)
        valueType(field.content)
      }
    case .variant(let cases):
      byte(ComponentTypeCode.variant)
      count(cases.count)
      for item in cases {
        name(item.label)
        optionalValueType(item.content)
        byte(0x00)
      }
    case .list(let element):
      byte(ComponentTypeCode.list)
      valueType(element)
    case .fixedLengthList(let element, let count):
      byte(ComponentTypeCode.fixedLengthList)
      valueType(element)
      unsigned(count)
    case .tuple(let types):
      byte(ComponentTypeCode.tuple)
      count(types.count)
      for type in types { valueType(type) }
    case .flags(let labels):
      byte(ComponentTypeCode.flags)
      self.labels(labels)
    case .enumeration(let labels):
      byte(ComponentTypeCode.enumeration)
      self.labels(labels)
    case .option(let content):
      byte(ComponentTypeCode.option)
      valueType(content)
    case .result(let success, let error):
      byte(ComponentTypeCode.result)
      optionalValueType(success)
      optionalValueType(error)
    case .map(let key, let value):
      byte(ComponentTypeCode.map)
      valueType(key)
      valueType(value)
    case .own(let index):
      byte(ComponentTypeCode.own)
      unsigned(index)
    case .borrow(let index):
      byte(ComponentTypeCode.borrow)
      unsigned(index)
    case .stream(let element):
      byte(ComponentTypeCode.stream)
      optionalValueType(element)
    case .future(let element):
      byte(ComponentTypeCode.future)
      optionalValueType(element)
    }
  }

  private mutating func labels(_ labels: [String]) {
    count(labels.count)
    for label in labels { name(label) }
  }

  private mutating func declarators(_ declarators: [Declarator]) {
    count(declarators.count)
    for declarator in declarators {
      switch declarator.content {
      case .coreType(let type):
        byte(DeclaratorCode.coreType)
        coreType(type)
      case .type(let type):
        byte(DeclaratorCode.type)
        typeDefinition(type)
      case .alias(let alias):
        byte(DeclaratorCode.alias)
        self.alias(alias)
      case .import(let name, let type):
        byte(DeclaratorCode.import)
        externName(name)
        externType(type)
      case .export(let name, let type):
        byte(DeclaratorCode.export)
        externName(name)
        externType(type)
      }
    }
  }

  mutating func externType(_ type: ExternType) {
    switch type {
    case .coreModule(let index):
      sort(.core(.module))
      unsigned(index)
    case .function(let index):
      sort(.function)
      unsigned(index)
    case .value(.equal(let index)):
      sort(.value)
      byte(0)
      unsigned(index)
    case .value(.type(let type)):
      sort(.value)
      byte(1)
      valueType(type)
    case .type(.equal(let index)):
      sort(.type)
      byte(0)
      unsigned(index)
    case .type(.subResource):
      sort(.type)
      byte(1)
    case .component(let index):
      sort(.component)
      unsigned(index)
    case .instance(let index):
      sort(.instance)
      unsigned(index)
    }
  }

  // MARK: Core types

  mutating func coreType(_ type: CoreType) {
    switch type {
    case .recursiveGroup(let group):
      if group.types.count == 1, let first = group.types.first, !first.isFinal {
        byte(ComponentTypeCode.coreSubtypePrefix)
      }
      recursiveGroup(group)
    case .module(let declarators):
      byte(ComponentTypeCode.module)
      count(declarators.count)
      for declarator in declarators { moduleDeclarator(declarator.content) }
    }
  }

  private mutating func moduleDeclarator(_ declarator: ModuleDeclarator.Content) {
    switch declarator {
    case .type(let type):
      byte(ModuleDeclaratorCode.type)
      coreType(type)
    case .outerType(let count, let index):
      byte(ModuleDeclaratorCode.alias)
      byte(CoreSort.type.rawValue)
      byte(AliasCode.coreOuter)
      unsigned(count)
      unsigned(index)
    case .import(let module, let text, let type):
      byte(ModuleDeclaratorCode.import)
      name(module)
      name(text)
      importType(type)
    case .export(let text, let type):
      byte(ModuleDeclaratorCode.export)
      name(text)
      importType(type)
    }
  }

  private mutating func importType(_ type: DecodedModule.ImportType) {
    switch type {
    case .function(let index):
      byte(ExternalKind.function.binaryCode)
      unsigned(index)
    case .table(let type):
      byte(ExternalKind.table.binaryCode)
      tableType(type)
    case .memory(let type):
      byte(ExternalKind.memory.binaryCode)
      memoryType(type)
    case .global(let type):
      byte(ExternalKind.global.binaryCode)
      globalType(type)
    case .tag(let index):
      byte(ExternalKind.tag.binaryCode)
      tagType(index)
    }
  }
}
