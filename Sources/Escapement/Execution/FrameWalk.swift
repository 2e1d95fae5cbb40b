// Finds the frames on a value stack. See machine.h for their layout.
internal import CInterp
internal import Translation
internal import WasmBinary

extension Store {
  /// The frames of an execution whose loop has stopped in guest code.
  func guestBacktrace(of execution: Execution) -> Backtrace {
    var walk = FrameWalk(of: execution, cells: engine.constants.cells)
    walk.visitGuestFrames(from: FramePosition(stoppedIn: execution.context))
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

/// Where execution stands in a frame.
struct FramePosition {
  var pc: UnsafePointer<UInt8>?
  var frame: Slots?
  var instance: UnsafePointer<InstanceRecord>?
  /// Whether `pc` is behind a call, and not at the instruction itself.
  var isReturn: Bool

  /// The instruction that the loop has stopped at.
  init(stoppedIn context: UnsafeMutablePointer<ContextRecord>) {
    pc = context.pointee.saved_pc
    frame = context.pointee.saved_frame
    instance = context.pointee.instance
    isReturn = false
  }

  /// Where the callee with a return header returns to. `instance` is the one that the callee runs in, or that called
  /// it if it is a host function.
  init(returningThrough header: Slots, to instance: UnsafePointer<InstanceRecord>?) {
    pc = Self.pointer(header[0])
    frame = Slots(bitPattern: UInt(truncatingIfNeeded: header[1]))
    self.instance = instance
    isReturn = true
  }

  /// Where the callee returns to that crossed instances, with its header as its frame.
  fileprivate init(crossingBackThrough header: Slots) {
    pc = Self.pointer(header[3])
    frame = Slots(bitPattern: UInt(truncatingIfNeeded: header[4]))
    instance = Self.pointer(header[2])
    isReturn = true
  }

  private static func pointer<Pointee>(_ slot: UInt64) -> UnsafePointer<Pointee>? {
    UnsafePointer(bitPattern: UInt(truncatingIfNeeded: slot))
  }
}

/// The guest frames from a position outward, up to the one that the host called.
struct GuestFrames {
  struct Frame {
    let module: Module
    /// Among the functions that the module defines.
    let index: UInt32
    let function: TranslatedCode.Function
    let slots: Slots
    let instance: UnsafePointer<InstanceRecord>?
    /// The instruction that is being executed, or a byte of the call that is.
    let codeOffset: UInt32
  }

  private var position: FramePosition
  private let cells: MachineCells
  /// The function that was found last: recursion finds it again.
  private var last: (module: Module, index: UInt32, function: TranslatedCode.Function)?

  init(from position: FramePosition, cells: MachineCells) {
    self.position = position
    self.cells = cells
  }

  mutating func next() -> Frame? {
    while position.pc == cells.switch_instance, let header = position.frame {
      position = FramePosition(crossingBackThrough: header)
    }
    guard let pc = position.pc, pc != cells.finish, let slots = position.frame,
      let found = find(position.isReturn ? pc - 1 : pc, in: position.instance)
    else { return nil }
    let offset = UInt32(truncatingIfNeeded: found.function.start.distance(to: pc))
    let frame = Frame(
      module: found.module, index: found.index, function: found.function, slots: slots,
      instance: position.instance, codeOffset: position.isReturn ? offset &- 1 : offset)
    let header = slots + Int(truncatingIfNeeded: found.function.headerSlot)
    position = FramePosition(returningThrough: header, to: position.instance)
    // A caller's frame is below; that of a crossing is the header itself, which is not.
    if position.pc != cells.switch_instance, let caller = position.frame, caller >= slots {
      position.pc = nil
    }
    return frame
  }

  private mutating func find(
    _ pc: UnsafePointer<UInt8>, in instance: UnsafePointer<InstanceRecord>?
  ) -> (module: Module, index: UInt32, function: TranslatedCode.Function)? {
    // No two functions share code, so it is in whatever instance.
    if let last, last.function.contains(pc) { return last }
    guard let module = InstanceState.of(instance)?.module,
      let found = module.translations.withLock({ $0.function(containing: pc) })
    else { return nil }
    let result = (module, found.index, found.function)
    last = result
    return result
  }
}

/// Collects frames from the innermost to the outermost one.
struct FrameWalk {
  private enum Found {
    case guest(Module, function: UInt32, codeOffset: UInt32)
    /// By index in the execution's `hostFrames`.
    case host(Int)
  }

  /// How many frames of each end are kept.
  private static let innermostCount = 100
  private static let outermostCount = 20

  private let execution: Execution
  private let cells: MachineCells
  private var innermost: [Found] = []
  /// The last ones, from `count % outermostCount` on when it is full.
  private var outermost: [Found] = []
  private var count = 0

  init(of execution: Execution, cells: MachineCells) {
    self.execution = execution
    self.cells = cells
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
  mutating func visitGuestFrames(from position: FramePosition) {
    var frames = GuestFrames(from: position, cells: cells)
    while let frame = frames.next() {
      append(.guest(frame.module, function: frame.index, codeOffset: frame.codeOffset))
    }
  }

  /// Visits the running host functions, each with the guest frames that called it.
  mutating func visitHostFrames() {
    for (index, host) in execution.hostFrames.enumerated().reversed() {
      append(.host(index))
      visitGuestFrames(from: FramePosition(returningThrough: host.header, to: host.instance))
    }
  }

  func backtrace() -> Backtrace {
    let native = NativeFrames(hostFrames: execution.hostFrames)
    var frames = innermost.map { describe($0, native) }
    let omitted = count - innermost.count - outermost.count
    if omitted > 0 { frames.append(.omitted(count: omitted)) }
    let start = omitted > 0 ? (count - Self.innermostCount) % Self.outermostCount : 0
    for index in outermost.indices {
      frames.append(describe(outermost[(start + index) % outermost.count], native))
    }
    return Backtrace(frames: frames)
  }

  private func describe(_ found: Found, _ native: NativeFrames) -> Backtrace.Frame {
    switch found {
    case .host(let index):
      return .host(
        name: execution.hostFrames[index].function.name, native: native.frames[index])
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
