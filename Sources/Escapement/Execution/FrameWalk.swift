// Finds the frames on a value stack. See machine.h for their layout.
internal import CInterp
internal import Translation
internal import WasmBinary

extension Store {
  /// The frames of an execution whose loop has stopped in guest code.
  func guestBacktrace(of execution: Execution) -> Backtrace {
    var walk = FrameWalk(of: execution, cells: engine.constants.cells)
    let context = execution.context
    walk.visitGuestFrames(
      pc: context.pointee.saved_pc, frame: context.pointee.saved_frame,
      instance: context.pointee.instance, isReturn: false)
    walk.visitHostFrames()
    return walk.backtrace()
  }

  /// The frames of an execution of which a host function is the innermost.
  func hostBacktrace(of execution: Execution) -> Backtrace {
    var walk = FrameWalk(of: execution, cells: engine.constants.cells)
    walk.visitHostFrames()
    return walk.backtrace()
  }
}

/// Collects frames from the innermost to the outermost one.
struct FrameWalk {
  private enum Found {
    case guest(Module, function: UInt32, codeOffset: UInt32)
    case host(HostFunction)
  }

  /// How many frames of each end are kept.
  private static let innermostCount = 100
  private static let outermostCount = 20

  private let execution: Execution
  private let finish: UnsafePointer<UInt8>
  private let switchInstance: UnsafePointer<UInt8>
  private var innermost: [Found] = []
  /// The last ones, from `count % outermostCount` on when it is full.
  private var outermost: [Found] = []
  private var count = 0
  /// The function that was found last: recursion finds it again.
  private var last: (module: Module, index: UInt32, function: TranslatedCode.Function)?

  init(of execution: Execution, cells: MachineCells) {
    self.execution = execution
    finish = cells.finish
    switchInstance = cells.switch_instance
  }

  private mutating func append(_ found: Found) {
    defer { count += 1 }
    if innermost.count < Self.innermostCount {
      innermost.append(found)
    } else if outermost.count < Self.outermostCount {
      outermost.append(found)
    } else {
      outermost[(count - Self.innermostCount) % Self.outermostCount] = found
    }
  }

  /// Visits guest frames up to the one that the host called.
  ///
  /// - Parameter isReturn: Whether `pc` is behind a call, and not at the instruction itself.
  mutating func visitGuestFrames(
    pc: UnsafePointer<UInt8>?, frame: Slots?, instance: UnsafePointer<InstanceRecord>?,
    isReturn: Bool
  ) {
    var pc = pc
    var frame = frame
    var instance = instance
    var isReturn = isReturn
    while let current = pc, current != finish, let slots = frame {
      if current == switchInstance {
        // `slots` is the header of the callee's frame.
        instance = pointer(slots[2])
        pc = pointer(slots[3])
        frame = Slots(bitPattern: UInt(truncatingIfNeeded: slots[4]))
        isReturn = true
        continue
      }
      guard let module = InstanceState.of(instance)?.module,
        let (index, function) = find(isReturn ? current - 1 : current, in: module)
      else { return }
      let offset = UInt32(truncatingIfNeeded: function.start.distance(to: current))
      append(.guest(module, function: index, codeOffset: isReturn ? offset &- 1 : offset))
      let header = slots + Int(truncatingIfNeeded: function.headerSlot)
      pc = pointer(header[0])
      let caller = Slots(bitPattern: UInt(truncatingIfNeeded: header[1]))
      // A caller's frame is below; that of a crossing is the header itself, which is not.
      guard pc == switchInstance || caller.map({ $0 < slots }) ?? true else { return }
      frame = caller
      isReturn = true
    }
  }

  /// Visits the running host functions, each with the guest frames that called it.
  mutating func visitHostFrames() {
    for host in execution.hostFrames.reversed() {
      append(.host(host.function))
      visitGuestFrames(
        pc: pointer(host.header[0]),
        frame: Slots(bitPattern: UInt(truncatingIfNeeded: host.header[1])),
        instance: host.instance, isReturn: true)
    }
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

  private func pointer<Pointee>(_ slot: UInt64) -> UnsafePointer<Pointee>? {
    UnsafePointer(bitPattern: UInt(truncatingIfNeeded: slot))
  }

  func backtrace() -> Backtrace {
    var frames = innermost.map { describe($0) }
    let omitted = count - innermost.count - outermost.count
    if omitted > 0 { frames.append(.omitted(count: omitted)) }
    let start = omitted > 0 ? (count - Self.innermostCount) % Self.outermostCount : 0
    for index in outermost.indices {
      frames.append(describe(outermost[(start + index) % outermost.count]))
    }
    return Backtrace(frames: frames)
  }

  private func describe(_ found: Found) -> Backtrace.Frame {
    switch found {
    case .host(let function): return .host(name: function.name, native: [])
    case .guest(let module, let index, let codeOffset):
      let locations = module.translations.withLock { $0[index]?.locations }
      let indexInSpace = UInt32(module.decoded.importedFunctions.count) + index
      return .guest(
        Backtrace.GuestFrame(
          module: module.name, function: indexInSpace,
          name: module.displayName(ofFunction: indexInSpace),
          offset: locations?.moduleOffset(atCode: codeOffset)))
    }
  }
}

extension Module {
  /// The name of a function in the name section, or else that of an export.
  func displayName(ofFunction index: UInt32) -> String? {
    if let name = functionName(index) { return name }
    return decoded.exports.first { $0.kind == .function && $0.index == index }?.name
  }
}
