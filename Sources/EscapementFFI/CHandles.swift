#if FFI
  /// Pointers of the host that a guest may hold without seeing them, such as a `FILE *`.
  ///
  /// A guest gets a number for each, never 0, which is NULL. Numbers are not used again soon, so that one that is used
  /// after its end is an error. Share one table between the definitions that pass handles to one another, and use
  /// another one for each guest:
  ///
  /// ```swift
  /// let handles = CHandles()
  /// try linker.define(
  ///   "env", "tmpfile", cSymbol: "tmpfile", as: CFunctionType(returns: .handle("FILE")),
  ///   handles: handles)
  /// try linker.define(
  ///   "env", "fclose", cSymbol: "fclose",
  ///   as: CFunctionType([.handle("FILE", isReleased: true)], returns: .int32), handles: handles)
  /// ```
  ///
  /// What handles point to is not released with the table.
  public final class CHandles {
    private struct Entry {
      var pointer: UnsafeMutableRawPointer?
      var kind: String
      var generation: UInt32
    }

    private var entries: [Entry] = []
    private var freeEntries: [Int] = []

    // A handle has the entry's index plus 1 in its low bits, and the entry's generation above.
    private static let indexBits: UInt32 = 20
    private static let indexMask: UInt32 = (1 << indexBits) - 1
    private static let generationMask: UInt32 = UInt32.max >> indexBits

    /// A table without handles.
    public init() {}

    /// How many handles are in use.
    public var count: Int { entries.count - freeEntries.count }

    /// Takes a pointer in. Gives nil if the table is full.
    public func insert(_ pointer: UnsafeMutableRawPointer, kind: String) -> UInt32? {
      if let index = freeEntries.popLast() {
        entries[index].pointer = pointer
        entries[index].kind = kind
        return handle(index)
      }
      guard UInt64(entries.count) < UInt64(Self.indexMask) else { return nil }
      entries.append(Entry(pointer: pointer, kind: kind, generation: 0))
      return handle(entries.count - 1)
    }

    /// The pointer that a handle stands for, if it is of the kind.
    public func pointer(_ handle: UInt32, kind: String) -> UnsafeMutableRawPointer? {
      index(handle, kind: kind).flatMap { entries[$0].pointer }
    }

    /// Forgets a handle and returns its pointer, if it is of the kind.
    @discardableResult
    public func remove(_ handle: UInt32, kind: String) -> UnsafeMutableRawPointer? {
      guard let index = index(handle, kind: kind) else { return nil }
      let pointer = entries[index].pointer
      entries[index].pointer = nil
      entries[index].generation = (entries[index].generation + 1) & Self.generationMask
      freeEntries.append(index)
      return pointer
    }

    private func handle(_ index: Int) -> UInt32 {
      entries[index].generation << Self.indexBits | UInt32(truncatingIfNeeded: index + 1)
    }

    private func index(_ handle: UInt32, kind: String) -> Int? {
      let index = Int(handle & Self.indexMask) - 1
      guard index >= 0, index < entries.count else { return nil }
      let entry = entries[index]
      guard entry.pointer != nil, entry.generation == handle >> Self.indexBits, entry.kind == kind
      else { return nil }
      return index
    }
  }
#endif
