/// Where a function catches exceptions, and what happens then: one region for each `try_table` and legacy `try`.
///
/// Regions are in the order in which they begin, an outer one before those inside of it; two of them are either nested
/// or apart. Code has no trace of them: whoever throws looks here.
package struct ExceptionTable: Hashable, Sendable {
  package struct Region: Hashable, Sendable {
    /// The first position of the code that is covered, and the one behind the last.
    package var start: UInt32
    package var end: UInt32
    /// The region directly around this one, which is before it.
    package var parent: Int?
    /// The region where the search goes on if no clause matches: the parent, or the target of a `delegate`. Nil leaves
    /// the function.
    package var next: Int?
    /// Into `clauses`.
    package var clauses: Range<Int>
  }

  package struct Clause: Hashable, Sendable {
    /// In the tag index space; nil catches every exception, and no values.
    package var tag: UInt32?
    /// The first of the slots that get the exception's values.
    package var slot: UInt32
    /// The slot that gets a reference to the exception, if there is one.
    package var referenceSlot: UInt32?
    /// Whether that reference is ever used; if not, the slot gets null.
    package var needsReference: Bool
    /// The position in the code where execution goes on.
    package var target: UInt32
  }

  package private(set) var regions: [Region] = []
  package private(set) var clauses: [Clause] = []

  package init() {}

  init(regions: [Region], clauses: [Clause]) {
    self.regions = regions
    self.clauses = clauses
  }

  package var isEmpty: Bool { regions.isEmpty }
}

// As a list of numbers, for artifacts.
extension ExceptionTable {
  private static let wordsPerRegion = 5
  private static let wordsPerClause = 5
  /// In place of an absent index; none is so large.
  private static let absent = UInt32.max

  /// The number of regions, then the words of each region, then those of each clause.
  package var words: [UInt32] {
    if isEmpty { return [] }
    var words: [UInt32] = [UInt32(truncatingIfNeeded: regions.count)]
    words.reserveCapacity(
      1 + regions.count * Self.wordsPerRegion + clauses.count * Self.wordsPerClause)
    for region in regions {
      words.append(region.start)
      words.append(region.end)
      words.append(Self.word(region.parent))
      words.append(Self.word(region.next))
      words.append(UInt32(truncatingIfNeeded: region.clauses.count))
    }
    for clause in clauses {
      words.append(clause.tag ?? Self.absent)
      words.append(clause.slot)
      words.append(clause.referenceSlot ?? Self.absent)
      words.append(clause.needsReference ? 1 : 0)
      words.append(clause.target)
    }
    return words
  }

  /// The table with these words; nil if they are none. Whether it fits its code is for `ImageVerifier` to say.
  package init?(words: [UInt32]) {
    self.init()
    guard let first = words.first else { return }
    let available = (words.count - 1) / Self.wordsPerRegion
    guard let count = Int(exactly: first), count <= available else { return nil }
    var position = 1
    var clauseCount = 0
    let clauseLimit = (words.count - 1 - count * Self.wordsPerRegion) / Self.wordsPerClause
    for _ in 0..<count {
      let firstClause = clauseCount
      guard let ofRegion = Int(exactly: words[position + 4]), ofRegion <= clauseLimit - clauseCount
      else { return nil }
      clauseCount += ofRegion
      regions.append(
        Region(
          start: words[position], end: words[position + 1],
          parent: Self.index(words[position + 2]), next: Self.index(words[position + 3]),
          clauses: firstClause..<clauseCount))
      position += Self.wordsPerRegion
    }
    guard words.count - position == clauseCount * Self.wordsPerClause else { return nil }
    while position < words.count {
      let (tag, reference) = (words[position], words[position + 2])
      clauses.append(
        Clause(
          tag: tag == Self.absent ? nil : tag, slot: words[position + 1],
          referenceSlot: reference == Self.absent ? nil : reference,
          needsReference: words[position + 3] != 0, target: words[position + 4]))
      position += Self.wordsPerClause
    }
  }

  private static func word(_ index: Int?) -> UInt32 {
    index.map { UInt32(truncatingIfNeeded: $0) } ?? absent
  }

  private static func index(_ word: UInt32) -> Int? {
    word == absent ? nil : Int(truncatingIfNeeded: word)
  }
}

/// Collects the regions and clauses of one function while it is translated.
struct ExceptionTableBuilder {
  /// The end of a list of clauses.
  static let none = -1

  private struct PendingClause {
    var region: Int
    var clause: ExceptionTable.Clause
    /// The next clause in the list of those that wait for the same target.
    var next = ExceptionTableBuilder.none
  }

  private var regions: [ExceptionTable.Region] = []
  private var clauses: [PendingClause] = []

  var byteCount: Int {
    regions.count * MemoryLayout<ExceptionTable.Region>.stride
      + clauses.count * MemoryLayout<PendingClause>.stride
  }

  /// Begins a region within another one.
  mutating func open(at start: Int, inside parent: Int?) -> Int {
    let position = UInt32(truncatingIfNeeded: start)
    regions.append(
      ExceptionTable.Region(
        start: position, end: position, parent: parent, next: parent, clauses: 0..<0))
    return regions.count - 1
  }

  mutating func close(_ region: Int, at end: Int) {
    regions[region].end = UInt32(truncatingIfNeeded: end)
  }

  func parent(of region: Int) -> Int? { regions[region].parent }

  /// Lets the search go on in another region than the parent.
  mutating func delegate(_ region: Int, to next: Int?) { regions[region].next = next }

  /// Adds a clause behind those that the region has, and gives its number.
  @discardableResult
  mutating func add(_ clause: ExceptionTable.Clause, to region: Int) -> Int {
    clauses.append(PendingClause(region: region, clause: clause))
    return clauses.count - 1
  }

  /// Adds a clause whose target is not known yet, and puts it into a list.
  mutating func add(
    _ clause: ExceptionTable.Clause, to region: Int, waitingIn list: inout Int
  ) {
    clauses.append(PendingClause(region: region, clause: clause, next: list))
    list = clauses.count - 1
  }

  /// Sets the target of every clause of a list.
  mutating func resolve(_ list: Int, to target: Int) {
    var index = list
    while index != Self.none {
      clauses[index].clause.target = UInt32(truncatingIfNeeded: target)
      index = clauses[index].next
    }
  }

  /// Says that the reference that a clause writes is used.
  mutating func needReference(of clause: Int) { clauses[clause].clause.needsReference = true }

  /// The table: the clauses of each region in the order in which they were added, region by region.
  func finish() -> ExceptionTable {
    if regions.isEmpty { return ExceptionTable() }
    var regions = regions
    var counts = [Int](repeating: 0, count: regions.count)
    for pending in clauses { counts[pending.region] += 1 }
    var first = 0
    for index in regions.indices {
      regions[index].clauses = first..<first
      first += counts[index]
    }
    let placeholder = ExceptionTable.Clause(
      tag: nil, slot: 0, referenceSlot: nil, needsReference: false, target: 0)
    var sorted = [ExceptionTable.Clause](repeating: placeholder, count: clauses.count)
    for pending in clauses {
      let range = regions[pending.region].clauses
      sorted[range.upperBound] = pending.clause
      regions[pending.region].clauses = range.lowerBound..<range.upperBound + 1
    }
    return ExceptionTable(regions: regions, clauses: sorted)
  }
}
