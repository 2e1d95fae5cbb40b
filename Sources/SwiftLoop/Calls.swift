internal import CInterp

// Calls and returns: frames, headers and the switch between instances. See machine.h for the frame.

/// The slots of a return header.
private enum Header {
  static let returnPC = 0
  static let frame = 1
  static let instance = 2
  static let crossingPC = 3
  static let crossingFrame = 4
}

extension Slot {
  @inline(__always)
  init(_ pointer: UnsafeRawPointer) { self.init(UInt(bitPattern: pointer)) }

  /// The address that the slot holds.
  @inline(__always)
  fileprivate var address: UInt { UInt(truncatingIfNeeded: self) }

  @inline(__always)
  fileprivate var code: UnsafeRawPointer {
    UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped
  }

  @inline(__always)
  fileprivate var slots: UnsafeMutablePointer<Slot> {
    UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped
  }

  @inline(__always)
  fileprivate var instance: UnsafePointer<Instance> {
    UnsafePointer(bitPattern: address).unsafelyUnwrapped
  }
}

// MARK: - Entering and leaving a function

extension Registers {
  /// The limit is nil while an interrupt is requested: one comparison serves both.
  @inline(__always)
  mutating func enter() throws(Trap) {
    let operands = operands(operands_enter.self).pointee
    let end = UInt(bitPattern: frame + Int(operands.size))
    guard end <= UInt(bitPattern: context_stack_limit(context)) else {
      throw Trap(context_is_interrupted(context) ? .interrupted : .call_stack_exhausted)
    }
    let zeros = frame + Int(operands.first_zero)
    for index in 0..<Int(operands.zeros) { zeros[index] = 0 }
    advance(past: operands_enter.self)
  }

  @inline(__always)
  mutating func returnNothing() {
    leave(header: operands(operands_return_none.self).pointee.header)
  }

  @inline(__always)
  mutating func returnValue() {
    let operands = operands(operands_return_one.self).pointee
    frame[0] = frame[operands.left]
    leave(header: operands.header)
  }

  @inline(__always)
  mutating func returnConstant() {
    let operands = operands(operands_return_constant.self).pointee
    frame[0] = Slot(operands.constant)
    leave(header: operands.header)
  }

  @inline(__always)
  private mutating func leave(header slot: UInt16) {
    let header = frame + Int(slot)
    pc = header[Header.returnPC].code
    frame = header[Header.frame].slots
  }

  /// A return lands here when the call crossed instances: `frame` is then the header of the
  /// callee's frame.
  @inline(__always)
  mutating func switchInstance() {
    let header = frame
    switchInstance(to: header[Header.instance].instance)
    pc = header[Header.crossingPC].code
    frame = header[Header.crossingFrame].slots
  }

  @inline(__always)
  private mutating func switchInstance(to instance: UnsafePointer<Instance>) {
    context.pointee.instance = instance
    context.pointee.codes = instance.pointee.codes
    reloadMemory()
  }
}

// MARK: - Calls

extension Registers {
  /// Calls a function that the module defines.
  @inline(__always)
  mutating func call() {
    let operands = operands(operands_call.self).pointee
    writeHeader(frame + Int(operands.header), returnPC: end(of: operands_call.self))
    frame += Int(operands.callee)
    enterDefinedFunction(operands.function)
  }

  @inline(__always)
  mutating func callImport() {
    let operands = operands(operands_call_import.self).pointee
    call(
      function(at: operands.function), header: operands.header, callee: operands.callee,
      returnPC: end(of: operands_call_import.self))
  }

  @inline(__always)
  mutating func callIndirect() throws(Trap) {
    let operands = operands(operands_call_indirect.self).pointee
    let called = try function(
      ofType: operands.type, in: operands.table_operand, at: frame[operands.left])
    call(
      called, header: operands.header, callee: operands.callee,
      returnPC: end(of: operands_call_indirect.self))
  }

  @inline(__always)
  mutating func callReference() throws(Trap) {
    let operands = operands(operands_call_reference.self).pointee
    call(
      try function(referenceIn: operands.left), header: operands.header, callee: operands.callee,
      returnPC: end(of: operands_call_reference.self))
  }

  @inline(__always)
  private mutating func call(
    _ called: UnsafeMutablePointer<Function>, header: UInt16, callee: UInt16,
    returnPC: UnsafeRawPointer
  ) {
    let header = frame + Int(header)
    writeHeader(header, returnPC: returnPC)
    frame += Int(callee)
    enter(called, header: header)
  }

  @inline(__always)
  private func writeHeader(_ header: UnsafeMutablePointer<Slot>, returnPC: UnsafeRawPointer) {
    header[Header.returnPC] = Slot(returnPC)
    header[Header.frame] = Slot(frame)
  }

  @inline(__always)
  private mutating func enterDefinedFunction(_ index: UInt32) {
    let code = context.pointee.codes.unsafelyUnwrapped + Int(truncatingIfNeeded: index)
    pc = UnsafeRawPointer(code_entry(code).unsafelyUnwrapped)
  }

