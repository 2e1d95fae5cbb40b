import CInterp

/// A program around one instruction, which brings operands to where the handler wants them, and
/// shows the result.
///
/// It is assembled once and run with many operands.
final class OperandProgram {
  struct Outcome: Equatable {
    var exit: MachineExit
    var trap: WasmTrap
    /// Whether the loop stopped at the instruction; it did if there was a trap.
    var stoppedAtInstruction: Bool
    /// For branches, whether it was taken: 1 or 0.
    var target: UInt64
    /// The register that the result goes to, afterwards; `World.untouched` without one.
    var register: UInt64
    /// No slot and no register but these changed.
    var leftOthersAlone: Bool
  }

  private enum Slots {
    static let left: UInt64 = 0
    static let right: UInt64 = 1
    static let target: UInt64 = 2
    /// An operand on its way to the floating-point accumulator.
    static let staging: UInt64 = 4
    /// What operand fields hold that the handler must not read.
    static let forbidden: UInt64 = 5
    static let third: UInt64 = 6
    /// The registers afterwards, where the program shows them.
    static let registers: UInt64 = 7
    static let operands = [left, right, third]
    static let count = Int(registers) + MachineRegister.allCases.count
  }

  /// Where the value of an operand goes before a run.
  private enum Destination {
    case slot(Int, upperHalf: UInt64)
    case register(MachineRegister, upperHalf: UInt64)
    /// It is part of the offset.
    case offset
    /// Offsets of fields in the image.
    case constant(Int)
    case wideConstant(Int)
  }

  let world: World
  let handler: Handler
  private let types: OperandTypes
  private let operandPlaces: [Character]
  private let resultRegister: MachineRegister?
  private var instruction = 0
  /// Where a branch goes.
  private(set) var positionOfTarget = 0
  /// Where operands are in the image, by letter.
  private var fields: [Character: Int] = [:]
  private var destinations: [Destination] = []
  /// Two operands that are in the same register, and so must be equal.
  private var sharedOperands: (Int, Int)?
  /// What the slots and the registers held when the program started.
  private var initialSlots: [UInt64] = Array(repeating: 0, count: Slots.count)
  private var initialRegisters = MachineRegister.allCases.map(\.untouched)

  init(_ world: World, _ handler: Handler, loop: Loop) {
    self.world = world
    self.handler = handler
    let types = OperandTypes(of: operation(of: handler))!
    self.types = types
    let places = places(of: handler)
    operandPlaces = types.operandPlaces(left: places.left, right: places.right, places.variant)
    resultRegister =
      loop == .swift
      ? nil
      : types.result.flatMap {
        MachineRegister(place: places.variant == "s" ? "a" : places.variant, type: $0)
      }
    world.load(assemble(for: loop), for: loop)
    destinations = operandPlaces.indices.map(destination)
    findSharedOperands()
  }

  // MARK: Assembling

  private func assemble(for loop: Loop) -> Assembler {
    var code = Assembler()
    let (taken, start) = (code.label(), code.label())
    let variant = places(of: handler).variant
    if variant == "b" {
      code.emit(Handler_branch_nn_f, .label(start))
      emitEnd(taken: taken, for: loop, in: &code)
    }
    code.place(start)
    if loop == .c { code.emitFloatAccumulator(from: Slots.staging) }
    instruction = code.position
    code.emit(handler, operands(branchingTo: taken))
    recordFields()
    emitEnd(taken: nil, for: loop, in: &code)
    if variant == "f" { emitEnd(taken: taken, for: loop, in: &code) }
    return code
  }

  /// Shows whether a branch was taken, and the registers.
  private func emitEnd(taken label: Assembler.Label?, for loop: Loop, in code: inout Assembler) {
    if let label {
      positionOfTarget = code.position
      code.place(label)
    }
    if types.family == .branch {
      code.emit(Handler_constant_kn_n, .value(Slots.target), label == nil ? 0 : 1)
    }
    if loop == .c { code.emitRegisters(to: Slots.registers) }
    code.emit(Handler_finish_nn_n)
  }

  /// The operands in the order of the layout. Constants and offsets come later: `set`.
  private func operands(branchingTo label: Assembler.Label) -> [Assembler.Operand] {
    let format = format(of: handler)
    var sources = sources(count: format.count { $0 == "s" })
    var operands: [Assembler.Operand] = []
    for letter in format where letter != "_" && letter != "u" {
      switch letter {
      case "d": operands.append(.value(Slots.target))
      case "s": operands.append(.value(sources.removeFirst()))
      case "b": operands.append(.label(label))
      default: operands.append(0)
      }
    }
    return operands
  }

  /// What is in the source fields, of which there are `count`.
  private func sources(count: Int) -> [UInt64] {
    let slots = zip(operandPlaces, Slots.operands).map { $0 == "s" ? $1 : Slots.forbidden }
    // The value of an indexed store has its own field, behind those of the address.
    if types.operationOnSum != nil {
      let value = slots.dropFirst(2)
      return packed(slots.prefix(2), count - value.count) + value
    }
    let hasPinnedLeft = operandPlaces[0] == "p" || operandPlaces[0] == "q"
    if count == 1 || types.family == .branch && hasPinnedLeft { return packed(slots[...], count) }
    return Array(slots.prefix(count))
  }

  /// Operands that are in slots come first, and what follows is not read.
  private func packed(_ slots: ArraySlice<UInt64>, _ count: Int) -> [UInt64] {
    let used = slots.filter { $0 != Slots.forbidden }
    return used + Array(repeating: Slots.forbidden, count: count - used.count)
  }

