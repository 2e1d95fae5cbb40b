import CInterp
import Testing

/// Slots: 0 counter, 1 sum, 2 step.
let controlScenarios: [Scenario] = [
  Scenario("a loop that counts down") { program in
    let (loop, end) = (program.code.label(), program.code.label())
    program.emit(Handler_constant_kn_n, 1, 0)
    program.emit(Handler_constant_kn_n, 2, 0xFFFF_FFFF)
    program.code.place(loop)
    program.emit(Handler_branch_unless_i32_sn_f, 0, .label(end))
    program.emit(Handler_i32_add_ss_s, 1, 1, 0)
    program.emit(Handler_i32_add_ss_s, 0, 0, 2)
    program.emit(Handler_branch_nn_b, .label(loop))
    program.code.place(end)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    #expect(run.run(1000) == .finished)
    #expect(run[1] == 500_500)
    #expect(run.run(0) == .finished)
    #expect(run[1] == 0)
  },

  Scenario("an interrupt ends a loop that does not end") { program in
    let loop = program.code.label()
    program.code.place(loop)
    program.emit(Handler_copy_sn_n, 1, 0)
    program.emit(Handler_branch_nn_b, .label(loop))
  } act: { run in
    context_request_interrupt(run.context, .request)
    run.run()
    run.expectTrap(.interrupted)
  },

  Scenario("branch tables choose by an unsigned index") { program in
    emitTable(Handler_branch_table_sn_n, in: &program)
  } act: { run in
    for (index, target) in [
      (0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (0x7FFF_FFFF, 3), (0xFFFF_FFFF, 3),
    ] {
      #expect(run.run(UInt64(index)) == .finished)
      #expect(run[1] == UInt64(target))
    }
    run.world.reset()
    run[0] = 1
    context_request_interrupt(run.context, .request)
    run.run()
    run.expectTrap(.interrupted)
  },

  Scenario("branch tables by the accumulator", loops: [.c]) { program in
    emitTable(Handler_branch_table_an_n, in: &program)
  } act: { run in
    for (index, target) in [(0, 0), (2, 2), (3, 3), (0xFFFF_FFFF, 3)] {
      run.world.reset()
      run.context.pointee.saved_accumulator = UInt64(index)
      #expect(run.run() == .finished)
      #expect(run[1] == UInt64(target))
    }
  },

  Scenario("a branch table with nothing but a default") { program in
    let only = program.code.label()
    program.code.emitTable(Handler_branch_table_sn_n, 0, [only])
    program.emit(Handler_trap_nn_n, 1)
    program.code.place(only)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    for index: UInt64 in [0, 1, 0xFFFF_FFFF] { #expect(run.run(index) == .finished) }
  },

  Scenario("every trap by name") { program in
    for reason in 1...WasmTrap.interrupted.rawValue {
      program.emit(Handler_trap_nn_n, .value(UInt64(reason)))
    }
  } act: { run in
    let size = MemoryLayout<UInt>.size + MemoryLayout<operands_trap>.size
    for reason in 1...WasmTrap.interrupted.rawValue {
      run.context.pointee.saved_pc = run.world.codePointer(at: (Int(reason) - 1) * size)
      run.run()
      run.expectTrap(WasmTrap(rawValue: reason)!)
    }
  },

  Scenario("fuel is charged before what it pays for") { program in
    program.emit(Handler_fuel_nn_n, 3)
    program.emit(Handler_constant_kn_n, 0, 1)
    program.emit(Handler_fuel_nn_n, 0xFFFF_FFFF)
    program.emit(Handler_constant_kn_n, 0, 2)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    for (fuel, left, value) in [
      (0, 0, World.untouched), (2, 2, World.untouched), (3, 0, 1), (0x1_0000_0001, 0xFFFF_FFFE, 1),
      (0x1_0000_0002, 0, 2), (-5, -5, World.untouched), (Int64.max, Int64.max - 0x1_0000_0002, 2),
    ] as [(Int64, Int64, UInt64)] {
      run.world.reset()
      run.context.pointee.fuel = fuel
      if run.run() == .trap { run.expectTrap(.out_of_fuel) }
      #expect(run.context.pointee.fuel == left)
      #expect(run[0] == value)
    }
  },

  Scenario("Swift carries out a runtime instruction and goes on behind it") { program in
    program.emit(Handler_runtime_nn_n, 7, 3, 11, 12)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    #expect(run.run() == .runtime)
    let pc = UnsafeRawPointer(run.context.pointee.saved_pc!)
    #expect(pc == UnsafeRawPointer(run.world.image))
    let operands = (pc + MemoryLayout<UInt>.size).load(as: operands_runtime.self)
    #expect(operands.operation == 7 && operands.range == 3)
    #expect(operands.first == 11 && operands.second == 12)
    run.context.pointee.saved_pc += MemoryLayout<UInt>.size + MemoryLayout<operands_runtime>.size
    #expect(run.run() == .finished)
  },
]

/// Slot 1 says which of three targets or the default (3) was chosen.
func emitTable(_ handler: Handler, in program: inout Program) {
  let labels = (0..<4).map { _ in program.code.label() }
  let start = program.code.label()
  program.emit(Handler_branch_nn_f, .label(start))
  // One target is behind the table.
  emitTarget(1)
  program.code.place(start)
  program.code.emitTable(handler, 0, labels)
  for target in [0, 2, 3] { emitTarget(target) }

  func emitTarget(_ target: Int) {
    program.code.place(labels[target])
    program.emit(Handler_constant_kn_n, 1, .value(UInt64(target)))
    program.emit(Handler_finish_nn_n)
  }
}
