/// The code of one function, before handler numbers become addresses.
package struct FunctionImage: Sendable {
  /// Instructions as handlers.h lays them out.
  package var code: [UInt8]
  /// The slot of the frame at which the return header begins.
  package var headerSlot: UInt32
  package var locations: CodeLocations
  package var references: ReferenceMaps
  package var exceptions: ExceptionTable
  /// For tools: where each instruction of the body begins in the code, if that was asked for. Those that became a part of
  /// an earlier instruction have no entry.
  package var origins: CodeLocations?

  package init(
    code: [UInt8], headerSlot: UInt32, locations: CodeLocations,
    references: ReferenceMaps = ReferenceMaps(), exceptions: ExceptionTable = ExceptionTable(),
    origins: CodeLocations? = nil
  ) {
    self.origins = origins
    self.references = references
    self.code = code
    self.headerSlot = headerSlot
    self.locations = locations
    self.exceptions = exceptions
  }
}

/// Which instruction of the module a position in translated code comes from.
///
/// Entries are ascending in both columns and stored as differences, because there is one for each instruction that
/// may trap or call.
package struct CodeLocations: Hashable, Sendable {
  /// Pairs of unsigned LEB128 differences: code offset, module offset.
  package let differences: [UInt8]
  /// The module offset that the first difference counts from.
  package let base: UInt32

  /// What was stored of `differences` and `base`.
  package init(differences: [UInt8], base: UInt32) {
    self.differences = differences
    self.base = base
  }

  init(entries: borrowing GrowingBuffer<Entry>) {
    var differences: [UInt8] = []
    base = entries.isEmpty ? 0 : entries[0].module
    var previous = Entry(code: 0, module: base)
    for index in 0..<entries.count {
      let entry = entries[index]
      Self.append(entry.code &- previous.code, to: &differences)
      Self.append(Self.zigzag(entry.module, since: previous.module), to: &differences)
      previous = entry
    }
    self.differences = differences
  }

  /// The module offset of the last entry at or before `code`. For a return address pass the byte before it.
  ///
  /// - Parameter isOwn: Which offsets count: where `code` belongs to an inlined call of another function, the last one of
  ///   this function is that of the call.
  package func moduleOffset(
    atCode code: UInt32, where isOwn: (UInt32) -> Bool = { _ in true }
  ) -> UInt32? {
    var found: UInt32?
    forEach { entry in
      if entry.code > code { return false }
      if isOwn(entry.module) { found = entry.module }
      return true
    }
    return found
  }

  /// Calls `body` with each entry until it returns false.
  package func forEach(_ body: (Entry) -> Bool) {
    var position = 0
    var entry = Entry(code: 0, module: base)
    while position < differences.count {
      entry.code &+= read(&position)
      entry.module &+= Self.unzigzag(read(&position))
      if !body(entry) { return }
    }
  }

  package struct Entry: Hashable, Sendable, BitwiseCopyable {
    package var code: UInt32
    package var module: UInt32
  }

  private static func zigzag(_ value: UInt32, since previous: UInt32) -> UInt32 {
    let difference = Int32(bitPattern: value &- previous)
    return UInt32(bitPattern: (difference << 1) ^ (difference >> 31))
  }

  private static func unzigzag(_ value: UInt32) -> UInt32 {
    (value >> 1) ^ (0 &- (value & 1))
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  private func read(_ position: inout Int) -> UInt32 {
    var value: UInt32 = 0
    var shift: UInt32 = 0
    while position < differences.count {
      let byte = differences[position]
      position += 1
      value |= UInt32(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    return value
  }
}
