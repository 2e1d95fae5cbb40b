import CInterp
import Testing

/// Every sequence of instructions that share a handler, with that handler and one by one.
@Suite struct FusedSequenceTests {
  static let programCount = 40
  static let valuesPerProgram = 6

  /// What happens around a run.
  enum Circumstance: CaseIterable {
    case none
    /// The memory has grown, which this store has not noticed yet.
    case grown
    case interrupted
  }

  /// Where one instruction masks what the next takes as an address, random operands can't show a trap; nearly everywhere
  /// else they must.
  @Test func sharedHandlersDoTheSame() {
    var demands = 0
    var unmet = 0
    for number in 0..<UInt32(fused_sequence_count) {
      let sequence = handlers(of: number)
      for handler in sequence { #expect(isKnown(handler), "\(name(of: handler))") }
      let coverage = runBothWays(sequence, number: number)
      demands += coverage.demands(of: sequence)
      unmet += coverage.unmetDemands(of: sequence)
    }
    #expect(demands > 0)
    #expect(unmet * 10 < demands)
  }

  private func runBothWays(_ sequence: [Handler], number: UInt32) -> Coverage {
    let world = FusedWorld()
    var coverage = Coverage()
    let computesFloats = sequence.contains {
      let name = name(of: $0)
      return name.contains("f32") || name.contains("f64")
    }
    for seed in 0..<Self.programCount {
      let program = FusedProgram(sequence, RandomValues(seed: UInt64(seed) << 32 | UInt64(number)))
      let plain = world.run(program, seed: seed, fusing: false)
      let fused = world.run(program, seed: seed, fusing: true)
      #expect(plain.count == Self.valuesPerProgram * Circumstance.allCases.count)
      for (plain, fused) in zip(plain, fused) {
        let isSame = computesFloats ? fused.isSameButForNaNs(as: plain) : fused == plain
        #expect(isSame, "\(sequence.map(name(of:))): \(fused) instead of \(plain)")
        coverage.record(plain, in: program)
      }
    }
    return coverage
  }

  /// Only the first instruction of a sequence changes: branches lead to the others.
  @Test(arguments: 0..<UInt32(fused_sequence_count))
  func theOthersStayAsTheyAre(_ number: UInt32) throws {
    let sequence = handlers(of: number)
    let program = FusedProgram(sequence, RandomValues(seed: 1))
    let world = FusedWorld()
    let plain = world.image(of: program.code, fusing: false)
    let fused = world.image(of: program.code, fusing: true)
    let first = try #require(program.positions.first)
    let changed = plain.indices.filter { plain[$0] != fused[$0] }
    #expect(changed.contains { (first..<first + MemoryLayout<UInt>.size).contains($0) })
    let fields = [first] + positionsOfOtherSequences(in: program.code, besides: first)
    for position in changed {
      #expect(fields.contains { ($0..<$0 + MemoryLayout<UInt>.size).contains(position) })
    }
    // A longer sequence that begins in the same way would have been chosen in its place.
    let index = try #require(program.code.starts.firstIndex(of: first))
    let following = program.code.handlers[index..<index + 3].map { $0 }
    #expect(fused_sequence_at(following[0], following[1], following[2]) == Int32(number))
  }

  @Test func numbersAreThoseOfTheLookUp() {
    #expect(fused_sequence_count > 0)
    for number in 0..<UInt32(fused_sequence_count) {
      let sequence = handlers(of: number)
      let third = sequence.count == 3 ? sequence[2] : Handler_finish_nn_n
      #expect(fused_sequence_at(sequence[0], sequence[1], third) == Int32(number))
      // All but the last go on with the next instruction.
      for handler in sequence.dropLast() { #expect(!endsSequence(handler), "\(name(of: handler))") }
    }
    #expect(fused_sequence_at(Handler_finish_nn_n, Handler_finish_nn_n, Handler_finish_nn_n) == -1)
  }

  private func handlers(of number: UInt32) -> [Handler] {
    let sequence = fused_sequence(number)
    let handlers = [sequence.handlers.0, sequence.handlers.1, sequence.handlers.2]
    return Array(handlers.prefix(Int(sequence.length)))
  }

  private func endsSequence(_ handler: Handler) -> Bool {
    let name = name(of: operation(of: handler))
    return ["branch", "call", "tail_call", "return", "finish"].contains {
      name == $0 || name.hasPrefix($0 + "_")
    }
  }

  /// Whether random operands do: what is behind a reference must be an object or a function.
  private func isKnown(_ handler: Handler) -> Bool {
    switch operation(of: handler) {
    case .call_reference, .tail_call_reference, .runtime: false
    default: handler.rawValue < Handler_get_field_i8_s_sn_s.rawValue || isVector(handler)
    }
  }

  private func isVector(_ handler: Handler) -> Bool {
    format(of: handler).contains { $0 == "D" || $0 == "S" } && !format(of: handler).contains("o")
  }

  private func positionsOfOtherSequences(in code: Assembler, besides first: Int) -> [Int] {
    let handlers = code.handlers + [Handler_finish_nn_n, Handler_finish_nn_n]
    return code.handlers.indices.filter {
      fused_sequence_at(handlers[$0], handlers[$0 + 1], handlers[$0 + 2]) >= 0
    }.map { code.starts[$0] }.filter { $0 != first }
  }
}

/// What the runs of a sequence have shown.
private struct Coverage {
  private var ends: Set<UInt64> = []
  /// The numbers of the instructions that trapped.
  private var trapped: Set<Int> = []
  private var noticedGrowth = false

  mutating func record(_ state: FusedState, in program: FusedProgram) {
    if state.exit == .finished {
      ends.insert(state.slots[Int(FusedProgram.Slots.end)])
      if state.memorySize != state.initialMemorySize { noticedGrowth = true }
    } else if let instruction = program.positions.firstIndex(of: state.stop) {
      trapped.insert(instruction)
    }
  }

  /// How many things the runs should have shown: a trap and growth for each access to memory, and both ways of a branch.
  func demands(of sequence: [Handler]) -> Int {
    2 * accesses(of: sequence).count + (isConditional(sequence) ? 1 : 0)
  }

  func unmetDemands(of sequence: [Handler]) -> Int {
    var count = accesses(of: sequence).reduce(0) {
      $0 + (trapped.contains($1) ? 0 : 1) + (noticedGrowth ? 0 : 1)
    }
    if isConditional(sequence), ends != [1, 2] { count += 1 }
    return count
  }

  private func accesses(of sequence: [Handler]) -> [Int] {
    sequence.indices.filter { access_size(operation(of: sequence[$0])) > 0 }
  }

  private func isConditional(_ sequence: [Handler]) -> Bool {
    sequence.last.map { name(of: operation(of: $0)).hasPrefix("branch_") } ?? false
  }
}

/// All that a run of a sequence can change.
private struct FusedState: Equatable {
  let exit: MachineExit
  let trap: WasmTrap
  /// A position in the image.
  let stop: Int
  let frame: Int
  let fuel: Int64
  let slots: [UInt64]
  let memory: [UInt8]
  let globals: [UInt64]
  let memorySize: UInt64
  let initialMemorySize: UInt64
}

extension FusedState {
  /// The specification leaves the bits of a NaN open, and a compiler that exchanges operands decides on them in each
  /// place anew.
  ///
  /// Behind an f32, the rest of the accumulator is open as well; nothing looks at it.
  func isSameButForNaNs(as other: FusedState) -> Bool {
    let accumulator =
      Int(FusedProgram.Slots.registers) + Int(MachineRegister.floatAccumulator.rawValue)
    var (slots, otherSlots) = (slots, other.slots)
    slots[accumulator] &= 0xFFFF_FFFF
    otherSlots[accumulator] &= 0xFFFF_FFFF
    return isSameButForNaNs(as: other, slots, otherSlots)
  }

  private func isSameButForNaNs(
    as other: FusedState, _ slots: [UInt64], _ otherSlots: [UInt64]
  ) -> Bool {
    exit == other.exit && trap == other.trap && stop == other.stop && frame == other.frame
      && fuel == other.fuel && memorySize == other.memorySize
      && initialMemorySize == other.initialMemorySize
      && Self.areSameButForNaNs(memory, other.memory)
      && Self.areSameButForNaNs(Self.bytes(slots), Self.bytes(otherSlots))
      && Self.areSameButForNaNs(Self.bytes(globals), Self.bytes(other.globals))
  }

  private static func bytes(_ numbers: [UInt64]) -> [UInt8] {
    numbers.withUnsafeBytes { Array($0) }
  }

  private static func areSameButForNaNs(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left == right
      || left.count == right.count
        && left.indices.allSatisfy { place in
          left[place] == right[place]
            || [4, 8].contains { size in
              (max(0, place - size + 1)...place).contains { start in
                isNaN(left.dropFirst(start).prefix(size), size)
                  && isNaN(right.dropFirst(start).prefix(size), size)
              }
            }
        }
  }

  private static func isNaN(_ bytes: ArraySlice<UInt8>, _ size: Int) -> Bool {
    guard bytes.count == size else { return false }
    let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return size == 4
      ? Float(bitPattern: UInt32(bits)).isNaN : Double(bitPattern: bits).isNaN
  }
}

private final class FusedWorld {
  private let world = World()
  private let sharedSize = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
  private var instance: TestInstance { world.instances[0] }
  private static let memorySize = UInt64(TestInstance.memorySizes[0])

  deinit { sharedSize.deallocate() }

  /// The image of a program in threaded form.
  func image(of code: Assembler, fusing: Bool) -> [UInt8] {
    world.load(code, for: .c, fusing: fusing)
    return (0..<code.position).map { world.image.load(fromByteOffset: $0, as: UInt8.self) }
  }

  /// The states after all runs of a program.
  func run(_ program: FusedProgram, seed: Int, fusing: Bool) -> [FusedState] {
    world.load(program.code, for: .c, fusing: fusing)
    var random = RandomValues(seed: ~UInt64(seed))
    var states: [FusedState] = []
    for _ in 0..<FusedSequenceTests.valuesPerProgram {
      let values = (0..<24).map { _ in random.value() }
      for circumstance in FusedSequenceTests.Circumstance.allCases {
        states.append(run(program, values, circumstance))
      }
    }
    return states
  }

  private func run(
    _ program: FusedProgram, _ values: [UInt64], _ circumstance: FusedSequenceTests.Circumstance
  ) -> FusedState {
    instance.reset(cells: world.loop.cells)
    world.reset()
    world.define(0, at: program.positionOfCallee)
    place(values)
    let header = Int(FusedProgram.Slots.header)
    world.stack[header] = UInt64(UInt(bitPattern: world.codePointer(at: program.positionOfReturn)))
    world.stack[header + 1] = UInt64(UInt(bitPattern: world.stack))
    world.context.pointee.fuel = Int64(values[0] & 0xFF)
    instance.memories[0].size = circumstance == .grown ? 16 : Self.memorySize
    sharedSize.pointee = Self.memorySize
    instance.memories[0].shared_size = circumstance == .grown ? UnsafePointer(sharedSize) : nil
    if circumstance == .interrupted { context_request_interrupt(world.context, .request) }
    return state(
      after: world.run(), initialMemorySize: circumstance == .grown ? 16 : Self.memorySize)
  }

  private func place(_ values: [UInt64]) {
    for slot in FusedProgram.Slots.operands { world.stack[Int(slot)] = values[Int(slot)] }
    for register in MachineRegister.allCases {
      world.set(register, to: values[8 + register.rawValue])
    }
    world.stack[Int(FusedProgram.Slots.staging)] =
      values[8 + MachineRegister.floatAccumulator.rawValue]
  }

  private func state(after exit: MachineExit, initialMemorySize: UInt64) -> FusedState {
    let context = world.context.pointee
    return FusedState(
      exit: exit, trap: context.trap,
      stop: UnsafeRawPointer(context.saved_pc) - UnsafeRawPointer(world.image),
      frame: context.saved_frame - world.stack, fuel: context.fuel,
      slots: Array(UnsafeBufferPointer(start: world.stack, count: FusedProgram.Slots.count)),
      memory: TestInstance.memorySizes.enumerated().flatMap { index, size in
        UnsafeBufferPointer(start: instance.memories[index].base, count: size)
      },
      globals: instance.globals.map(\.pointee), memorySize: instance.memories[0].size,
      initialMemorySize: initialMemorySize)
  }
}
