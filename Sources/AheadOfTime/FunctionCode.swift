internal import CInterp
internal import Translation
internal import WasmBinary
internal import WasmTypes

/// One instruction of an image.
struct CodeInstruction {
  /// Where it is in the image that was read.
  var position: Int
  /// How many bytes of operands are before it: with the number of instructions before it, its position for any width of
  /// pointers.
  var operandBytes: Int
  var handler: UInt32
  var operation: CInterp.Operation
  var meaning: Meaning
  /// The letters of its operands, and their values.
  var letters: SIMD8<UInt8> = .zero
  var operands: SIMD8<UInt32> = .zero
  var operandCount = 0
  /// Where the targets of its branches are in `FunctionCode.targets`: the numbers of instructions.
  var targets = 0..<0

  /// The value of the operand `number` among those with this letter.
  func operand(_ letter: Unicode.Scalar, _ number: Int = 0) -> UInt32 {
    var left = number
    for index in 0..<operandCount where letters[index] == UInt8(ascii: letter) {
      if left == 0 { return operands[index] }
      left -= 1
    }
    return 0
  }

  /// The slot of the operand `number` among those that it reads.
  func source(_ number: Int = 0) -> UInt32 {
    var left = number
    for index in 0..<operandCount
    where letters[index] == UInt8(ascii: "s") || letters[index] == UInt8(ascii: "S") {
      if left == 0 { return operands[index] }
      left -= 1
    }
    return 0
  }

  /// Whether it is an access to the first memory, which compiled code has at hand.
  var usesFirstMemory: Bool {
    switch meaning {
    case .load, .store, .loadLane, .storeLane: true
    case .farLoad, .farStore, .farLoadLane, .farStoreLane: operand("m") == 0
    default: false
    }
  }

  /// Whether it moves a vector.
  var isWide: Bool {
    (0..<operandCount).contains {
      letters[$0] == UInt8(ascii: "D") || letters[$0] == UInt8(ascii: "S")
    }
  }

  /// The slot that it writes.
  var target: UInt32 {
    for index in 0..<operandCount
    where letters[index] == UInt8(ascii: "d") || letters[index] == UInt8(ascii: "D") {
      return operands[index]
    }
    return 0
  }
}

/// A function's image, taken apart, and where control flows in it.
struct FunctionCode {
  /// Among the functions that the module defines.
  let index: UInt32
  let type: FunctionType
  let headerSlot: UInt32
  /// The slots of its frame.
  let slotCount: Int
  private(set) var instructions: [CodeInstruction] = []
  private(set) var targets: [Int] = []
  /// All operands of the image, in bytes.
  let operandBytes: Int
  let image: FunctionImage

  /// The functions that it calls directly, by index among the defined ones.
  private(set) var callees: Set<UInt32> = []
  /// Whether all of it is compiled, apart from direct calls: nothing is left to handlers.
  private(set) var isComplete = true
  /// Whether it reads or writes the first memory.
  private(set) var accessesMemory = false
  /// Whether another thread may grow a memory of the module.
  let memoryIsShared: Bool

  /// Where control comes from elsewhere than the instruction before, or goes elsewhere.
  private(set) var blockStarts: [Int] = []

  /// Whether the analysis of liveness would take too much memory, or the C function too much of the native stack.
  var isTooLarge: Bool {
    slotCount > Self.mostSlots || blockStarts.count * slotCount > Self.largestAnalysis
  }

  private static let mostSlots = 4096
  /// Blocks times slots.
  private static let largestAnalysis = 1 << 29

