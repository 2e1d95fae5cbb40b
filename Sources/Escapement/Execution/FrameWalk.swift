// What the frames on a value stack are called. See machine.h for their layout, unwinding.h for how they are found.
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

extension FramePosition {
  /// The instruction that the loop has stopped at.
  init(stoppedIn context: UnsafeMutablePointer<ContextRecord>) {
    self.init(
      pc: context.pointee.saved_pc, frame: context.pointee.saved_frame,
      instance: context.pointee.instance, is_return: false)
  }
}

/// The guest frames from a position outward, up to the one that the host called.
struct GuestFrames {
  private var position: FramePosition
  private var cells: MachineCells

  init(from position: FramePosition, cells: MachineCells) {
    self.position = position
    self.cells = cells
  }

  mutating func next() -> GuestFrame? {
    var frame = GuestFrame()
    return next_guest_frame(&position, &cells, &frame) ? frame : nil
  }
}

extension GuestFrame {
  /// The module whose function this is; only guest functions have frames.
  var module: Module { InstanceState.of(instance).unsafelyUnwrapped.module }
}

/// Collects frames from the innermost to the outermost one.
struct FrameWalk {
  private enum Found {
    case guest(Module, function: UInt32, codeOffset: UInt32)
    /// By index in `hostFrames`.
    case host(Int)
  }

  /// How many frames of each end are kept.
  private static let innermostCount = 100
  private static let outermostCount = 20

  /// The host functions that are running, outermost first.
  private let hostFrames: [Execution.HostFrame]
  private let cells: MachineCells
  private var innermost: [Found] = []
  /// The last ones, from `count % outermostCount` on when it is full.
  private var outermost: [Found] = []
  private var count = 0

  init(of execution: Execution, cells: MachineCells) {
    hostFrames = execution.hostFrames
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
      append(
        .guest(frame.module, function: frame.function.pointee.index, codeOffset: frame.position))
    }
  }

  /// Visits the running host functions, each with the guest frames that called it.
  mutating func visitHostFrames() {
    for (index, host) in hostFrames.enumerated().reversed() {
      append(.host(index))
      visitGuestFrames(from: frame_position_of_return(host.header, host.instance))
    }
  }

  func backtrace() -> Backtrace {
    let native = NativeFrames(hostFrames: hostFrames)
    var frames = innermost.flatMap { describe($0, native) }
    let omitted = count - innermost.count - outermost.count
    if omitted > 0 { frames.append(.omitted(count: omitted)) }
    let start = omitted > 0 ? (count - Self.innermostCount) % Self.outermostCount : 0
    for index in outermost.indices {
      frames += describe(outermost[(start + index) % outermost.count], native)
    }
    return Backtrace(frames: frames)
  }

  /// Two frames where the guest was in the inlined call of another function.
  private func describe(_ found: Found, _ native: NativeFrames) -> [Backtrace.Frame] {
    switch found {
    case .host(let index):
      return [.host(name: hostFrames[index].function.name, native: native.frames[index])]
    case .guest(let module, let index, let codeOffset):
      guard let locations = module.translations.withLock({ $0[index]?.locations }),
        let offset = locations.moduleOffset(atCode: codeOffset)
      else { return [.guest(module.frame(of: index, offset: nil))] }
      let own = module.definedFunction(at: offset)
      if own == index { return [.guest(module.frame(of: index, offset: offset))] }
      let call = locations.moduleOffset(atCode: codeOffset) {
        module.definedFunction(at: $0) == index
      }
      return [
        .guest(module.frame(of: own, offset: offset)),
        .guest(module.frame(of: index, offset: call)),
      ]
    }
  }
}

extension Module {
  /// - Parameter index: Among the functions that the module defines.
  fileprivate func frame(of index: UInt32, offset: UInt32?) -> Backtrace.GuestFrame {
    let indexInSpace = UInt32(decoded.importedFunctions.count) + index
    return Backtrace.GuestFrame(
      module: name, function: indexInSpace, name: displayName(ofFunction: indexInSpace),
      offset: offset)
  }

  /// The function whose body has an offset in it, by its index among those that the module defines.
  fileprivate func definedFunction(at offset: UInt32) -> UInt32 {
    var low = 0
    var high = decoded.code.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if startOfBody(middle) <= offset { low = middle } else { high = middle }
    }
    return UInt32(low)
  }

  /// Where a function's first instruction is in the module that was translated: an artifact has no bodies.
  private func startOfBody(_ index: Int) -> UInt32 {
    images?[index].locations.base ?? decoded.code[index].expression.start
  }

  /// The name of a function in the name section, or else that of an export.
  func displayName(ofFunction index: UInt32) -> String? {
    if let name = functionName(index) { return name }
    return decoded.exports.first { $0.kind == .function && $0.index == index }?.name
  }
}
