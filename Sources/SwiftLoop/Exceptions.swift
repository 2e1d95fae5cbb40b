// Instructions that throw. See unwinding.h for how what catches is found.
internal import CInterp

extension Registers {
  /// - Returns: Why the loop stops, if the exception is not caught.
  mutating func `throw`() throws(Trap) -> MachineExit? {
    let operands = operands(operands_throw.self).pointee
    let tag = instance.pointee.tags.unsafelyUnwrapped[index: operands.tag]
    return try go(
      to: ThrownException(
        tag: tag, values: UnsafePointer(frame + Int(operands.range)), reference: 0))
  }

  mutating func throwReference() throws(Trap) -> MachineExit? {
    let slot = operands(operands_source_only.self).pointee.left
    let reference = UInt(truncatingIfNeeded: frame[slot])
    if reference == 0 { throw Trap(.null_exception_reference) }
    return try go(to: exception_at(context.pointee.heap, reference))
  }

  /// Goes on where an exception is caught.
  private mutating func go(to exception: ThrownException) throws(Trap) -> MachineExit? {
    var exception = exception
    let position = FramePosition(
      pc: pc.assumingMemoryBound(to: UInt8.self), frame: frame, instance: instance, is_return: false
    )
    switch catch_exception(context, position, &exception) {
    case .caught: break
    case .collect: return stop(.collect)
    case .uncaught:
      context.pointee.thrown = exception
      return stop(.exception)
    case .stopped: throw Trap(context.pointee.trap)
    }
    pc = UnsafeRawPointer(context.pointee.saved_pc.unsafelyUnwrapped)
    frame = context.pointee.saved_frame.unsafelyUnwrapped
    reloadMemory()
    try poll()
    return nil
  }
}
