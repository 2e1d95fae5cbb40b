internal import CInterp

/// Who called a host function.
///
/// Valid until the host function returns.
public struct Caller {
  /// The store that the function was called in.
  public let store: Store
  /// The record of the calling instance, or the one that stands for the host.
  let record: UnsafePointer<InstanceRecord>?

  /// The instance whose code made the call; nil if the host itself called the function.
  public var instance: Instance? {
    instanceState.map { Instance(store: store, state: $0) }
  }

  /// The first memory of the calling instance, exported or not.
  @inlinable public var memory: Memory? {
    guard let address = memoryAddress else { return nil }
    return Memory(store: store, recordAt: address)
  }

  /// Where the record of the first memory is.
  @usableFromInline var memoryAddress: UnsafeMutableRawPointer? {
    guard let record, record.pointee.memory_count > 0 else { return nil }
    return UnsafeMutableRawPointer(record.pointee.memories[0])
  }

  /// What the calling instance exports under a name.
  public func export(_ name: String) -> External? { instance?.export(name) }

  var instanceState: InstanceState? { InstanceState.of(record) }
}
