internal import CInterp
internal import CPlatform

/// The memory that a store's objects are in: two spaces, of which one is in use and the other takes the survivors of
/// the next collection.
///
/// Handlers allocate by advancing `record.next` up to `record.end`. How far that is, is decided after each collection
/// by what survived; a heap that is little used stays small.
final class Heap {
  let record: UnsafeMutablePointer<ObjectHeap>
  /// Of all objects, in bytes.
  private let limit: UInt64
  private var space: Space?
  /// A space that was left and is worth keeping.
  private var spare: Space?

  /// The bits of what the host holds, by the index of a `HeldReference`; those that are not in use are in `freeIndices`.
  private(set) var held: [UInt] = []
  private var freeIndices: [Int] = []
  /// Constant expressions that are being evaluated.
  var constantStacks: [ConstantStack] = []

  /// A collection that is under way, also while its guest is stopped for good: whoever uses objects next goes on with it.
  private(set) var isCollecting = false
  let collection: UnsafeMutablePointer<HeapCollection>
  /// The space that objects move to.
  private var target: Space?
  /// How long the collection has taken so far.
  private var nanoseconds: UInt64 = 0
  /// How many of the store's tables have moved, and how many elements of the next one.
  var tablesDone: (tables: Int, elements: Int) = (0, 0)

  /// Whether to collect at every allocation: finds references that nobody told the collector of.
  var isUnderStress = false
  private(set) var statistics = HeapStatistics()

  /// Of a heap that nothing survives in.
  private static let smallestBudget: UInt64 = 1 << 20
  /// The part of the limit that has to be free after a collection: else allocating so much would take a collection of
  /// many times as much.
  private static let leastRoom: UInt64 = 16
  /// A space that is larger goes back to the system when it is left.
  private static let largestSpare: UInt64 = 4 << 20
  /// What the place of a moved object can say: see objects.c.
  private static let largestSpace: UInt64 = MemoryLayout<UInt>.size == 8 ? 16 << 30 : 1 << 30

  /// Address space, of which a part is accessible.
  private struct Space {
    let start: UnsafeMutablePointer<UInt8>
    let reserved: UInt64
    var committed: UInt64 = 0
  }

  init(limit: UInt64) {
    self.limit = min(limit, Self.largestSpace)
    record = .allocate(capacity: 1)
    record.initialize(to: ObjectHeap())
    collection = .allocate(capacity: 1)
    collection.initialize(to: HeapCollection())
  }

  deinit {
    if let space { release(space) }
    if let spare { release(spare) }
    if isCollecting, let target { release(target) }
    record.deallocate()
    collection.deallocate()
  }

  /// How many bytes objects take, those included that nobody uses any more.
  var usedBytes: UInt64 {
    guard let space else { return 0 }
    return UInt64(space.start.distance(to: record.pointee.next))
  }

  // Spaces ----------------------------------------------------------------------------------------------------

  /// Reserves as much as the limit allows, or as the system does.
  private func reserve(atLeast least: UInt64 = smallestBudget) -> Space? {
    var size = limit
    while size > 0 {
      if let start = platform_reserve(Int(truncatingIfNeeded: size)) {
        return Space(start: start.assumingMemoryBound(to: UInt8.self), reserved: size)
      }
      if size <= least { return nil }
      size = max(least, size / 4)
    }
    return nil
  }

  private func release(_ space: Space) {
    platform_release(space.start, Int(truncatingIfNeeded: space.reserved))
  }

  /// Makes the first `size` bytes of a space accessible.
  private func commit(_ size: UInt64, of space: inout Space) -> Bool {
    if size <= space.committed { return true }
    guard size <= space.reserved, platform_commit(space.start, Int(truncatingIfNeeded: size)) else {
      return false
    }
    space.committed = size
    return true
  }

  /// Lets objects take up to `size` bytes.
  private func setEnd(_ size: UInt64) -> Bool {
    guard var space, commit(size, of: &space) else { return false }
    self.space = space
    record.pointee.end = space.start + Int(truncatingIfNeeded: size)
    return true
  }

  /// Makes room for `request` bytes without a collection, up to `size` bytes in all.
  ///
  /// - Returns: Whether there is room now.
  func extend(for request: UInt64, upTo size: UInt64) -> Bool {
    if space == nil {
      guard let reserved = reserve(atLeast: max(request, Self.smallestBudget)) else { return false }
      space = reserved
      record.pointee.next = reserved.start
      record.pointee.end = reserved.start
    }
    let used = usedBytes
    guard request <= limit, used <= limit - request else { return false }
    let wanted = max(used + request, min(size, limit))
    if isUnderStress { return setEnd(used + request) }
    return setEnd(wanted) || setEnd(used + request)
  }

