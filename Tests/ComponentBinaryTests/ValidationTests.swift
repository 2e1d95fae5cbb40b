import Testing
import WasmBinary
import WasmTypes

@testable import ComponentBinary

/// Rules of validation that a small component shows, limits, and switches of features.
@Suite struct ValidationTests {
  private func validate(
    _ contents: [ComponentSyntax.Content], features: ComponentFeatures = .all,
    limits: ComponentLimits = ComponentLimits(), bytes: [UInt8] = []
  ) throws(ComponentError) -> ValidatedComponent {
    let component = ComponentSyntax(definitions: contents.map { ComponentSyntax.Definition($0) })
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(ComponentError) in
        try validateComponent(
          component, bytes: buffer, features: features, coreFeatures: .all, limits: limits)
      }
    }
    return try result.get()
  }

  private func fault(
    _ contents: [ComponentSyntax.Content], features: ComponentFeatures = .all,
    limits: ComponentLimits = ComponentLimits()
  ) -> ComponentError? {
    do throws(ComponentError) {
      _ = try validate(contents, features: features, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  private func isLimit(_ error: ComponentError?) -> Bool {
    if case .limitExceeded? = error { true } else { false }
  }

  private static func value(
    _ type: DefinedValueType<ValueTypeUse, UInt32>
  ) -> ComponentSyntax.Content { .type(.value(type)) }

  private static func function(
    _ parameters: [ValueTypeUse] = [], result: ValueTypeUse? = nil
  ) -> ComponentSyntax.Content {
    .type(
      .function(
        FunctionTypeSyntax(
          parameters: parameters.enumerated().map { Labelled("p\($0.offset)", $0.element) },
          result: result)))
  }

  // MARK: Resources

  /// A component that exports a resource type "r" and a function of it.
  private static let exportsResource = ComponentSyntax.Content.component(
    ComponentSyntax(
      definitions: [
        .type(.resource(representation: .i32, destructor: nil)),
        .export(.init(name: ExternName("r"), item: .init(.type, 0))),
      ].map { ComponentSyntax.Definition($0) }))

  @Test func everyInstanceHasResourceTypesOfItsOwn() throws {
    let twice: [ComponentSyntax.Content] = [
      Self.exportsResource, .instance(.instantiate(component: 0, arguments: [])),
      .instance(.instantiate(component: 0, arguments: [])),
      .alias(.export(instance: 0, name: "r", sort: .type)),
      .alias(.export(instance: 1, name: "r", sort: .type)),
      .alias(.export(instance: 0, name: "r", sort: .type)),
    ]
    let component = try validate(twice)
    let resources = component.root.spaces.types.map { type -> ResourceID? in
      guard case .resource(let type) = type else { return nil }
      return component.types[type]
    }
    #expect(resources.count == 3)
    #expect(resources[0] != resources[1])
    #expect(resources[0] == resources[2])
  }

  @Test func ascriptionHidesThatTypesAreEqual() throws {
    let exports = { (second: ExternType?) -> [ComponentSyntax.Content] in
      [
        .type(.resource(representation: .i32, destructor: nil)),
        .export(.init(name: ExternName("r1"), item: .init(.type, 0))),
        .export(.init(name: ExternName("r2"), item: .init(.type, 0), type: second)),
      ]
    }
    #expect(try abstractExports(exports(nil)) == 1)
    #expect(try abstractExports(exports(.type(.subResource))) == 2)
  }

  private func abstractExports(_ contents: [ComponentSyntax.Content]) throws -> Int {
    let component = try validate(contents)
    return component.types[component.root.type].exportedResources.count
  }

  /// An import of a type is replaced by what is supplied, with its name.
  @Test func importedTypesKeepTheirNames() {
    let inner = ComponentSyntax.Content.component(
      ComponentSyntax(
        definitions: [
          Self.value(.record([Labelled("x", .primitive(.u32))])),
          .import(.init(name: ExternName("t"), type: .type(.equal(0)))),
          Self.value(.record([Labelled("r", .type(1))])),
          .export(.init(name: ExternName("t2"), item: .init(.type, 2))),
        ].map { ComponentSyntax.Definition($0) }))
    let outer = { (argument: UInt32) -> [ComponentSyntax.Content] in
      [
        Self.value(.record([Labelled("x", .primitive(.u32))])),
        .import(.init(name: ExternName("t"), type: .type(.equal(0)))), inner,
        .instance(
          .instantiate(component: 0, arguments: [.init(name: "t", item: .init(.type, argument))])),
        .alias(.export(instance: 0, name: "t2", sort: .type)),
        .export(.init(name: ExternName("t2"), item: .init(.type, 2))),
      ]
    }
    #expect(fault(outer(1)) == nil)
    #expect(fault(outer(0))?.reason == "type not valid to be used as export")
  }

  // MARK: Limits

  /// Types that refer to the one before twice would be of a size that is exponential in their number.
  @Test func sizesOfTypesAreLimited() {
    var contents: [ComponentSyntax.Content] = [Self.value(.list(.primitive(.u8)))]
    for index in 0..<30 {
      contents.append(Self.value(.tuple([.type(UInt32(2 * index)), .type(UInt32(2 * index))])))
      contents.append(Self.value(.list(.type(UInt32(2 * index + 1)))))
    }
    #expect(isLimit(fault(contents)))
  }

  @Test func depthsOfTypesAreLimited() {
    var contents: [ComponentSyntax.Content] = [Self.value(.primitive(.u8))]
    for index in 0..<98 { contents.append(Self.value(.option(.type(UInt32(index))))) }
    #expect(fault(contents) == nil)
    for index in 98..<101 { contents.append(Self.value(.option(.type(UInt32(index))))) }
    #expect(isLimit(fault(contents)))
  }

  @Test func depthsOfInstanceTypesAreLimited() {
    var contents: [ComponentSyntax.Content] = [.type(.instance([]))]
    for index in 0..<120 {
      contents.append(
        .type(
          .instance([
            Declarator(.alias(.outer(count: 1, index: UInt32(index), sort: .type))),
            Declarator(.export(name: ExternName("e"), type: .instance(0))),
          ])))
    }
    #expect(isLimit(fault(contents)))
  }

  @Test func valuesHaveAtMostTheSizeOfALargestList() {
    let array = { (count: UInt32) in [Self.value(.fixedLengthList(.primitive(.u64), count: count))]
    }
    #expect(fault(array((1 << 25) - 1)) == nil)
    #expect(fault(array(1 << 25))?.reason == "type exceeds maximum byte size")
    #expect(fault(array(.max))?.reason == "type exceeds maximum byte size")
  }

  /// Instances of a component with many types of resources are work that a small component can ask for.
  @Test func workOnTypesIsLimited() {
    var inner: [ComponentSyntax.Content] = []
    for index in 0..<200 {
      inner.append(.import(.init(name: ExternName("r\(index)"), type: .type(.subResource))))
      inner.append(
        .export(.init(name: ExternName("r\(index)"), item: .init(.type, UInt32(2 * index)))))
    }
    var arguments: [ComponentSyntax.Argument] = []
    var outer: [ComponentSyntax.Content] = [.type(.resource(representation: .i32, destructor: nil))]
    for index in 0..<200 { arguments.append(.init(name: "r\(index)", item: .init(.type, 0))) }
    outer.append(
      .component(ComponentSyntax(definitions: inner.map { ComponentSyntax.Definition($0) })))
    for _ in 0..<100 {
      outer.append(.instance(.instantiate(component: 0, arguments: arguments)))
    }
    #expect(fault(outer) == nil)
    var limits = ComponentLimits()
    limits.typeChecks = 10_000
    #expect(isLimit(fault(outer, limits: limits)))
  }

  @Test func instancesAreCounted() {
    var contents: [ComponentSyntax.Content] = []
    for _ in 0..<1000 { contents.append(.instance(.exports([]))) }
    #expect(fault(contents) == nil)
    contents.append(.instance(.exports([])))
    #expect(isLimit(fault(contents)))
  }

  // MARK: Canonical definitions

  @Test func signaturesOfBuiltinsFollowTheirImmediates() throws {
    var stream = CanonicalImmediates()
    stream.options = [.async]
    var context = CanonicalImmediates()
    context.contextType = .i64
    context.contextSlot = 1
    var result = CanonicalImmediates()
    result.result = .primitive(.f64)
    let component = try validate([
      Self.value(.stream(nil)), .canonical(.builtin(.streamRead, stream)),
      .canonical(.builtin(.contextSet, context)), .canonical(.builtin(.taskReturn, result)),
      .canonical(.builtin(.threadYield, CanonicalImmediates())),
    ])
    let types = component.root.spaces.coreFunctions.map { number -> FunctionType? in
      guard case .function(let type) = component.types.coreTypes.types[Int(number)].composite else {
        return nil
      }
      return type
    }
    #expect(
      types == [
        FunctionType(parameters: [.i32, .i32, .i32], results: [.i32]),
        FunctionType(parameters: [.i64]), FunctionType(parameters: [.f64]),
        FunctionType(results: [.i32]),
      ])
  }

  @Test func threadLocalValuesHaveOneType() {
    var context = CanonicalImmediates()
    context.contextType = .i64
    #expect(
      fault([
        .canonical(.builtin(.contextGet, CanonicalImmediates())),
        .canonical(.builtin(.contextGet, context)),
      ]) != nil)
    context.contextSlot = 2
    #expect(fault([.canonical(.builtin(.contextGet, context))]) != nil)
  }

  // MARK: Features

  private static func gated() -> [(ComponentFeatures, [ComponentSyntax.Content])] {
    var asyncCancel = CanonicalImmediates()
    asyncCancel.isAsync = true
    let named = { (name: ExternName) -> [ComponentSyntax.Content] in
      [.type(.instance([])), .import(.init(name: name, type: .instance(0)))]
    }
    return [
      (.async, [value(.stream(nil))]), (.async, [value(.future(nil))]),
      (.async, [.type(.function(FunctionTypeSyntax(isAsync: true)))]),
      (.async, [.canonical(.builtin(.taskCancel, CanonicalImmediates()))]),
      (.maps, [value(.map(key: .primitive(.u8), value: .primitive(.u8)))]),
      (.attributes, named(ExternName("a", attributes: [.implements("a:b/c")]))),
      (.attributes, named(ExternName("a", attributes: [.externalID("x")]))),
      (.values, [.import(.init(name: ExternName("v"), type: .value(.type(.primitive(.u8)))))]),
      (.nestedNames, named(ExternName("a:b:c/d"))), (.nestedNames, named(ExternName("a:b/c/d"))),
      (.moreAsyncOptions, [.canonical(.builtin(.subtaskCancel, asyncCancel))]),
      (.threads, [.canonical(.builtin(.threadIndex, CanonicalImmediates()))]),
      (
        .sharedThreads,
        [.canonical(.builtin(.threadAvailableParallelism, CanonicalImmediates()))]
      ),
      (.fixedLengthLists, [value(.fixedLengthList(.primitive(.u8), count: 1))]),
      (.errorContexts, [value(.option(.primitive(.errorContext)))]),
      (.errorContexts, [.canonical(.builtin(.errorContextDrop, CanonicalImmediates()))]),
      (.canonicalVersions, named(ExternName("a:b/c@1"))),
      (
        .canonicalVersions, named(ExternName("a:b/c@1", attributes: [.versionSuffix(".2.3")]))
      ),
      (.memory64, [.type(.resource(representation: .i64, destructor: nil))]),
    ]
  }

  @Test func everyFeatureHasItsSwitch() {
    for (feature, contents) in Self.gated() {
      let on = fault(contents)
      // A value that is imported has to be used.
      #expect(on == nil || feature == .values, "\(feature): \(String(describing: on))")
      guard
        case .unsupportedFeature(let named, _, _)? = fault(
          contents, features: .all.subtracting(feature))
      else {
        Issue.record("not refused without \(feature): \(contents)")
        continue
      }
      #expect(named == feature)
    }
  }

  @Test func stackfulLiftsNeedTheirFeature() throws {
    let module: [UInt8] = [
      0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03,
      0x02, 0x01, 0x00, 0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00, 0x0A, 0x04, 0x01, 0x02, 0x00,
      0x0B,
    ]
    let contents: [ComponentSyntax.Content] = [
      .coreModule(ByteRange(start: 0, end: UInt32(module.count))),
      .coreInstance(.instantiate(module: 0, arguments: [])),
      .alias(.coreExport(instance: 0, name: "f", sort: .function)),
      .type(.function(FunctionTypeSyntax(isAsync: true))),
      .canonical(.lift(coreFunction: 0, options: [.async], type: 0)),
    ]
    _ = try validate(contents, bytes: module)
    #expect(throws: ComponentError.self) {
      try validate(contents, features: .all.subtracting(.stackfulLift), bytes: module)
    }
  }
}