  /// Goes on in a function that may run in another instance, whose frame is set up.
  @inline(__always)
  private mutating func enter(
    _ called: UnsafeMutablePointer<Function>, header: UnsafeMutablePointer<Slot>
  ) {
    if let target = called.pointee.instance, UnsafePointer(target) != instance {
      returnAcrossInstances(header)
      switchInstance(to: target)
    }
    context.pointee.callee = called
    pc = UnsafeRawPointer(code_entry(called.pointee.code).unsafelyUnwrapped)
  }

  /// Makes a header that returns within one instance return to the current one.
  @inline(__always)
  private func returnAcrossInstances(_ header: UnsafeMutablePointer<Slot>) {
    if isCrossing(header) { return }
    header[Header.crossingPC] = header[Header.returnPC]
    header[Header.crossingFrame] = header[Header.frame]
    header[Header.instance] = Slot(instance)
    header[Header.returnPC] = switchInstanceCell
    header[Header.frame] = Slot(header)
  }

  @inline(__always)
  private func isCrossing(_ header: UnsafeMutablePointer<Slot>) -> Bool {
    header[Header.returnPC] == switchInstanceCell
  }

  /// The return pc of a header that crosses instances.
  @inline(__always)
  private var switchInstanceCell: Slot {
    Slot(machine_numbered_cells().switch_instance.unsafelyUnwrapped)
  }
}

// MARK: - Callees

extension Registers {
  /// The element of a table, checked to be a function of the given type.
  @inline(__always)
  private func function(
    ofType type: UInt32, in table: UInt32, at index: UInt64
  ) throws(Trap) -> UnsafeMutablePointer<Function> {
    let table = self.table(at: table)
    guard index < table.pointee.size else { throw Trap(.undefined_element) }
    let element = table.pointee.elements[Int(truncatingIfNeeded: index)]
    guard let called = UnsafeMutablePointer<Function>(bitPattern: element) else {
      throw Trap(.uninitialized_element)
    }
    let wanted = instance.pointee.types.unsafelyUnwrapped[index: type]
    guard called.pointee.type == wanted || isDefinedType(called.pointee.type, below: wanted) else {
      throw Trap(.indirect_call_type_mismatch)
    }
    return called
  }

  /// Whether a type is declared as a subtype of another one, at any distance.
  @inline(never)
  private func isDefinedType(_ type: UInt32, below supertype: UInt32) -> Bool {
    guard let heap = context.pointee.heap else { return false }
    let definition = heap.pointee.types.unsafelyUnwrapped + Int(truncatingIfNeeded: type)
    let chain = UnsafeBufferPointer(
      start: definition.pointee.supertypes, count: Int(truncatingIfNeeded: definition.pointee.depth)
    )
    return chain.contains(supertype)
  }

  @inline(__always)
  private func function(
    referenceIn slot: UInt16
  ) throws(Trap) -> UnsafeMutablePointer<Function> {
    let reference = UInt(truncatingIfNeeded: frame[slot])
    guard let called = UnsafeMutablePointer<Function>(bitPattern: reference) else {
      throw Trap(.null_function_reference)
    }
    return called
  }
}

// MARK: - Tail calls
//
// The arguments slide down to the start of this frame, and the header to where the callee expects
// it. A frame that already returns across instances keeps doing so, so that chains of tail calls
// between instances take constant space.

extension Registers {
  @inline(__always)
  mutating func tailCall() {
    let operands = operands(operands_tail_call.self).pointee
    _ = slide(
      operands.count, from: operands.arguments, header: operands.header, to: operands.callee_header)
    enterDefinedFunction(operands.function)
  }

  @inline(__always)
  mutating func tailCallImport() {
    let operands = operands(operands_tail_call_import.self).pointee
    let header = slide(
      operands.count, from: operands.arguments, header: operands.header, to: operands.callee_header)
    enter(function(at: operands.function), header: header)
  }

  @inline(__always)
  mutating func tailCallIndirect() throws(Trap) {
    let operands = operands(operands_tail_call_indirect.self).pointee
    let called = try function(
      ofType: operands.type, in: operands.table_operand, at: frame[operands.left])
    let header = slide(
      operands.count, from: operands.arguments, header: operands.header, to: operands.callee_header)
    enter(called, header: header)
  }

  @inline(__always)
  mutating func tailCallReference() throws(Trap) {
    let operands = operands(operands_tail_call_reference.self).pointee
    let called = try function(referenceIn: operands.left)
    let header = slide(
      operands.count, from: operands.arguments, header: operands.header, to: operands.callee_header)
    enter(called, header: header)
  }

  /// Moves arguments and header; gives the new header.
  @inline(__always)
  private func slide(
    _ count: UInt16, from arguments: UInt16, header: UInt16, to calleeHeader: UInt16
  ) -> UnsafeMutablePointer<Slot> {
    let old = frame + Int(header)
    let saved = (old[0], old[1], old[2], old[3], old[4])
    // Upwards: the arguments lie above where they go.
    for index in 0..<Int(count) { frame[index] = frame[Int(arguments) + index] }
    let new = frame + Int(calleeHeader)
    (new[0], new[1], new[2], new[3], new[4]) = saved
    // A header that crosses instances points to itself.
    if isCrossing(new) { new[Header.frame] = Slot(new) }
    return new
  }
}
