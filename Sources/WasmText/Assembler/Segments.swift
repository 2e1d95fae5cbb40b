internal import CInterp
internal import WasmBinary
internal import WasmTypes

/// Where a segment goes on instantiation.
private enum SegmentPlacement {
  case passive
  /// The table or memory if it is named, and a constant expression.
  case active(index: UInt32?, offset: [UInt8])
  /// Of element segments only.
  case declarative
}

/// The items of an element segment.
private enum ElementItems {
  case functions([UInt32])
  /// Constant expressions, each with its `end`.
  case expressions(ReferenceType, [[UInt8]])
}

// Element segments. Specification: "Text Format: Element Segments".
extension ModuleAssembler {
  /// `elem id? ...`
  mutating func elementField() throws(TextError) {
    _ = cursor.acceptIdentifier()
    if cursor.accept(.declare) {
      return encodeElements(.declarative, try elementList())
    }
    let isTableForm = cursor.isAtForm(.table)
    let table = try segmentTarget(.table, in: tables)
    guard table != nil || isAtExpression else {
      return encodeElements(.passive, try elementList())
    }
    let placement = SegmentPlacement.active(index: table, offset: try offset())
    // Without the form of the table, the type of the elements may be left out too.
    if !isTableForm, cursor.token.isIndex || cursor.token.kind == .rightParenthesis {
      return encodeElements(placement, .functions(try functionIndices()))
    }
    encodeElements(placement, try elementList())
  }

  /// `(table x)` or `(memory x)` if it is here. The first version of WebAssembly had just a number.
  private mutating func segmentTarget(
    _ keyword: Keyword, in space: IndexSpace
  ) throws(TextError) -> UInt32? {
    if cursor.acceptForm(keyword) {
      let index = try cursor.index(in: space)
      try cursor.expectClose()
      return index
    }
    let isNumber = cursor.token.kind == .natural && cursor.token(after: 1).kind == .leftParenthesis
    return isNumber ? try cursor.natural32() : nil
  }

  /// `reftype elemexpr*` or `func index*`
  private mutating func elementList() throws(TextError) -> ElementItems {
    if cursor.accept(.func) { return .functions(try functionIndices()) }
    let type = try referenceType()
    return .expressions(type, try elementExpressions())
  }

  private mutating func functionIndices() throws(TextError) -> [UInt32] {
    var indices: [UInt32] = []
    while cursor.token.isIndex { indices.append(try cursor.index(in: functions)) }
    return indices
  }

  private mutating func elementExpressions() throws(TextError) -> [[UInt8]] {
    var expressions: [[UInt8]] = []
    while cursor.token.kind == .leftParenthesis {
      if cursor.acceptForm(.item) {
        expressions.append(try expression())
        try cursor.expectClose()
      } else {
        expressions.append(try foldedExpression())
      }
    }
    return expressions
  }

  /// The elements that are written inside of a table, which makes them its size.
  mutating func tableWithElements(
    _ index: UInt32, _ addressType: AddressType, _ type: ReferenceType
  ) throws(TextError) {
    guard cursor.acceptForm(.elem) else { throw cursor.unexpected() }
    let items: ElementItems
    let count: Int
    if cursor.token.isIndex || cursor.token.kind == .rightParenthesis {
      let indices = try functionIndices()
      count = indices.count
      // Function indices alone mean elements of the type `funcref`.
      items =
        type == .funcref
        ? .functions(indices) : .expressions(type, indices.map { functionReference($0) })
    } else {
      let expressions = try elementExpressions()
      count = expressions.count
      items = .expressions(type, expressions)
    }
    try cursor.expectClose()
    let limits = Limits(minimum: UInt64(count), maximum: UInt64(count))
    sections.tables.add {
      $0.tableType(TableType(element: type, limits: limits, addressType: addressType))
    }
    let offset = zero(addressType)
    encodeElements(.active(index: index, offset: offset), items)
  }

  private func functionReference(_ index: UInt32) -> [UInt8] {
    var writer = BinaryWriter()
    writer.instruction(.ref_func)
    writer.unsigned(index)
    writer.instruction(.end)
    return writer.bytes
  }

  /// A constant expression for the address 0.
  private func zero(_ addressType: AddressType) -> [UInt8] {
    var writer = BinaryWriter()
    writer.instruction(addressType == .i64 ? .i64_const : .i32_const)
    writer.signed(0)
    writer.instruction(.end)
    return writer.bytes
  }

