package import CInterp
package import WasmTypes

/// Positions `start..<end` in the module's bytes.
package struct ByteRange: Hashable, Sendable {
  package var start: UInt32
  package var end: UInt32

  package init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }

  package var count: UInt32 { end &- start }
  package var isEmpty: Bool { start == end }
}

/// The type of a block. Specification: "Block Types".
package enum BlockType: Hashable, Sendable {
  case empty
  case value(ValueType)
  case type(TypeIndex)
}

/// One decoded instruction with its immediates: plain data, no references.
///
/// Which fields mean something depends on the instruction's `WasmImmediate`; the others are zero.
package struct Instruction: Sendable {
  package var opcode: WasmOpcode

  /// Position of the first opcode byte in the module.
  package var offset: UInt32

  /// The first index: label depth, function, type, local, global, table, memory (also that of a
  /// memory argument, and the destination of a copy), element segment, data segment or tag. For
  /// lists (`br_table` without the default target, `try_table`, typed `select`) the number of
  /// entries.
  package var index: UInt32 = 0

  /// The second index: table of `call_indirect` and `table.init`, memory of `memory.init`, source
  /// of a copy, field, operand count, lane, data or element segment of the array instructions,
  /// second type of `array.copy`.
  package var secondIndex: UInt32 = 0

  /// A constant (i32 zero-extended, i64, bit pattern of f32 or f64, low half of v128 or shuffle
  /// lanes), or the offset of a memory argument.
  package var bits: UInt64 = 0

  /// The high half of a v128 constant or of shuffle lanes.
  package var highBits: UInt64 = 0

  /// The alignment of a memory argument, as a power of two.
  package var alignment: UInt8 = 0

  /// The lane of vector instructions.
  package var lane: UInt8 = 0

  package var blockType: BlockType = .empty

  /// The type of typed `select`, of `ref.null`, `ref.test`, `ref.cast`, and the source type of cast
  /// branches.
  package var valueType: ValueType = .i32

  /// The target type of cast branches.
  package var targetType: ValueType = .i32

  /// The targets of `br_table` with the default one as the last (see `LabelTableReader`), or the
  /// catch clauses of `try_table` (see `CatchClauseReader`).
  package var list = ByteRange(start: 0, end: 0)

  package init(opcode: WasmOpcode, offset: UInt32) {
    self.opcode = opcode
    self.offset = offset
  }
}

/// One catch clause of a `try_table`.
package struct CatchClause: Hashable, Sendable {
  package enum Kind: UInt8, Sendable {
    /// `catch`: the tag's values.
    case tag = 0
    /// `catch_ref`: the tag's values and the exception.
    case tagWithReference = 1
    /// `catch_all`: nothing.
    case all = 2
    /// `catch_all_ref`: the exception.
    case allWithReference = 3
  }

  package var kind: Kind
  /// Zero for the `all` kinds.
  package var tag: UInt32
  /// Relative to the context of the `try_table`, not counting its own block.
  package var label: UInt32

  package var hasTag: Bool { kind == .tag || kind == .tagWithReference }
  package var hasReference: Bool { kind == .tagWithReference || kind == .allWithReference }
}
