import Testing
import WasmBinary
import WasmTypes

@testable import ComponentBinary

/// The binary format, both ways.
@Suite struct BinaryTests {
  private static let preamble: [UInt8] = [0x00, 0x61, 0x73, 0x6D, 0x0D, 0x00, 0x01, 0x00]

  private func decode(
    _ bytes: [UInt8], limits: ComponentLimits = ComponentLimits()
  ) throws -> ComponentSyntax {
    try bytes.withUnsafeBytes { try decodeComponent($0, features: .all, limits: limits) }
  }

  private func encode(_ component: ComponentSyntax, bytes: [UInt8] = []) -> [UInt8] {
    bytes.withUnsafeBytes { encodeComponent(component, bytes: $0) }
  }

  /// One of everything, encoded and decoded again.
  @Test func everyDefinitionSurvives() throws {
    let module: [UInt8] = [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]
    var contents: [ComponentSyntax.Content] = [
      .coreModule(ByteRange(start: 0, end: 8)),
      .coreInstance(.instantiate(module: 0, arguments: [.init(name: "é", instance: 3)])),
      .coreInstance(.exports([.init(name: "t", sort: .tag, index: 1)])),
      .coreType(.recursiveGroup(RecursiveGroup(types: [SubType(composite: .function(.init()))]))),
      .coreType(
        .recursiveGroup(
          RecursiveGroup(types: [SubType(isFinal: false, composite: .function(.init()))]))),
      .coreType(
        .module([
          ModuleDeclarator(.outerType(count: 1, index: 0)),
          ModuleDeclarator(.import(module: "a", name: "b", type: .function(0))),
          ModuleDeclarator(.export(name: "m", type: .memory(.init(limits: .init(minimum: 1))))),
        ])),
      .component(ComponentSyntax(names: ComponentNames(component: "inner"))),
      .instance(
        .instantiate(component: 0, arguments: [.init(name: "x", item: .init(.core(.module), 0))])),
      .instance(
        .exports([
          .init(
            name: ExternName(
              "a", attributes: [.implements("b:c/d"), .versionSuffix(".1"), .externalID("é")]),
            item: .init(.instance, 0))
        ])),
      .alias(.export(instance: 0, name: "f", sort: .function)),
      .alias(.coreExport(instance: 0, name: "g", sort: .global)),
      .alias(.outer(count: 1, index: 2, sort: .core(.type))),
      .start(.init(function: 1, arguments: [2, 3], resultCount: 1)),
      .import(.init(name: ExternName("i"), type: .type(.subResource))),
      .import(.init(name: ExternName("v"), type: .value(.type(.primitive(.string))))),
      .export(.init(name: ExternName("e"), item: .init(.type, 200), type: .type(.equal(200)))),
      .value(.init(type: .primitive(.u8), bytes: ByteRange(start: 1, end: 2))),
    ]
    for type in Self.valueTypes { contents.append(.type(.value(type))) }
    contents += [
      .type(
        .function(.init(isAsync: true, parameters: [Labelled("p", .type(3))], result: .type(0)))),
      .type(.component([Declarator(.import(name: ExternName("i"), type: .function(0)))])),
      .type(.instance([Declarator(.export(name: ExternName("i"), type: .instance(0)))])),
      .type(.resource(representation: .i64, destructor: 7)),
      .canonical(.lift(coreFunction: 1, options: Self.options, type: 300)),
      .canonical(.lower(function: 1, options: [])),
    ]
    for builtin in CanonicalBuiltin.allCases {
      contents.append(.canonical(.builtin(builtin, Self.immediates(of: builtin))))
    }
    let component = ComponentSyntax(
      definitions: contents.map { ComponentSyntax.Definition($0) },
      names: ComponentNames(
        component: "é",
        sorts: [.init(sort: .core(.memory), names: [.init(index: 3, name: "m")])]))

    let encoded = encode(component, bytes: module)
    let decoded = try decode(encoded)
    #expect(decoded.names == component.names)
    #expect(decoded.definitions.count == contents.count)
    for (definition, content) in zip(decoded.definitions, contents) {
      switch (definition.content, content) {
      case (.coreModule(let range), _): #expect(Array(encoded[range]) == module)
      case (.value(let value), _): #expect(Array(encoded[value.bytes]) == [0x61])
      case (.coreType(.module), .coreType(.module)), (.type(.component), .type(.component)),
        (.type(.instance), .type(.instance)):
        // Declarators know where they are; the bytes tell the rest.
        break
      case (let decoded, let content): #expect(decoded == content)
      }
    }
    #expect(encode(decoded, bytes: encoded) == encoded)
  }

  private static let valueTypes: [DefinedValueType<ValueTypeUse, UInt32>] = [
    .primitive(.errorContext), .record([Labelled("a", .primitive(.u8))]),
    .variant([Labelled("a", nil), Labelled("b", .type(1))]), .list(.type(100)),
    .fixedLengthList(.primitive(.char), count: 1000), .tuple([.primitive(.f32), .primitive(.f64)]),
    .flags(["a", "b"]), .enumeration(["a"]), .option(.primitive(.bool)),
    .result(success: nil, error: .primitive(.s64)), .map(key: .primitive(.s8), value: .type(0)),
    .own(70), .borrow(70), .stream(nil), .future(.primitive(.u16)),
  ]

