import Escapement

/// A resource type at run time: as many of them as there are instances of the component that defines it.
/// CanonicalABI: "Resource State".
final class ResourceType {
  enum Definition {
    /// The destructor is nil if there is nothing to do.
    case guest(instance: ComponentInstanceState, destructor: StoredFunction?)
    /// Handles represent objects of the host by their indices in its table.
    case host(HostResources)
  }

  let definition: Definition
  /// Distinguishes the resource types of a store.
  let number: UInt32

  init(_ definition: Definition, number: UInt32) {
    self.definition = definition
    self.number = number
  }

  /// The instance that sees what handles represent; nil for a type of the host.
  var instance: ComponentInstanceState? {
    if case .guest(let instance, _) = definition { instance } else { nil }
  }
}
