import Escapement

// CanonicalABI: "canon resource.new" and those behind.
extension BuiltinContext {
  func resourceType() throws(HostError) -> ResourceType {
    guard let resource else { throw failure(.wrongResourceType(0)) }
    return resource
  }

  func resourceNew(_ representation: UInt64) throws(HostError) -> UInt64 {
    let handle = ResourceHandle(try resourceType(), representation, isOwned: true)
    return UInt64(try instance.add(.resource(handle)))
  }

  func resourceDrop(_ index: UInt32) throws(HostError) {
    let handle = try instance.resource(at: index, try resourceType())
    try trap(if: handle.lendCount != 0, .handleIsLent)
    _ = instance.handles.remove(index)
    if handle.isOwned {
      try handle.type.destroy(handle.representation, from: instance)
    } else {
      handle.scope?.borrowCount -= 1
    }
  }

  func resourceRep(_ index: UInt32) throws(HostError) -> UInt64 {
    try instance.resource(at: index, try resourceType()).representation
  }
}
