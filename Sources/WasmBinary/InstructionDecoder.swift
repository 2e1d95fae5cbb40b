internal import CInterp
package import WasmTypes

/// Reads instructions one by one from a function body or a constant expression.
package struct InstructionDecoder {
  package private(set) var offset: UInt32
  private let range: ByteRange

  package init(bytes: UnsafeRawBufferPointer, range: ByteRange, features: Features = .all) {
    offset = range.start
    self.range = range
  }

  package var isAtEnd: Bool { offset >= range.end }

  package mutating func next() throws(ModuleError) -> Instruction {
    throw .malformed(reason: "the decoder is not written yet", offset: offset)
  }
}

/// Reads the targets of a decoded `br_table`: `index` of them, then the default target.
package struct LabelTableReader {
  package init(bytes: UnsafeRawBufferPointer, list: ByteRange) {}
  package mutating func next() -> UInt32 { 0 }
}

/// Reads the catch clauses of a decoded `try_table`.
package struct CatchClauseReader {
  package init(bytes: UnsafeRawBufferPointer, list: ByteRange) {}
  /// The next clause, or nil after the last one.
  package mutating func next() -> CatchClause? { nil }
}
