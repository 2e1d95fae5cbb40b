internal import CInterp

/// Who called a host function.
///
/// Valid until the host function returns.
public struct Caller {
  public let store: Store
  let instanceState: InstanceState?

  init(store: Store, instanceState: InstanceState?) {
    self.store = store
    self.instanceState = instanceState
  }

  /// The instance whose code made the call; nil if the host itself called the function.
  public var instance: Instance? {
    instanceState.map { Instance(store: store, state: $0) }
  }

  /// The first memory of the calling instance, exported or not.
  public var memory: Memory? {
    instanceState?.memories.first.map { Memory(store: store, state: $0) }
  }

  /// What the calling instance exports under a name.
  public func export(_ name: String) -> External? { instance?.export(name) }
}
