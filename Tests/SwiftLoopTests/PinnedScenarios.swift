import CInterp
import Testing

/// The instructions that move pinned locals, and those that end in them.
let pinnedScenarios: [Scenario] = [
  Scenario("pins from slots, constants and one another", loops: [.c]) { program in
    program.code.emitFloatAccumulator(from: 4)
    program.emit(Handler_pin_sn_p, 0)
    program.emit(Handler_pin_sn_q, 1)
    program.emit(Handler_pin_float_sn_p, 2)
    program.emit(Handler_pin_float_sn_q, 3)
    program.code.emitRegisters(to: 10)
    program.emit(Handler_pin_kn_p, 99, 0xFEDC_BA98_7654_3210)
    program.emit(Handler_pin_float_kn_p, 99, 0x7FF4_0000_0000_0001)
    program.code.emitRegisters(to: 20)
    program.emit(Handler_pin_pn_q, 99)
    program.emit(Handler_pin_float_pn_q, 99)
    program.code.emitRegisters(to: 30)
    program.emit(Handler_pin_kn_q, 99, 0x0123_4567_89AB_CDEF)
    program.emit(Handler_pin_float_kn_q, 99, 0xFFF0_0000_0000_0002)
    program.code.emitRegisters(to: 40)
    program.emit(Handler_pin_qn_p, 99)
    program.emit(Handler_pin_float_qn_p, 99)
    program.code.emitRegisters(to: 50)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    // No bit of a signalling NaN changes on the way.
    let signalling: UInt64 = 0x7FF0_0000_DEAD_BEEF
    run.run(.max, 1 << 63, signalling, 0x7FA0_0001, 5)
    let accumulators: [UInt64] = [MachineRegister.accumulator.untouched, 5]
    #expect(registers(10, run) == accumulators + [.max, 1 << 63, signalling, 0x7FA0_0001])
    let (integer, float): (UInt64, UInt64) = (0xFEDC_BA98_7654_3210, 0x7FF4_0000_0000_0001)
    #expect(registers(20, run) == accumulators + [integer, 1 << 63, float, 0x7FA0_0001])
    #expect(registers(30, run) == accumulators + [integer, integer, float, float])
    let (otherInteger, otherFloat): (UInt64, UInt64) = (
      0x0123_4567_89AB_CDEF, 0xFFF0_0000_0000_0002
    )
    #expect(registers(40, run) == accumulators + [integer, otherInteger, float, otherFloat])
    #expect(
      registers(50, run) == accumulators + [otherInteger, otherInteger, otherFloat, otherFloat])
    #expect(run[99] == World.untouched)
  },

  Scenario("pins from the accumulators", loops: [.c]) { program in
    program.code.emitFloatAccumulator(from: 0)
    program.emit(Handler_pin_an_p, 99)
    program.emit(Handler_pin_float_an_p, 99)
    program.code.emitRegisters(to: 10)
    program.emit(Handler_pin_an_q, 99)
    program.emit(Handler_pin_float_an_q, 99)
    program.code.emitRegisters(to: 20)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.run(0x7FF0_0000_DEAD_BEEF)
    let (integer, float) = (MachineRegister.accumulator.untouched, run[0])
    let (q, floatQ) = (MachineRegister.pinnedQ.untouched, MachineRegister.pinnedFloatQ.untouched)
    #expect(registers(10, run) == [integer, float, integer, q, float, floatQ])
    #expect(registers(20, run) == [integer, float, integer, integer, float, float])
    #expect(run[99] == World.untouched)
  },

  pinnedTable(.pinnedP, Handler_branch_table_pn_n),
  pinnedTable(.pinnedQ, Handler_branch_table_qn_n),

  pinnedReturn(.pinnedP, Handler_return_value_pn_n),
  pinnedReturn(.pinnedQ, Handler_return_value_qn_n),
  pinnedReturn(.pinnedFloatP, Handler_return_float_pn_n),
  pinnedReturn(.pinnedFloatQ, Handler_return_float_qn_n),

  Scenario("pinned locals outlast a runtime instruction", loops: [.c]) { program in
    program.emit(Handler_runtime_nn_n, 7, 3, 11, 12)
    program.code.emitFloatAccumulator(from: 0)
    program.code.emitRegisters(to: 10)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.world.reset()
    run[0] = 5
    for register in MachineRegister.allCases {
      run.world.set(register, to: UInt64(register.rawValue) << 62 | 3)
    }
    #expect(run.run() == .runtime)
    let saved = run.context.pointee.saved_pinned
    let expected = MachineRegister.allCases.map { UInt64($0.rawValue) << 62 | 3 }
    #expect([saved.0, saved.1, saved.2, saved.3] == Array(expected.dropFirst(2)))
    run.context.pointee.saved_pc += MemoryLayout<UInt>.size + MemoryLayout<operands_runtime>.size
    #expect(run.run() == .finished)
    #expect(registers(10, run) == [expected[0], 5] + expected.dropFirst(2))
  },
]

private func registers(_ first: Int, _ run: ScenarioRun) -> [UInt64] {
  MachineRegister.allCases.map { run[first + $0.rawValue] }
}

/// A table that is indexed by a pinned local; slot 1 says where it led.
private func pinnedTable(_ register: MachineRegister, _ handler: Handler) -> Scenario {
  Scenario("a branch table by \(register)", loops: [.c]) { program in
    emitTable(handler, in: &program)
  } act: { run in
    for (index, target) in [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (0xFFFF_FFFF, 3)] {
      run.world.reset()
      run.world.set(register, to: UInt64(index))
      #expect(run.run() == .finished)
      #expect(run[1] == UInt64(target))
    }
    run.world.reset()
    context_request_interrupt(run.context, .request)
    run.run()
    run.expectTrap(.interrupted)
  }
}

/// A function that returns a pinned local. An integer is in the caller's accumulator as well.
private func pinnedReturn(_ register: MachineRegister, _ handler: Handler) -> Scenario {
  Scenario("a return of \(register)", loops: [.c]) { program in
    program.emit(Handler_call_nn_n, 20, 21, 0)
    program.code.emitRegisters(to: 10)
    program.emit(Handler_finish_nn_n)
    program.function(0)
    program.emit(Handler_enter_nn_n, 8, 7, 0)
    program.emit(handler, 1)
  } act: { run in
    run.world.reset()
    let value: UInt64 = 0x7FF0_0000_DEAD_BEEF
    run.world.set(register, to: value)
    #expect(run.run() == .finished)
    #expect(run[20] == value)
    let isInteger = register == .pinnedP || register == .pinnedQ
    #expect(run[10] == (isInteger ? value : MachineRegister.accumulator.untouched))
    #expect(run.context.pointee.saved_frame == run.world.stack)
  }
}
