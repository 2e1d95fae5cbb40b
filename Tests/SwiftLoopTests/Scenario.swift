import CInterp
import Testing

/// A program written by hand for instructions that are more than their operands, and what it must
/// do.
struct Scenario: Sendable, CustomStringConvertible {
  let description: String
  /// What the program uses the accumulator for is C's only.
  var loops: [Loop] = Loop.allCases
  let assemble: @Sendable (inout Program) -> Void
  /// Runs the program, once if it says nothing else, and expects something.
  let act: @Sendable (ScenarioRun) -> Void

  init(
    _ description: String, loops: [Loop] = Loop.allCases,
    assemble: @escaping @Sendable (inout Program) -> Void,
    act: @escaping @Sendable (ScenarioRun) -> Void
  ) {
    self.description = description
    self.loops = loops
    self.assemble = assemble
    self.act = act
  }

  var program: Program {
    var program = Program()
    assemble(&program)
    return program
  }

  /// Runs the program with each loop and expects the world to look the same whenever they stop.
  func test() {
    let world = World()
    let program = program
    let states = loops.map { loop in
      let run = ScenarioRun(world: world, program: program, loop: loop)
      act(run)
      return run.states
    }
    guard let first = states.first, let last = states.last else { return }
    #expect(!first.isEmpty && first.count == last.count, "the loops stopped differently often")
    for (first, last) in zip(first, last) { #expect(first == last) }
  }
}

/// Code and where its functions are.
struct Program {
  var code = Assembler()
  fileprivate var functions: [(number: Int, instance: Int, label: Assembler.Label)] = []

  mutating func emit(_ handler: Handler, _ operands: Assembler.Operand...) {
    code.emit(handler, operands)
  }

  /// What follows is the code of a function that an instance defines.
  mutating func function(_ number: Int, of instance: Int = 0) {
    let label = code.label()
    code.place(label)
    functions.append((number, instance, label))
  }
}

/// A program on its way through one loop.
final class ScenarioRun {
  let world: World
  let program: Program
  let loop: Loop
  private(set) var states: [WorldState] = []

  init(world: World, program: Program, loop: Loop) {
    self.world = world
    self.program = program
    self.loop = loop
    world.load(program.code, for: loop)
    for (number, instance, label) in program.functions {
      world.define(number, of: instance, at: program.code.position(of: label))
    }
  }

  var context: UnsafeMutablePointer<Context> { world.context }

  /// A slot of the first frame.
  subscript(slot: Int) -> UInt64 {
    get { world.stack[slot] }
    set { world.stack[slot] = newValue }
  }

  /// Runs from where the loop stopped, or from the start.
  @discardableResult
  func run() -> MachineExit {
    let exit = world.run()
    states.append(WorldState(of: world, after: exit))
    return exit
  }

  /// Runs from the start again, with these slots.
  @discardableResult
  func run(_ slots: UInt64...) -> MachineExit {
    world.reset()
    for (slot, value) in slots.enumerated() { self[slot] = value }
    return run()
  }

  func expectTrap(_ trap: WasmTrap, location: SourceLocation = #_sourceLocation) {
    #expect(states.last?.exit == .trap, sourceLocation: location)
    #expect(context.pointee.trap == trap, sourceLocation: location)
  }
}

/// All that a program can change and Swift can see, without what differs between the loops by
/// nature.
struct WorldState: Equatable {
  let exit: MachineExit
  let trap: WasmTrap
  let pc: String
  let frame: Int
  let instance: Int?
  let codesAreThoseOfInstance: Bool
  let callee: UnsafeMutablePointer<Function>?
  let fuel: Int64
  let slots: [String]
  let memories: [[UInt8]]
  let globals: [[UInt64]]
  let tables: [[UInt]]

  init(of world: World, after exit: MachineExit) {
    let context = world.context.pointee
    self.exit = exit
    trap = context.trap
    pc = Self.name(of: UInt64(UInt(bitPattern: context.saved_pc)), in: world)
    frame = context.saved_frame - world.stack
    let current = world.instances.first { UnsafePointer($0.instance) == context.instance }
    instance = current?.number
    codesAreThoseOfInstance = context.codes == current.map { UnsafePointer($0.codes) }
    callee = context.callee
    fuel = context.fuel
    slots = (0..<World.slotCount).map { Self.name(of: world.stack[$0], in: world) }
    memories = world.instances.flatMap { instance in
      TestInstance.memorySizes.enumerated().map { index, size in
        Array(UnsafeBufferPointer(start: instance.memories[index].base, count: size))
      }
    }
    globals = world.instances.flatMap { instance in
      TestInstance.globalSizes.enumerated().map { index, size in
        Array(UnsafeBufferPointer(start: instance.globals[index], count: size))
      }
    }
    tables = world.instances.map { instance in
      TestInstance.tableElements.indices.map { instance.elements[$0] }
    }
  }

  /// The cells of the two loops have different addresses.
  private static func name(of value: UInt64, in world: World) -> String {
    let cells = world.loop.cells
    let names = [
      (cells.finish, "finish"), (cells.switch_instance, "switch_instance"),
      (cells.host_call, "host_call"),
    ]
    for (cell, name) in names where UInt64(UInt(bitPattern: cell)) == value { return name }
    return String(value, radix: 16)
  }
}