  init(_ image: FunctionImage, index: UInt32, module: DecodedModule) {
    self.image = image
    self.index = index
    type = module.functionType(at: module.functions[Int(index)]) ?? FunctionType()
    headerSlot = image.headerSlot
    memoryIsShared = (0..<module.memoryCount).contains {
      module.memoryType($0)?.isShared ?? false
    }
    let fieldSize = MemoryLayout<UInt>.size
    var reader = ImageReader(code: image.code, handlerFieldSize: fieldSize)
    var displacements: [(instruction: Int, positions: [Int])] = []
    while let read = reader.next() {
      let description = handler_description(Handler(rawValue: read.handler))
      var instruction = CodeInstruction(
        position: read.position, operandBytes: read.position - instructions.count * fieldSize,
        handler: read.handler, operation: description.operation,
        meaning: MeaningTable.shared[description.operation])
      var branches: [Int] = []
      reader.forEachOperand(of: read) { number, operand in
        instruction.letters[number] = UInt8(truncatingIfNeeded: operand.kind.rawValue)
        instruction.operands[number] = operand.value
        instruction.operandCount = number + 1
        if operand.kind == .displacement {
          branches.append(operand.end + Int(Int32(bitPattern: operand.value)))
        }
        return true
      }
      for entry in 0..<read.displacementCount { branches.append(reader.target(entry, of: read)) }
      if !branches.isEmpty { displacements.append((instructions.count, branches)) }
      instructions.append(instruction)
    }
    operandBytes = image.code.count - instructions.count * fieldSize
    slotCount = instructions.first.map { Int($0.operand("n")) } ?? 0
    for (number, positions) in displacements {
      let start = targets.count
      for position in positions { targets.append(self.number(at: position)) }
      instructions[number].targets = start..<targets.count
    }
    classify()
    findBlocks()
  }

  /// The number of the instruction at a position.
  func number(at position: Int) -> Int {
    var low = 0
    var high = instructions.count
    while low < high {
      let middle = (low + high) / 2
      if instructions[middle].position < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func classify() {
    for (number, instruction) in instructions.enumerated() {
      switch instruction.meaning {
      case .handler, .lastHandler, .callIndirect: isComplete = false
      case .call: callees.insert(instruction.operand("f"))
      case .load, .store, .loadLane, .storeLane, .farLoad, .farStore, .farLoadLane, .farStoreLane,
        .memoryFill, .memoryCopy:
        // That a memory has grown meanwhile is for the handlers to see.
        if memoryIsShared {
          instructions[number].meaning = .handler
          isComplete = false
        } else if instruction.usesFirstMemory {
          accessesMemory = true
        }
      default: break
      }
    }
    if !image.exceptions.isEmpty { isComplete = false }
  }

  private mutating func findBlocks() {
    var isStart = [Bool](repeating: false, count: instructions.count + 1)
    isStart[0] = true
    for (number, instruction) in instructions.enumerated() {
      switch instruction.meaning {
      case .branch, .branchIf, .branchTable, .returnNone, .returnValue, .trap, .handler,
        .lastHandler, .call, .callIndirect:
        isStart[number + 1] = true
      default: break
      }
    }
    for target in targets { isStart[target] = true }
    for clause in image.exceptions.clauses { isStart[self.number(at: Int(clause.target))] = true }
    for region in image.exceptions.regions {
      isStart[self.number(at: Int(region.start))] = true
      isStart[self.number(at: Int(region.end))] = true
    }
    blockStarts = isStart.indices.filter { isStart[$0] && $0 < instructions.count }
  }

  /// The position of an instruction, as C computes it.
  func position(_ number: Int) -> String {
    let bytes =
      number < instructions.count ? instructions[number].operandBytes : operandBytes
    return "AT(\(number), \(bytes))"
  }

  /// Where exceptions that an instruction throws may go on: the numbers of instructions.
  func catchTargets(of number: Int) -> [Int] {
    let exceptions = image.exceptions
    if exceptions.isEmpty { return [] }
    let position = UInt32(instructions[number].position)
    var found: [Int] = []
    var current: Int?
    for (index, region) in exceptions.regions.enumerated()
    where region.start <= position && position < region.end {
      current = index
    }
    while let index = current {
      let region = exceptions.regions[index]
      for clause in exceptions.clauses[region.clauses] {
        found.append(self.number(at: Int(clause.target)))
      }
      current = region.next
    }
    return found
  }
}
