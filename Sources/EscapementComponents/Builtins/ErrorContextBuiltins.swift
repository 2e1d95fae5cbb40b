import Escapement

// 📝 CanonicalABI: "canon error-context.new" and those behind.
extension BuiltinContext {
  /// The bytes of a message that are kept; the specification lets the host shorten it.
  private static let longestMessage: UInt64 = 4 << 10

  func errorContextNew(_ address: UInt64, _ length: UInt64) throws(HostError) -> UInt64 {
    let view = try CallContext(instance, options, scope: .none).loadString(at: address, length)
    let isShort = UInt64(view.bytes.count) <= Self.longestMessage
    let message = isShort ? try view.string() : ""
    return UInt64(try instance.add(.errorContext(ErrorContext(message: message))))
  }

  func errorContextDebugMessage(_ index: UInt32, _ address: UInt64) throws(HostError) {
    let message = try instance.errorContext(at: index).message
    let context = CallContext(instance, options, scope: .none)
    try trap(if: address % UInt64(context.pointerSize) != 0, .unalignedPointer)
    try message.withStringView { (view) throws(HostError) in
      try context.storeString(view, Place(address: address))
    }
  }

  func errorContextDrop(_ index: UInt32) throws(HostError) {
    _ = try instance.errorContext(at: index)
    _ = instance.handles.remove(index)
  }
}
