internal import CInterp
internal import WasmTypes

/// Reads the directives of a script.
struct ScriptParser {
  private var cursor: TokenCursor
  /// An earlier position and its location, so that lines are counted once.
  private var known = (offset: 0, location: TextLocation(line: 1, column: 1))

  static func parse(_ text: [UInt8]) throws(TextError) -> [Directive] {
    var parser = ScriptParser(cursor: TokenCursor(try TokenizedText(text)))
    if let keyword = parser.cursor.formKeyword, keyword.isModuleField {
      return [parser.inlineModule()]
    }
    return try parser.directives(untilClose: false)
  }

  private init(cursor: TokenCursor) { self.cursor = cursor }

  /// A script that consists of a module's fields.
  private mutating func inlineModule() -> Directive {
    let location = location(of: cursor.token)
    let source = ModuleSource(.module, .text(cursor.text, cursor.index..<cursor.limit))
    return Directive(command: .module(source, name: nil), location: location)
  }

  private mutating func location(of token: Token) -> TextLocation {
    let offset = Int(token.start)
    let location = SourceLines.location(
      of: offset, in: cursor.text.bytes, from: offset >= known.offset ? known : nil)
    known = (offset, location)
    return location
  }

  /// Directives to the end of the text, or of a thread's form.
  private mutating func directives(untilClose: Bool) throws(TextError) -> [Directive] {
    var directives: [Directive] = []
    while untilClose ? cursor.token.kind != .rightParenthesis : !cursor.isAtEnd {
      directives.append(try directive(inThread: untilClose))
    }
    return directives
  }

  private mutating func directive(inThread: Bool) throws(TextError) -> Directive {
    let location = location(of: cursor.token)
    let start = cursor
    try cursor.expect(.leftParenthesis)
    let token = cursor.token
    guard let keyword = token.keyword else { throw cursor.unexpected() }
    let command: Directive.Command
    switch keyword {
    case .module, .component, .invoke, .get:
      cursor = start
      command = cursor.isAtDefinition ? try module() : .action(try action())
      return Directive(command: command, location: location)
    case .thread where !inThread:
      cursor.advance()
      command = try thread()
    default:
      cursor.advance()
      command = try plainCommand(keyword, token)
    }
    try cursor.expectClose()
    return Directive(command: command, location: location)
  }

  /// The rest of a directive behind its keyword.
  private mutating func plainCommand(
    _ keyword: Keyword, _ token: Token
  ) throws(TextError) -> Directive.Command {
    switch keyword {
    case .register:
      let name = try name()
      return .register(name, instance: cursor.acceptIdentifier()?.string)
    case .wait:
      guard let thread = cursor.acceptIdentifier() else { throw cursor.unexpected() }
      return .wait(thread: thread.string)
    case .assertReturn:
      let action = try action()
      var patterns: [ResultPattern] = []
      while cursor.token.kind == .leftParenthesis { patterns.append(try resultPattern()) }
      return .assertReturn(action, patterns)
    case .assertTrap:
      if cursor.isAtDefinition {
        return .assertInstantiationTrap(try moduleSource().source, message: try name())
      }
      return .assertTrap(try action(), message: try name())
    case .assertExhaustion:
      return .assertExhaustion(try action(), message: try name())
    case .assertException:
      return .assertException(try action())
    case .assertSuspension:
      return .assertSuspension(try action(), message: try name())
    case .assertMalformed:
      return .assertMalformed(try moduleSource().source, message: try name())
    case .assertMalformedCustom:
      return .assertMalformedCustom(try moduleSource().source, message: try name())
    case .assertInvalid:
      return .assertInvalid(try moduleSource().source, message: try name())
    case .assertInvalidCustom:
      return .assertInvalidCustom(try moduleSource().source, message: try name())
    case .assertUnlinkable:
      return .assertUnlinkable(try moduleSource().source, message: try name())
    default:
      throw cursor.unexpected(token)
    }
  }

  private mutating func name() throws(TextError) -> String {
    String(decoding: try cursor.nameString(), as: UTF8.self)
  }

