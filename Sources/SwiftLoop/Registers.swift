internal import CInterp

/// Why the loop stops at an instruction.
struct Trap: Error {
  let reason: WasmTrap

  init(_ reason: WasmTrap) { self.reason = reason }
}

/// The machine's registers while the loop runs.
///
/// Instructions are methods. They are all inlined into the loop, so that the one instance of this
/// structure lives in registers of the processor.
struct Registers {
  /// The instruction that is being executed.
  var pc: UnsafeRawPointer
  var frame: UnsafeMutablePointer<Slot>
  /// The bytes of the current instance's first memory: nil only where there are none.
  var memory: UnsafeMutablePointer<UInt8>?
  /// In bytes.
  var memorySize: UInt64
  let context: UnsafeMutablePointer<Context>

  @inline(__always)
  init(_ context: UnsafeMutablePointer<Context>) {
    self.context = context
    pc = UnsafeRawPointer(context.pointee.saved_pc.unsafelyUnwrapped)
    frame = context.pointee.saved_frame.unsafelyUnwrapped
    memory = nil
    memorySize = 0
    reloadMemory()
  }

  /// Leaves the loop at this instruction.
  @inline(__always)
  func stop(_ exit: MachineExit) -> MachineExit {
    context.pointee.saved_pc = pc.assumingMemoryBound(to: UInt8.self)
    context.pointee.saved_frame = frame
    return exit
  }

  /// Leaves the loop at this instruction because of a trap.
  @inline(__always)
  func stop(_ trap: Trap) -> MachineExit {
    context.pointee.trap = trap.reason
    return stop(.trap)
  }
}

// MARK: - Instructions

/// The size in bytes of the field at the start of every instruction that holds the handler's
/// number.
private let handlerFieldSize = MemoryLayout<UInt>.size

extension Registers {
  /// The handler of the instruction at `pc`. The loop stops at numbers that are no base handler.
  @inline(__always)
  var handler: BaseHandler {
    // Any number becomes a value of a closed C enumeration.
    let number = UInt32(truncatingIfNeeded: pc.loadUnaligned(as: UInt.self))
    return BaseHandler(rawValue: number).unsafelyUnwrapped
  }

  /// The operands of this instruction, as one of the C structures `operands_<layout>`.
  @inline(__always)
  func operands<Operands: BitwiseCopyable>(
    _: Operands.Type
  ) -> UnsafePointer<Operands> {
    (pc + handlerFieldSize).assumingMemoryBound(to: Operands.self)
  }

  /// Where the operands of this instruction end.
  @inline(__always)
  func end<Operands: BitwiseCopyable>(of _: Operands.Type) -> UnsafeRawPointer {
    pc + (handlerFieldSize + MemoryLayout<Operands>.size)
  }

  /// Goes on with the instruction behind this one.
  @inline(__always)
  mutating func advance<Operands: BitwiseCopyable>(past operands: Operands.Type) {
    pc = end(of: operands)
  }
}

// MARK: - Data

extension Registers {
  /// The instance whose code is running.
  @inline(__always)
  var instance: UnsafePointer<Instance> { context.pointee.instance.unsafelyUnwrapped }

  /// After anything that may have grown the first memory or switched the instance.
  @inline(__always)
  mutating func reloadMemory() {
    let first = memory(at: 0)
    memory = first.pointee.base
    memorySize = first.pointee.size
  }

  @inline(__always)
  func memory(at index: UInt32) -> UnsafeMutablePointer<Memory> {
    instance.pointee.memories.unsafelyUnwrapped[index: index].unsafelyUnwrapped
  }

  @inline(__always)
  func table(at index: UInt32) -> UnsafeMutablePointer<Table> {
    instance.pointee.tables.unsafelyUnwrapped[index: index].unsafelyUnwrapped
  }

  @inline(__always)
  func global(at index: UInt32) -> UnsafeMutablePointer<Slot> {
    instance.pointee.globals.unsafelyUnwrapped[index: index].unsafelyUnwrapped
  }

  @inline(__always)
  func function(at index: UInt32) -> UnsafeMutablePointer<Function> {
    instance.pointee.functions.unsafelyUnwrapped[index: index].unsafelyUnwrapped
  }
}

extension UnsafePointer {
  /// Indices of code images are below the sizes of the index spaces, so they always fit an `Int`.
  @inline(__always)
  subscript(index index: UInt32) -> Pointee { self[Int(truncatingIfNeeded: index)] }
}

extension UnsafeMutablePointer<Slot> {
  /// A slot by the operand of an instruction.
  @inline(__always)
  subscript(slot: UInt16) -> Slot {
    get { self[Int(slot)] }
    nonmutating set { self[Int(slot)] = newValue }
  }
}
