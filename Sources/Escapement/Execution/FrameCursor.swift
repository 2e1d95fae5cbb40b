internal import CInterp
internal import Translation

/// Goes through the guest frames on a value stack, from one outwards to the one that the host called. See machine.h
/// for their layout.
struct FrameCursor {
  struct Frame {
    let module: Module
    /// Among the functions that the module defines.
    let index: UInt32
    let function: TranslatedCode.Function
    let slots: Slots
    let pc: UnsafePointer<UInt8>
    /// Whether `pc` is behind a call, and not at the instruction itself.
    let isReturn: Bool

    /// The position of `pc` in the function's code.
    var offset: UInt32 { UInt32(truncatingIfNeeded: function.start.distance(to: pc)) }
  }

  private var pc: UnsafePointer<UInt8>?
  private var slots: Slots?
  private var instance: UnsafePointer<InstanceRecord>?
  private var isReturn: Bool
  private let finish: UnsafePointer<UInt8>
  private let switchInstance: UnsafePointer<UInt8>
  /// The function that was found last: recursion finds it again.
  private var last: (module: Module, index: UInt32, function: TranslatedCode.Function)?

  /// - Parameter isReturn: Whether `pc` is behind a call, and not at the instruction itself.
  init(
    pc: UnsafePointer<UInt8>?, frame: Slots?, instance: UnsafePointer<InstanceRecord>?,
    isReturn: Bool, cells: MachineCells
  ) {
    self.pc = pc
    slots = frame
    self.instance = instance
    self.isReturn = isReturn
    finish = cells.finish
    switchInstance = cells.switch_instance
  }

  /// Begins with the frame that called a host function.
  init(callerOf host: Execution.HostFrame, cells: MachineCells) {
    self.init(
      pc: Self.pointer(host.header[0]),
      frame: Slots(bitPattern: UInt(truncatingIfNeeded: host.header[1])),
      instance: host.instance, isReturn: true, cells: cells)
  }

  mutating func next() -> Frame? {
    while let current = pc, current != finish, let slots {
      if current == switchInstance {
        // `slots` is the header of the callee's frame.
        instance = Self.pointer(slots[2])
        pc = Self.pointer(slots[3])
        self.slots = Slots(bitPattern: UInt(truncatingIfNeeded: slots[4]))
        isReturn = true
        continue
      }
      guard let module = InstanceState.of(instance)?.module,
        let (index, function) = find(isReturn ? current - 1 : current, in: module)
      else { return nil }
      let frame = Frame(
        module: module, index: index, function: function, slots: slots, pc: current,
        isReturn: isReturn)
      moveOut(of: slots, header: slots + Int(truncatingIfNeeded: function.headerSlot))
      return frame
    }
    return nil
  }

  private mutating func moveOut(of frame: Slots, header: Slots) {
    pc = Self.pointer(header[0])
    let caller = Slots(bitPattern: UInt(truncatingIfNeeded: header[1]))
    // A caller's frame is below; that of a crossing is the header itself, which is not.
    let isBelow = pc == switchInstance || caller.map({ $0 < frame }) ?? true
    slots = isBelow ? caller : nil
    isReturn = true
  }

  private mutating func find(
    _ pc: UnsafePointer<UInt8>, in module: Module
  ) -> (index: UInt32, function: TranslatedCode.Function)? {
    if let last, last.module === module, pc >= last.function.start,
      pc < last.function.start + Int(truncatingIfNeeded: last.function.size)
    {
      return (last.index, last.function)
    }
    guard let found = module.translations.withLock({ $0.function(containing: pc) }) else {
      return nil
    }
    last = (module, found.index, found.function)
    return found
  }

  private static func pointer<Pointee>(_ slot: UInt64) -> UnsafePointer<Pointee>? {
    UnsafePointer(bitPattern: UInt(truncatingIfNeeded: slot))
  }
}
