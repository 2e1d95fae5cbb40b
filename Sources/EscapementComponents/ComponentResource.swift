public import Escapement

/// A handle to a resource, given to the host by a guest or made by the host itself.
///
/// An owned handle is passed on once, or given up with ``drop()``; then the resource's destructor runs. A borrowed one is
/// valid as long as the call runs that it was an argument of.
///
/// It can be carried anywhere, but may only be used where its store is.
public final class ComponentResource: Equatable, @unchecked Sendable {
  private let type: ResourceType
  private let representation: UInt64
  /// Whether whoever has this has to drop it or to pass it on.
  public let isOwned: Bool
  private var isGone = false

  init(_ type: ResourceType, _ representation: UInt64, isOwned: Bool) {
    self.type = type
    self.representation = representation
    self.isOwned = isOwned
  }

  /// Gives the resource away.
  func take(_ expected: ResourceType) throws(HostError) -> UInt64 {
    try trap(if: type !== expected || isGone || !isOwned, .hostValueMismatch)
    isGone = true
    return representation
  }

  func lend(_ expected: ResourceType) throws(HostError) -> UInt64 {
    try trap(if: type !== expected || isGone, .hostValueMismatch)
    return representation
  }

  /// What an owned or borrowed handle of a type of the host represents.
  func index(in resources: HostResources) -> UInt64? {
    guard case .host(let owner) = type.definition, owner === resources, !isGone else { return nil }
    return representation
  }

  /// Runs the resource's destructor, if the handle is owned and was not passed on.
  ///
  /// - Throws: What the destructor throws: see ``ComponentFunction/call(_:)``.
  public func drop() throws(HostError) {
    guard isOwned, !isGone else { return }
    isGone = true
    try type.destroy(representation, from: nil)
  }

  public static func == (left: ComponentResource, right: ComponentResource) -> Bool {
    left.type === right.type && left.representation == right.representation
  }
}

extension ResourceType {
  /// Runs the destructor of a resource whose last handle is gone.
  func destroy(
    _ representation: UInt64, from caller: ComponentInstanceState?
  ) throws(HostError) {
    switch definition {
    case .host(let resources): try resources.drop(representation)
    case .guest(let instance, let destructor):
      try trap(if: !instance.mayEnter(from: caller), .cannotEnter)
      guard let destructor else { return }
      _ = try LiftedFunction(destructor: destructor, in: instance)
        .call(.destructor(representation), from: caller)
    }
  }
}

/// The resources of one type of the host, by what handles to them represent: see ``HostResourceType``.
public class HostResources {
  init() {}

  /// Ends the life of a resource: the guest has dropped its handle.
  func drop(_ representation: UInt64) throws(HostError) {}
}