  private static let options: [CanonicalOption] = [
    .stringEncoding(.latin1OrUTF16), .memory(1), .realloc(2), .postReturn(3), .async,
    .callback(400),
  ]

  /// Values other than the defaults in all that the built-in has.
  private static func immediates(of builtin: CanonicalBuiltin) -> CanonicalImmediates {
    var immediates = CanonicalImmediates()
    for immediate in builtin.row.immediates {
      switch immediate {
      case .resourceType, .definedResourceType, .streamType, .futureType: immediates.type = 130
      case .resultList: immediates.result = .type(9)
      case .options: immediates.options = options
      case .async: immediates.isAsync = true
      case .cancellable: immediates.isCancellable = true
      case .shared: immediates.isShared = true
      case .memory: immediates.memory = 2
      case .coreType: immediates.coreType = 3
      case .table: immediates.table = 4
      case .context:
        immediates.contextType = .i64
        immediates.contextSlot = 1
      }
    }
    return immediates
  }

  @Test func customSectionsKeepTheirPlaces() throws {
    let type = ComponentSyntax.Definition(.type(.value(.primitive(.u8))))
    let component = ComponentSyntax(
      definitions: [type, type],
      customSections: [
        .init(name: "a", contents: ByteRange(start: 0, end: 1), position: 0),
        .init(name: "b", contents: ByteRange(start: 1, end: 3), position: 1),
        .init(name: "c", contents: ByteRange(start: 3, end: 3), position: 2),
      ])
    let encoded = encode(component, bytes: [1, 2, 3])
    let decoded = try decode(encoded)
    #expect(decoded.customSections.map { $0.name } == ["a", "b", "c"])
    #expect(decoded.customSections.map { $0.position } == [0, 1, 2])
    #expect(decoded.customSections.map { Array(encoded[$0.contents]) } == [[1], [2, 3], []])
  }

  @Test func nestingIsLimited() throws {
    var component = ComponentSyntax()
    for _ in 0..<100 { component = ComponentSyntax(definitions: [.init(.component(component))]) }
    #expect(try decode(encode(component)).definitions.count == 1)
    component = ComponentSyntax(definitions: [.init(.component(component))])
    #expect(throws: ComponentError.self) { try decode(encode(component)) }

    var type = TypeDefinition.instance([])
    for _ in 0..<99 { type = .instance([Declarator(.type(type))]) }
    #expect(try decode(encode(.init(definitions: [.init(.type(type))]))).definitions.count == 1)
    type = .instance([Declarator(.type(type))])
    #expect(throws: ComponentError.self) {
      try decode(encode(.init(definitions: [.init(.type(type))])))
    }
  }

  @Test func definitionsAreCounted() throws {
    var limits = ComponentLimits()
    limits.definitions = 5
    // A section with a record of three fields takes four.
    let record: [UInt8] = [0x01, 0x72, 0x03] + [1, 0x61, 0x7F, 1, 0x62, 0x7F, 1, 0x63, 0x7F]
    let section = [0x07, UInt8(record.count)] + record
    #expect(try decode(Self.preamble + section, limits: limits).definitions.count == 1)
    #expect {
      try decode(Self.preamble + section + section, limits: limits)
    } throws: { error in
      if case .limitExceeded? = error as? ComponentError { true } else { false }
    }
  }

  @Test func kindsAreToldApart() {
    let kind = { (bytes: [UInt8]) in bytes.withUnsafeBytes { BinaryKind($0) } }
    #expect(kind(Self.preamble) == .component)
    #expect(kind([0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]) == .module)
    #expect(kind([0x00, 0x61, 0x73, 0x6D, 0x0D, 0x00, 0x01]) == nil)
    #expect(kind([0x00, 0x61, 0x73, 0x6D, 0x0E, 0x00, 0x01, 0x00]) == nil)
  }

  @Test(arguments: [
    ([0x0D, 0x00], "malformed section id", 8), ([0x07, 0x03, 0x00], "unexpected end-of-file", 9),
    ([0x07, 0x02, 0x00, 0x00], "section size mismatch", 11),
    ([0x07, 0x03, 0x01, 0x3E, 0x00], "invalid leading byte (0x3e) for component defined type", 11),
    ([0x08, 0x02, 0x01, 0x2E], "invalid leading byte (0x2e) for canonical function", 11),
  ])
  func malformedBytesAreRefused(section: [UInt8], reason: String, offset: UInt32) {
    #expect {
      try decode(Self.preamble + section)
    } throws: { error in
      guard case .malformed(let actual, let position)? = error as? ComponentError else {
        return false
      }
      return actual.hasPrefix(reason) && position == offset
    }
  }
}

extension [UInt8] {
  fileprivate subscript(range: ByteRange) -> ArraySlice<UInt8> {
    self[Int(range.start)..<Int(range.end)]
  }
}