  private func recordFields() {
    var position = instruction + MemoryLayout<UInt>.size
    for letter in format(of: handler) {
      // A far offset comes before a constant would; no layout has both.
      if fields[letter] == nil { fields[letter] = position }
      position += Int(operand_width(CChar(letter.asciiValue!)))
    }
  }

  private func destination(ofOperand index: Int) -> Destination {
    let type = types.operands[index]
    // Whatever is above an f32 does not matter.
    let upperHalf: UInt64 = type == "f" ? 0xBAD0_BAD0_0000_0000 : 0
    let place = operandPlaces[index]
    if let register = MachineRegister(place: place, type: type) {
      return .register(register, upperHalf: upperHalf)
    }
    if place == "s" { return .slot(Int(Slots.operands[index]), upperHalf: upperHalf) }
    if isConstantAddress(index) { return .offset }
    return fields["k"].map(Destination.constant) ?? .wideConstant(fields["l"]!)
  }

  private func findSharedOperands() {
    for (index, destination) in destinations.enumerated() {
      guard case .register(let register, _) = destination else { continue }
      let earlier = destinations.prefix(index).firstIndex {
        if case .register(register, _) = $0 { true } else { false }
      }
      if let earlier { sharedOperands = (earlier, index) }
    }
  }

  // MARK: Running

  /// Sets the offset of a load or a store.
  func set(offset: UInt64) {
    if let field = fields["e"] {
      let end = UInt32(offset) + UInt32(access_size(operation(of: handler)))
      world.image.storeBytes(of: end, toByteOffset: field, as: UInt32.self)
    } else {
      world.image.storeBytes(of: offset, toByteOffset: fields["l"]!, as: UInt64.self)
    }
  }

  /// Sets the memory of a far load or store.
  func set(memory: UInt32) {
    world.image.storeBytes(of: memory, toByteOffset: fields["m"]!, as: UInt32.self)
  }

  var hasSharedOperands: Bool { sharedOperands != nil }

  /// The same operands, but equal where they share a register.
  func sharing(_ values: [UInt64]) -> [UInt64] {
    guard let (first, second) = sharedOperands else { return values }
    var values = values
    values[second] = values[first]
    return values
  }

  /// Whether the operands fit: an i64 may have a constant of 32 bits, a constant address is part
  /// of the offset, and a register holds one value.
  func accepts(_ values: [UInt64]) -> Bool {
    if let (first, second) = sharedOperands, values[first] != values[second] { return false }
    for (index, place) in operandPlaces.enumerated() where place == "k" {
      if isConstantAddress(index), values[index] != 0 { return false }
      if case .constant = destinations[index], values[index] >> 32 != 0 { return false }
    }
    return true
  }

  private func isConstantAddress(_ index: Int) -> Bool {
    index == 0 && operandPlaces[0] == "k" && (types.family == .load || types.family == .store)
  }

  /// Where the loop stopped.
  var positionOfStop: Int {
    UnsafeRawPointer(world.context.pointee.saved_pc) - UnsafeRawPointer(world.image)
  }

  // This runs a million times in debug builds: no allocation, no strings.
  func run(_ values: [UInt64]) -> Outcome {
    let context = world.context
    context.pointee.saved_pc = world.codePointer(at: 0)
    context.pointee.saved_frame = world.stack
    context.pointee.trap = .none
    for slot in 0..<Slots.count { initialSlots[slot] = World.untouched }
    for register in MachineRegister.allCases { place(register.untouched, in: register) }
    for index in 0..<values.count { place(values[index], at: destinations[index]) }
    for slot in 0..<Slots.count { world.stack[slot] = initialSlots[slot] }
    let exit = world.run()
    let hasEnded = exit == .finished && world.loop == .c
    let register = hasEnded ? resultRegister.map(finalValue) : nil
    return Outcome(
      exit: exit, trap: context.pointee.trap,
      stoppedAtInstruction: context.pointee.saved_pc == world.codePointer(at: instruction),
      target: world.stack[Int(Slots.target)], register: register ?? World.untouched,
      leftOthersAlone: context.pointee.saved_frame == world.stack
        && leftOthersAlone(showsRegisters: hasEnded))
  }

  private func leftOthersAlone(showsRegisters: Bool) -> Bool {
    let end = showsRegisters ? Int(Slots.registers) : Slots.count
    for slot in 0..<end where slot != Int(Slots.target) && world.stack[slot] != initialSlots[slot] {
      return false
    }
    guard showsRegisters else { return true }
    for register in MachineRegister.allCases where register != resultRegister {
      if finalValue(of: register) != initialRegisters[register.rawValue] { return false }
    }
    return true
  }

  private func finalValue(of register: MachineRegister) -> UInt64 {
    world.stack[Int(Slots.registers) + register.rawValue]
  }

  private func place(_ value: UInt64, at destination: Destination) {
    switch destination {
    case .slot(let slot, let upperHalf):
      initialSlots[slot] = value | upperHalf
    case .register(let register, let upperHalf):
      place(value | upperHalf, in: register)
    case .offset: break
    case .constant(let field):
      world.image.storeBytes(
        of: UInt32(truncatingIfNeeded: value), toByteOffset: field, as: UInt32.self)
    case .wideConstant(let field):
      world.image.storeBytes(of: value, toByteOffset: field, as: UInt64.self)
    }
  }

  private func place(_ value: UInt64, in register: MachineRegister) {
    initialRegisters[register.rawValue] = value
    if register == .floatAccumulator { initialSlots[Int(Slots.staging)] = value }
    world.set(register, to: value)
  }
}

func isFloat(_ type: Character) -> Bool { type == "f" || type == "F" }