  /// Whether nothing was allocated so far.
  var isEmpty: Bool { space == nil }

  /// Forgets all objects, which nobody may refer to any more. Gives false if the host holds one.
  func clear() -> Bool {
    guard held.count == freeIndices.count else { return false }
    if let space { record.pointee.next = space.start }
    statistics = HeapStatistics()
    return true
  }

  // Collection ------------------------------------------------------------------------------------------------

  /// Begins to move objects to another space, or goes on with that.
  ///
  /// - Parameter externs: Their marks are a part of the collection.
  /// - Returns: Whether there is room to do so.
  func begin(_ externs: inout ExternTable) -> Bool {
    if isCollecting { return true }
    var target: Space?
    let used = usedBytes
    if space != nil {
      guard var empty = spare ?? reserve(atLeast: max(used, Self.smallestBudget)) else {
        return false
      }
      spare = nil
      guard commit(used, of: &empty) else {
        release(empty)
        return false
      }
      target = empty
    }
    let marks = externs.beginMarking()
    collection.pointee = HeapCollection(
      from: space?.start, from_end: record.pointee.next, to: target?.start, next: target?.start,
      types: record.pointee.types, scanned: target?.start, progress: 0, source: nil, work: 0,
      handle_marks: marks.baseAddress, handle_count: marks.count)
    self.target = target
    // There is no room until the end.
    record.pointee.end = record.pointee.next
    nanoseconds = 0
    tablesDone = (0, 0)
    isCollecting = true
    return true
  }

  /// Moves what the host holds.
  func moveHeld() {
    held.withUnsafeMutableBufferPointer {
      collection_move_references(collection, $0.baseAddress, $0.count)
    }
  }

  /// Notes the time that a part of a collection took.
  func note(nanoseconds: UInt64) { self.nanoseconds += nanoseconds }

  /// Leaves the old space: everything has moved.
  func finish() {
    isCollecting = false
    let used = usedBytes
    if let old = space {
      space = target
      record.pointee.next = collection.pointee.next
      record.pointee.end = collection.pointee.next
      if old.committed <= Self.largestSpare { spare = old } else { release(old) }
    }
    statistics.note(
      allocated: used - min(statistics.liveBytes, used), live: usedBytes, nanoseconds: nanoseconds)
  }

  /// Decides when the next collection will be, after one.
  ///
  /// - Parameters:
  ///   - request: The bytes that there must be room for.
  ///   - rootBytes: About how much is looked at for roots: collections should be as rare as that is much.
  /// - Returns: Whether there is room for `request`.
  func makeRoom(for request: UInt64, rootBytes: UInt64) -> Bool {
    if isEmpty { return request == 0 || extend(for: request, upTo: Self.smallestBudget) }
    let live = usedBytes
    guard live <= limit else { return false }
    // With hardly any room left, the program would do nothing but collect.
    let room = limit - live
    guard request <= room, room >= limit / Self.leastRoom else { return false }
    let growth = max(Self.smallestBudget, live + min(live, 64 << 20) + rootBytes)
    return extend(for: request, upTo: live + growth + request)
  }

  // What the host holds ---------------------------------------------------------------------------------------

  func hold(_ bits: UInt) -> Int {
    let bits = isCollecting ? collection_move(collection, bits) : bits
    if let index = freeIndices.popLast() {
      held[index] = bits
      return index
    }
    held.append(bits)
    return held.count - 1
  }

  func release(_ index: Int) {
    held[index] = 0
    freeIndices.append(index)
  }
}

/// What a store's collector has done so far.
public struct HeapStatistics: Hashable, Sendable {
  /// How many collections there were.
  public private(set) var collections: UInt64 = 0
  /// Bytes of all objects that were ever allocated, up to the last collection.
  public private(set) var allocatedBytes: UInt64 = 0
  /// Bytes of the objects that survived the last collection.
  public private(set) var liveBytes: UInt64 = 0
  /// The time that all collections took, and the longest one.
  public private(set) var totalPauseNanoseconds: UInt64 = 0
  /// The time that the longest collection took.
  public private(set) var longestPauseNanoseconds: UInt64 = 0

  init() {}

  mutating func note(allocated: UInt64, live: UInt64, nanoseconds: UInt64) {
    collections += 1
    allocatedBytes &+= allocated
    liveBytes = live
    totalPauseNanoseconds &+= nanoseconds
    longestPauseNanoseconds = max(longestPauseNanoseconds, nanoseconds)
  }
}
