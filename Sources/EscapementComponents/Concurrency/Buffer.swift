import Escapement

/// What a stream or future is read into or written from: memory of a guest, or values of the host. CanonicalABI: "Buffer
/// State".
final class Buffer {
  enum Contents {
    /// No element type: only the number counts.
    case units
    /// Elements of a node at an address, checked to be in the memory.
    case guest(CallContext, PlanNode, UInt64)
    /// What the host writes. The elements that were read are removed only when all are.
    case values([ComponentValue])
    case bytes([UInt8])
    /// What the host reads into.
    case sink(HostSink)
  }

  /// What the host has read, all at once for bytes.
  final class HostSink {
    var values: [ComponentValue] = []
    var bytes: [UInt8] = []
    /// How many elements without a type there were.
    var unitCount: UInt32 = 0

    /// What was read, if anything was.
    var value: ComponentValue? {
      if !bytes.isEmpty { return .bytes(bytes) }
      if !values.isEmpty { return .list(values) }
      return unitCount == 0 ? nil : .list(Array(repeating: .tuple([]), count: Int(unitCount)))
    }

    /// The first element.
    var first: ComponentValue? {
      bytes.first.map { .u8($0) } ?? values.first ?? (unitCount == 0 ? nil : .tuple([]))
    }
  }

  static let longest: UInt64 = (1 << 28) - 1

  private let contents: Contents
  private let length: UInt32
  /// How many elements were copied.
  private(set) var progress: UInt32 = 0

  init(_ contents: Contents, length: UInt32) {
    self.contents = contents
    self.length = length
  }

  /// What the host writes; nil if it is neither bytes nor a list.
  convenience init?(_ values: ComponentValue) {
    switch values {
    case .bytes(let bytes):
      guard UInt64(bytes.count) <= Self.longest else { return nil }
      self.init(.bytes(bytes), length: UInt32(bytes.count))
    case .list(let values):
      guard UInt64(values.count) <= Self.longest else { return nil }
      self.init(.values(values), length: UInt32(values.count))
    default: return nil
    }
  }

  /// - Parameter element: The node of the element type, if there is one.
  convenience init(
    _ context: CallContext, _ element: PlanNode?, address: UInt64, length: UInt64
  ) throws(HostError) {
    try trap(if: length > Self.longest, .bufferTooLong)
    let count = UInt32(truncatingIfNeeded: length)
    guard let element, length > 0 else {
      self.init(.units, length: count)
      return
    }
    try trap(if: address % UInt64(element.alignment) != 0, .unalignedPointer)
    // Both factors have less than 32 bits.
    let byteCount = length * UInt64(element.size)
    let size = UInt64(context.bytes.count)
    try trap(if: byteCount > size || address > size - byteCount, .listOutOfBounds)
    self.init(.guest(context, element, address), length: count)
  }

  var remaining: UInt32 { length - progress }
  var isEmpty: Bool { length == 0 }

  /// Copies `count` elements from another buffer, which has as many left, as this has.
  func take(_ count: UInt32, from source: Buffer) throws(HostError) {
    switch (source.contents, contents) {
    case (.guest(let from, let node, let start), .guest(let to, let target, let end)):
      try GuestToGuest(source: from, target: to).moveElements(
        count, node, source.place(node, start), target, place(target, end))
    case (.guest(let from, let node, let start), .sink(let sink)):
      var move = GuestToValue(source: from)
      switch try move.moveElements(count, node, source.place(node, start)) {
      case .bytes(let bytes): sink.bytes += bytes
      case .list(let values): sink.values += values
      default: break
      }
    case (.values(let values), .guest(let to, let target, let end)):
      let start = Int(source.progress)
      try ValueToGuest(target: to).moveElements(
        Array(values[start..<start + Int(count)]), target, place(target, end))
    case (.bytes(let bytes), .guest(let to, let target, let end)):
      try trap(if: target.kind != .u8, .streamTypeMismatch)
      let start = Int(source.progress)
      try bytes.withUnsafeBufferPointer { (bytes) throws(HostError) in
        try to.write(
          UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start..<start + Int(count)])),
          at: place(target, end).address)
      }
    case (.values(let values), .sink(let sink)):
      sink.values += values[Int(source.progress)..<Int(source.progress + count)]
    case (.bytes(let bytes), .sink(let sink)):
      sink.bytes += bytes[Int(source.progress)..<Int(source.progress + count)]
    case (.units, .sink(let sink)): sink.unitCount += count
    default: break
    }
    source.progress += count
    progress += count
  }

  private func place(_ node: PlanNode, _ start: UInt64) -> Place {
    Place(address: start).element(progress, of: node)
  }
}
