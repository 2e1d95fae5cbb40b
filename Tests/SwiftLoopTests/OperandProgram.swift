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
    /// The accumulator afterwards, where the program keeps it.
    var accumulator: UInt64
    /// No slot but these changed.
    var leftOthersAlone: Bool
  }

  private enum Slots {
    static let left: UInt64 = 0
    static let right: UInt64 = 1
    static let target: UInt64 = 2
    static let accumulator: UInt64 = 3
    /// An operand on its way to the floating-point accumulator.
    static let staging: UInt64 = 4
    /// What operand fields hold that the handler must not read.
    static let forbidden: UInt64 = 5
    static let third: UInt64 = 6
    static let operands = [left, right, third]
    static let count = 8
  }

  /// Where the value of an operand goes before a run.
  private enum Destination {
    case slot(Int, upperHalf: UInt64)
    case accumulator
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
  private var instruction = 0
  /// Where a branch goes.
  private(set) var positionOfTarget = 0
  /// Where operands are in the image, by letter.
  private var fields: [Character: Int] = [:]
  private var destinations: [Destination] = []
  /// What the slots held when the program started.
  private var initialSlots: [UInt64] = Array(repeating: 0, count: Slots.count)

  init(_ world: World, _ handler: Handler, loop: Loop) {
    self.world = world
    self.handler = handler
    types = OperandTypes(of: operation(of: handler))!
    let places = places(of: handler)
    // A third operand is always in a slot.
    operandPlaces =
      [places.left, places.right].filter { $0 != "n" }
      + (types.operands.count == 3 ? ["s"] : [])
    world.load(assemble(for: loop), for: loop)
    destinations = operandPlaces.indices.map(destination)
  }

  // MARK: Assembling

  private func assemble(for loop: Loop) -> Assembler {
    var code = Assembler()
    let (taken, start) = (code.label(), code.label())
    let variant = places(of: handler).variant
    if variant == "b" {
      code.emit(Handler_branch_nn_f, .label(start))
      emitTaken(taken, in: &code)
    }
    code.place(start)
    emitFloatAccumulator(in: &code)
    instruction = code.position
    code.emit(handler, operands(branchingTo: taken))
    recordFields()
    if types.family == .branch {
      code.emit(Handler_constant_kn_n, .value(Slots.target), 0)
      code.emit(Handler_finish_nn_n)
      if variant == "f" { emitTaken(taken, in: &code) }
    } else {
      if let result = types.result, loop == .c {
        let keep = isFloat(result) ? Handler_keep_float_an_n : Handler_keep_an_n
        code.emit(keep, .value(Slots.accumulator))
      }
      code.emit(Handler_finish_nn_n)
    }
    return code
  }

  private func emitTaken(_ label: Assembler.Label, in code: inout Assembler) {
    positionOfTarget = code.position
    code.place(label)
    code.emit(Handler_constant_kn_n, .value(Slots.target), 1)
    code.emit(Handler_finish_nn_n)
  }

  private func emitFloatAccumulator(in code: inout Assembler) {
    guard let index = operandPlaces.firstIndex(of: "a"), isFloat(types.operands[index]) else {
      return
    }
    let load =
      types.operands[index] == "f"
      ? Handler_f32_reinterpret_i32_sn_a : Handler_f64_reinterpret_i64_sn_a
    code.emit(load, .value(Slots.forbidden), .value(Slots.staging))
  }

  /// The operands in the order of the layout. Constants and offsets come later: `set`.
  private func operands(branchingTo label: Assembler.Label) -> [Assembler.Operand] {
    let format = format(of: handler)
    let slots = zip(operandPlaces, Slots.operands).map { $0 == "s" ? $1 : Slots.forbidden }
    let variableSlots = zip(operandPlaces, slots).filter { $0.0 != "k" }.map(\.1)
    var sources =
      switch format.filter({ $0 == "s" }).count {
      case slots.count: slots
      case variableSlots.count: variableSlots
      // One field for two operands is for the one in a slot.
      default: [slots.first { $0 != Slots.forbidden } ?? Slots.forbidden]
      }
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
    switch operandPlaces[index] {
    case "s": return .slot(Int(Slots.operands[index]), upperHalf: upperHalf)
    case "a":
      return isFloat(type)
        ? .slot(Int(Slots.staging), upperHalf: upperHalf) : .accumulator
    case "k" where isConstantAddress(index): return .offset
    default: return fields["k"].map(Destination.constant) ?? .wideConstant(fields["l"]!)
    }
  }

  // MARK: Running

  /// Sets the offset of a load or a store.
  func set(offset: UInt64) {
    if let field = fields["o"] {
      world.image.storeBytes(of: UInt32(offset), toByteOffset: field, as: UInt32.self)
    } else {
      world.image.storeBytes(of: offset, toByteOffset: fields["l"]!, as: UInt64.self)
    }
  }

  /// Sets the memory of a far load or store.
  func set(memory: UInt32) {
    world.image.storeBytes(of: memory, toByteOffset: fields["m"]!, as: UInt32.self)
  }

  /// Whether the operands fit: the constant of an i64 has 32 bits, and a constant address is part
  /// of the offset.
  func accepts(_ values: [UInt64]) -> Bool {
    for (index, place) in operandPlaces.enumerated() where place == "k" {
      if isConstantAddress(index), values[index] != 0 { return false }
      if types.operands[index] == "I",
        Int64(Int32(truncatingIfNeeded: values[index])) != Int64(bitPattern: values[index])
      {
        return false
      }
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
    context.pointee.saved_accumulator = World.untouched
    context.pointee.trap = .none
    for slot in 0..<Slots.count { initialSlots[slot] = World.untouched }
    for index in 0..<values.count { place(values[index], at: destinations[index]) }
    for slot in 0..<Slots.count { world.stack[slot] = initialSlots[slot] }
    let exit = world.run()
    var leftOthersAlone = context.pointee.saved_frame == world.stack
    for slot in 0..<Slots.count where slot != Int(Slots.target) && slot != Int(Slots.accumulator) {
      if world.stack[slot] != initialSlots[slot] { leftOthersAlone = false }
    }
    return Outcome(
      exit: exit, trap: context.pointee.trap,
      stoppedAtInstruction: context.pointee.saved_pc == world.codePointer(at: instruction),
      target: world.stack[Int(Slots.target)], accumulator: world.stack[Int(Slots.accumulator)],
      leftOthersAlone: leftOthersAlone)
  }

  private func place(_ value: UInt64, at destination: Destination) {
    switch destination {
    case .slot(let slot, let upperHalf):
      initialSlots[slot] = value | upperHalf
    case .accumulator:
      world.context.pointee.saved_accumulator = value
    case .offset: break
    case .constant(let field):
      world.image.storeBytes(
        of: UInt32(truncatingIfNeeded: value), toByteOffset: field, as: UInt32.self)
    case .wideConstant(let field):
      world.image.storeBytes(of: value, toByteOffset: field, as: UInt64.self)
    }
  }
}

func isFloat(_ type: Character) -> Bool { type == "f" || type == "F" }