  /// `thread id? (shared (module id))* directive*`
  private mutating func thread() throws(TextError) -> Directive.Command {
    let thread = cursor.acceptIdentifier()?.string
    var sharedInstances: [String] = []
    while cursor.acceptForm(.shared) {
      guard cursor.acceptForm(.module), let name = cursor.acceptIdentifier() else {
        throw cursor.unexpected()
      }
      sharedInstances.append(name.string)
      try cursor.expectClose()
      try cursor.expectClose()
    }
    let directives = try directives(untilClose: true)
    return .thread(name: thread, sharedInstances: sharedInstances, directives)
  }
}

// Modules.
extension ScriptParser {
  private mutating func module() throws(TextError) -> Directive.Command {
    if cursor.token(after: 2).isKeyword(.instance) {
      cursor.advance()
      cursor.advance()
      cursor.advance()
      let name = cursor.acceptIdentifier()?.string
      let definition = cursor.acceptIdentifier()?.string
      try cursor.expectClose()
      return .instance(name: name, definition: definition)
    }
    let (source, name, isDefinition) = try moduleSource()
    return isDefinition ? .definition(source, name: name) : .module(source, name: name)
  }

  /// `(module definition? id? ...)`, or the same with `component`
  private mutating func moduleSource() throws(TextError) -> (
    source: ModuleSource, name: String?, isDefinition: Bool
  ) {
    try cursor.expect(.leftParenthesis)
    let layer: ModuleSource.Layer = cursor.accept(.component) ? .component : .module
    if layer == .module { try cursor.expect(.module) }
    let isDefinition = cursor.accept(.definition)
    let start = cursor.index
    let name = cursor.acceptIdentifier()?.string
    let source: ModuleSource
    if cursor.accept(.binary) {
      source = ModuleSource(layer, .binary(try cursor.strings()))
    } else if cursor.accept(.quote) {
      source = ModuleSource(layer, .quote(try cursor.quotedText(layer)))
    } else {
      try cursor.skipToClose()
      source = ModuleSource(layer, .text(cursor.text, start..<cursor.index))
    }
    try cursor.expectClose()
    return (source, name, isDefinition)
  }
}

// Actions and values.
extension ScriptParser {
  private mutating func action() throws(TextError) -> Action {
    let location = location(of: cursor.token)
    let isInvocation = cursor.acceptForm(.invoke)
    guard isInvocation || cursor.acceptForm(.get) else { throw cursor.unexpected() }
    let instance = cursor.acceptIdentifier()?.string
    let name = try name()
    var operation = Action.Operation.get(global: name)
    if isInvocation {
      var arguments: [ScriptValue] = []
      while cursor.token.kind == .leftParenthesis { arguments.append(try value()) }
      operation = .invoke(function: name, arguments: arguments)
    }
    try cursor.expectClose()
    return Action(instance: instance, operation: operation, location: location)
  }

  private mutating func value() throws(TextError) -> ScriptValue {
    if let value = try cursor.acceptComponentValue() { return .component(value) }
    try cursor.expect(.leftParenthesis)
    let token = cursor.token
    cursor.advance()
    let value: ScriptValue
    switch token.opcode {
    case .i32_const: value = .i32(UInt32(truncatingIfNeeded: try cursor.integer(width: 32)))
    case .i64_const: value = .i64(try cursor.integer(width: 64))
    case .f32_const: value = .f32(UInt32(truncatingIfNeeded: try cursor.float(.f32)))
    case .f64_const: value = .f64(try cursor.float(.f64))
    case .v128_const: value = .v128(VectorBits(littleEndian: try cursor.vectorConstant()))
    case .ref_null: value = .nullReference(try heapType())
    default:
      if token.isKeyword(.refExtern) {
        value = .externReference(try cursor.natural32())
      } else if token.isKeyword(.refHost) {
        value = .hostReference(try cursor.natural32())
      } else {
        throw cursor.unexpected(token)
      }
    }
    try cursor.expectClose()
    return value
  }

  private mutating func heapType() throws(TextError) -> ScriptHeapType {
    guard let type = ScriptHeapType(cursor.token.keyword) else { throw cursor.unexpected() }
    cursor.advance()
    return type
  }

  private mutating func resultPattern() throws(TextError) -> ResultPattern {
    if cursor.acceptForm(.either) {
      var patterns: [ResultPattern] = []
      while cursor.token.kind == .leftParenthesis { patterns.append(try simplePattern()) }
      try cursor.expectClose()
      return .either(patterns)
    }
    return try simplePattern()
  }

