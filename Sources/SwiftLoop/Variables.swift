internal import CInterp

// What moves values: between slots, and to and from globals and tables.

extension Registers {
  @inline(__always)
  mutating func copy() {
    let operands = operands(operands_unary.self)
    frame[operands.pointee.target] = frame[operands.pointee.left]
    advance(past: operands_unary.self)
  }

  /// The slots may overlap.
  @inline(__always)
  mutating func copyWide() {
    let operands = operands(operands_wide_unary.self)
    copyWide(from: operands.pointee.left, to: operands.pointee.target)
    advance(past: operands_wide_unary.self)
  }

  @inline(__always)
  mutating func copyRange() {
    let operands = operands(operands_copy_range.self).pointee
    (frame + Int(operands.target)).update(
      from: frame + Int(operands.source), count: Int(operands.count))
    advance(past: operands_copy_range.self)
  }

  @inline(__always)
  private func copyWide(from source: UInt16, to target: UInt16) {
    let source = frame + Int(source)
    let target = frame + Int(target)
    (target[0], target[1]) = (source[0], source[1])
  }

  @inline(__always)
  mutating func constant() {
    let operands = operands(operands_constant.self)
    frame[operands.pointee.target] = Slot(operands.pointee.constant)
    advance(past: operands_constant.self)
  }

  @inline(__always)
  mutating func wideConstant() {
    let operands = operands(operands_wide_constant.self)
    frame[operands.pointee.target] = UInt64(
      low: operands.pointee.constant, high: operands.pointee.constant_high)
    advance(past: operands_wide_constant.self)
  }

  @inline(__always)
  mutating func select() {
    let operands = operands(operands_select.self).pointee
    let isLeft = UInt32(slot: frame[operands.condition]) != 0
    frame[operands.target] = frame[isLeft ? operands.left : operands.right]
    advance(past: operands_select.self)
  }

  @inline(__always)
  mutating func selectWide() {
    let operands = operands(operands_wide_select.self).pointee
    let isLeft = UInt32(slot: frame[operands.condition]) != 0
    copyWide(from: isLeft ? operands.left : operands.right, to: operands.target)
    advance(past: operands_wide_select.self)
  }
}

// MARK: - Globals

extension Registers {
  @inline(__always)
  mutating func getGlobal() {
    let operands = operands(operands_get_global.self)
    frame[operands.pointee.target] = global(at: operands.pointee.global).pointee
    advance(past: operands_get_global.self)
  }

  @inline(__always)
  mutating func setGlobal() {
    let operands = operands(operands_set_global.self)
    global(at: operands.pointee.global).pointee = frame[operands.pointee.left]
    advance(past: operands_set_global.self)
  }

  @inline(__always)
  mutating func getWideGlobal() {
    let operands = operands(operands_get_wide_global.self)
    let source = global(at: operands.pointee.global)
    (frame + Int(operands.pointee.target)).update(from: source, count: 2)
    advance(past: operands_get_wide_global.self)
  }

  @inline(__always)
  mutating func setWideGlobal() {
    let operands = operands(operands_set_wide_global.self)
    let target = global(at: operands.pointee.global)
    target.update(from: frame + Int(operands.pointee.left), count: 2)
    advance(past: operands_set_wide_global.self)
  }
}

// MARK: - References and tables

extension Registers {
  @inline(__always)
  mutating func getFunction() {
    let operands = operands(operands_get_function.self)
    frame[operands.pointee.target] = Slot(function(at: operands.pointee.function))
    advance(past: operands_get_function.self)
  }

  @inline(__always)
  mutating func trapIfNull() throws(Trap) {
    let operands = operands(operands_source_only.self)
    guard frame[operands.pointee.left] != 0 else { throw Trap(.null_reference) }
    advance(past: operands_source_only.self)
  }

  @inline(__always)
  mutating func tableSize() {
    let operands = operands(operands_table_size.self)
    frame[operands.pointee.target] = table(at: operands.pointee.table_operand).pointee.size
    advance(past: operands_table_size.self)
  }

