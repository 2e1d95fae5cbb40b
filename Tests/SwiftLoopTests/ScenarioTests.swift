import CInterp
import Testing

@Suite struct ScenarioTests {
  static let scenarios =
    controlScenarios + variableScenarios + bulkScenarios + callScenarios + crossingScenarios
    + tailCallScenarios + wideScenarios + pinnedScenarios + exceptionScenarios

  @Test(arguments: scenarios)
  func loopsAgree(_ scenario: Scenario) { scenario.test() }

  /// Instructions that no image contains: pcs point to them from elsewhere.
  private static let cells: Set<Operation> = [
    .switch_instance, .host_call, .translate,
  ]

  @Test func noHandlerIsForgotten() {
    let inScenarios = Set(Self.scenarios.flatMap { $0.program.code.handlers.map(\.rawValue) })
    let forgotten = scalarHandlers.filter {
      OperandTypes(of: operation(of: $0)) == nil && !inScenarios.contains($0.rawValue)
        && !Self.cells.contains(operation(of: $0))
    }
    #expect(forgotten.map(name(of:)) == [])
  }

  /// The Swift loop stops at everything that is not a base handler, and nowhere else.
  @Test func numbersThatAreNoBaseHandlersAreErrors() {
    let others = allHandlers.filter { !isBase($0) }
    #expect(others.count > allHandlers.count / 2)
    let world = World()
    var code = Assembler()
    code.emit(Handler_copy_sn_n, 1, 0)
    let position = code.position
    code.emit(Handler_finish_nn_n)
    world.load(code, for: .swift)
    for number in others.map(\.rawValue) + [handler_count.rawValue, 100_000, .max] {
      world.reset()
      world.image.storeBytes(of: UInt(number), toByteOffset: position, as: UInt.self)
      #expect(world.run() == .trap)
      #expect(world.context.pointee.trap == .none)
      #expect(UnsafePointer(world.context.pointee.saved_pc) == world.codePointer(at: position))
      #expect(world.context.pointee.saved_frame == world.stack)
    }
  }
}