  /// A pattern other than `either`, which does not nest.
  private mutating func simplePattern() throws(TextError) -> ResultPattern {
    if let value = try cursor.acceptComponentValue() { return .component(value) }
    try cursor.expect(.leftParenthesis)
    let token = cursor.token
    cursor.advance()
    let pattern: ResultPattern
    switch token.opcode {
    case .i32_const: pattern = .i32(UInt32(truncatingIfNeeded: try cursor.integer(width: 32)))
    case .i64_const: pattern = .i64(try cursor.integer(width: 64))
    case .f32_const: pattern = .f32(try cursor.floatPattern(.f32))
    case .f64_const: pattern = .f64(try cursor.floatPattern(.f64))
    case .v128_const: pattern = .v128(try cursor.vectorPattern())
    default: pattern = try referencePattern(token)
    }
    try cursor.expectClose()
    return pattern
  }

  /// The rest of a pattern behind `token`.
  private mutating func referencePattern(_ token: Token) throws(TextError) -> ResultPattern {
    switch token.opcode {
    case .ref_null:
      if cursor.token.kind == .rightParenthesis { return .nullReference }
      return .nullReferenceOf(try heapType())
    case .ref_func:
      // An index would be meaningless outside of its module.
      if cursor.token.isIndex { cursor.advance() }
      return .reference(.func)
    case .ref_eq: return .reference(.eq)
    case .ref_i31: return .reference(.i31)
    default: break
    }
    switch token.keyword {
    case .refAny: return .reference(.any)
    case .refStruct: return .reference(.struct)
    case .refArray: return .reference(.array)
    case .refExn: return .reference(.exception)
    case .refHost: return .hostReference(try cursor.natural32())
    case .refExtern:
      if cursor.token.kind == .rightParenthesis { return .reference(.extern) }
      return .externReference(try cursor.natural32())
    default: throw cursor.unexpected(token)
    }
  }
}

extension TokenCursor {
  /// Whether a module or a component begins here.
  fileprivate var isAtDefinition: Bool { isAtForm(.module) || isAtForm(.component) }

  /// What strings quote of a module or a component, of which the latter is only quoted in part.
  fileprivate mutating func quotedText(
    _ layer: ModuleSource.Layer
  ) throws(TextError) -> [UInt8] {
    if layer == .module { return try strings() }
    var text = Array("(component".utf8)
    while token.kind == .string {
      text.append(UInt8(ascii: " "))
      text += try string()
    }
    text.append(UInt8(ascii: ")"))
    return text
  }

  fileprivate mutating func floatPattern(
    _ format: FloatFormat
  ) throws(TextError) -> FloatPattern {
    if accept(.nanCanonical) { return .canonicalNaN }
    if accept(.nanArithmetic) { return .arithmeticNaN }
    return .bits(try float(format))
  }

  fileprivate mutating func vectorPattern() throws(TextError) -> VectorPattern {
    guard let shape = VectorShape(token.keyword), let format = shape.floatFormat else {
      return .bits(VectorBits(littleEndian: try vectorConstant()))
    }
    advance()
    var lanes: [FloatPattern] = []
    for _ in 0..<shape.laneCount { lanes.append(try floatPattern(format)) }
    return shape == .f32x4 ? .f32x4(lanes) : .f64x2(lanes)
  }
}

extension VectorBits {
  /// From 16 bytes.
  fileprivate init(littleEndian bytes: [UInt8]) {
    low = 0
    high = 0
    for (index, byte) in bytes.enumerated() {
      let bits = UInt64(byte) << UInt64(index % 8 * 8)
      if index < 8 { low |= bits } else { high |= bits }
    }
  }
}

extension ScriptHeapType {
  fileprivate init?(_ keyword: Keyword?) {
    guard let keyword else { return nil }
    switch keyword {
    case .func: self = .func
    case .noFunc: self = .noFunc
    case .extern: self = .extern
    case .noExtern: self = .noExtern
    case .any: self = .any
    case .eq: self = .eq
    case .i31: self = .i31
    case .struct: self = .struct
    case .array: self = .array
    case .none: self = .none
    case .exn: self = .exception
    case .noExn: self = .noException
    default: return nil
    }
  }
}

extension Keyword {
  /// Whether the word begins a field of a module.
  fileprivate var isModuleField: Bool {
    switch self {
    case .type, .rec, .import, .func, .table, .memory, .global, .tag, .export, .start, .elem, .data:
      true
    default:
      false
    }
  }
}