  @inline(__always)
  mutating func tableGet() throws(Trap) {
    let operands = operands(operands_table_get.self).pointee
    let element = try element(
      of: table(at: operands.table_operand), at: frame[operands.left])
    frame[operands.target] = Slot(element.pointee)
    advance(past: operands_table_get.self)
  }

  @inline(__always)
  mutating func tableSet() throws(Trap) {
    let operands = operands(operands_table_set.self).pointee
    let element = try element(
      of: table(at: operands.table_operand), at: frame[operands.left])
    element.pointee = UInt(truncatingIfNeeded: frame[operands.right])
    advance(past: operands_table_set.self)
  }

  /// Three slots: index, offset in the segment, count.
  @inline(__always)
  mutating func tableInit() throws(Trap) {
    let operands = operands(operands_table_init.self).pointee
    let arguments = frame + Int(operands.range)
    let segment = (context.pointee.instance.pointee.element_segments + Int(operands.segment))
      .pointee
    let count = arguments[2]
    guard count <= segment.size, arguments[1] <= segment.size - count else {
      throw Trap(.table_out_of_bounds)
    }
    let target = try elements(
      of: table(at: operands.table_operand), from: arguments[0], count: count)
    if let start = target.baseAddress, let first = segment.elements {
      try move(
        UnsafeRawPointer(first + Int(truncatingIfNeeded: arguments[1])),
        to: UnsafeMutableRawPointer(start), count: bytes(of: target))
    }
    advance(past: operands_table_init.self)
  }

  /// Three slots: index, value, count.
  @inline(__always)
  mutating func tableFill() throws(Trap) {
    let operands = operands(operands_table_fill.self).pointee
    let arguments = frame + Int(operands.range)
    let elements = try elements(
      of: table(at: operands.table_operand), from: arguments[0], count: arguments[2])
    try pay(forBytes: bytes(of: elements))
    for index in elements.indices {
      if index % Self.elementsPerPiece == 0 { try poll() }
      elements[index] = UInt(truncatingIfNeeded: arguments[1])
    }
    advance(past: operands_table_fill.self)
  }

  /// Three slots: target index, source index, count.
  @inline(__always)
  mutating func tableCopy() throws(Trap) {
    let operands = operands(operands_table_copy.self).pointee
    let arguments = frame + Int(operands.range)
    let target = try elements(
      of: table(at: operands.table_operand), from: arguments[0], count: arguments[2])
    let source = try elements(
      of: table(at: operands.source_table), from: arguments[1], count: arguments[2])
    if let start = target.baseAddress, let first = source.baseAddress {
      try move(
        UnsafeRawPointer(first), to: UnsafeMutableRawPointer(start), count: bytes(of: target))
    }
    advance(past: operands_table_copy.self)
  }

  private static var elementsPerPiece: Int { 1 << 16 }

  private func bytes(of elements: UnsafeMutableBufferPointer<UInt>) -> UInt64 {
    // The size of an allocation.
    UInt64(elements.count * MemoryLayout<UInt>.stride)
  }

  private func elements(
    of table: UnsafeMutablePointer<Table>, from start: UInt64, count: UInt64
  ) throws(Trap) -> UnsafeMutableBufferPointer<UInt> {
    let size = table.pointee.size
    guard count <= size, start <= size - count else { throw Trap(.table_out_of_bounds) }
    return UnsafeMutableBufferPointer(
      start: table.pointee.elements.map { $0 + Int(truncatingIfNeeded: start) },
      count: Int(truncatingIfNeeded: count))
  }

  /// Indices have 64 bits here: a 32-bit one is zero-extended in its slot.
  @inline(__always)
  private func element(
    of table: UnsafeMutablePointer<Table>, at index: UInt64
  ) throws(Trap) -> UnsafeMutablePointer<UInt> {
    guard index < table.pointee.size else { throw Trap(.table_out_of_bounds) }
    return table.pointee.elements.unsafelyUnwrapped + Int(truncatingIfNeeded: index)
  }
}