  private mutating func encodeElements(_ placement: SegmentPlacement, _ items: ElementItems) {
    sections.elements.add { (writer: inout BinaryWriter) in
      writer.elementSegment(placement, items)
    }
  }
}

extension BinaryWriter {
  /// Specification: "Binary Format: Element Section".
  fileprivate mutating func elementSegment(
    _ placement: SegmentPlacement, _ items: ElementItems
  ) {
    // Bit 0: not active; bit 1: explicit table, or declarative; bit 2: expressions.
    var flags: UInt32
    var isTypeGiven = true
    switch placement {
    case .passive: flags = 1
    case .declarative: flags = 3
    case .active(index: nil, _) where items.hasDefaultType:
      flags = 0
      isTypeGiven = false
    case .active: flags = 2
    }
    if case .expressions = items { flags |= 4 }
    unsigned(flags)
    if case .active(let index, let offset) = placement {
      if isTypeGiven { unsigned(index ?? 0) }
      raw(offset)
    }
    switch items {
    case .functions(let indices):
      // The kind of elements: functions.
      if isTypeGiven { byte(0) }
      count(indices.count)
      for index in indices { unsigned(index) }
    case .expressions(let type, let expressions):
      if isTypeGiven { referenceType(type) }
      count(expressions.count)
      for expression in expressions { raw(expression) }
    }
  }
}

extension ElementItems {
  /// Whether the short form of active segments has this type.
  fileprivate var hasDefaultType: Bool {
    switch self {
    case .functions: true
    case .expressions(let type, _): type == .funcref
    }
  }
}

// Data segments. Specification: "Text Format: Data Segments".
extension ModuleAssembler {
  /// `data id? (memory x)? offset? "..."*`
  mutating func dataField() throws(TextError) {
    _ = cursor.acceptIdentifier()
    let memory = try segmentTarget(.memory, in: memories)
    guard memory != nil || cursor.token.kind == .leftParenthesis else {
      return encodeData(.passive, try cursor.strings())
    }
    let offset = try offset()
    encodeData(.active(index: memory, offset: offset), try cursor.strings())
  }

  /// The data that are written inside of a memory, which makes them its size.
  mutating func memoryWithData(
    _ index: UInt32, _ addressType: AddressType, _ pageSizeLog2: UInt8
  ) throws(TextError) {
    guard cursor.acceptForm(.data) else { throw cursor.unexpected() }
    let bytes = try cursor.strings()
    try cursor.expectClose()
    let pageCount = (UInt64(bytes.count) + (1 << UInt64(pageSizeLog2)) - 1) >> UInt64(pageSizeLog2)
    let type = MemoryType(
      limits: Limits(minimum: pageCount, maximum: pageCount), addressType: addressType,
      pageSizeLog2: pageSizeLog2)
    sections.memories.add { $0.memoryType(type) }
    encodeData(.active(index: index, offset: zero(addressType)), bytes)
  }

  private mutating func encodeData(_ placement: SegmentPlacement, _ bytes: [UInt8]) {
    sections.data.add {
      switch placement {
      case .passive, .declarative: $0.unsigned(UInt32(1))
      case .active(let index, let offset):
        if let index, index > 0 {
          $0.unsigned(UInt32(2))
          $0.unsigned(index)
        } else {
          $0.unsigned(UInt32(0))
        }
        $0.raw(offset)
      }
      $0.count(bytes.count)
      $0.raw(bytes)
    }
  }
}

// Constant expressions.
extension ModuleAssembler {
  /// Whether an offset is here: `(offset ...)` or an instruction in parentheses.
  private var isAtExpression: Bool {
    cursor.token.kind == .leftParenthesis
      && (cursor.isAtForm(.offset) || cursor.token(after: 1).kind == .instruction)
  }

  /// `(offset expr)` or an instruction in parentheses.
  private mutating func offset() throws(TextError) -> [UInt8] {
    guard cursor.acceptForm(.offset) else { return try foldedExpression() }
    let offset = try expression()
    try cursor.expectClose()
    return offset
  }

  /// Instructions up to the closing parenthesis, with an `end` added.
  mutating func expression() throws(TextError) -> [UInt8] {
    function = FunctionContext()
    try encodeInstructions()
    try expectEndOfBlocks()
    function.code.instruction(.end)
    return function.code.bytes
  }

  /// One instruction in parentheses, with an `end` added.
  private mutating func foldedExpression() throws(TextError) -> [UInt8] {
    function = FunctionContext()
    try encodeFoldedInstruction()
    function.code.instruction(.end)
    return function.code.bytes
  }
}
