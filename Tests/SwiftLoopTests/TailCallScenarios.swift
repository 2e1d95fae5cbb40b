import CInterp
import Testing

// The operands of a tail call: where the arguments are and how many, this frame's header slot and
// the callee's.

let tailCallScenarios: [Scenario] = [
  Scenario("a loop by tail calls takes constant space") { program in
    program.emit(Handler_call_nn_n, 20, 22, 0)
    program.emit(Handler_finish_nn_n)
    program.function(0)
    emitSum(in: &program) { program, arguments in
      program.emit(Handler_tail_call_nn_n, .value(arguments), 2, 2, 2, 0)
    }
  } act: { run in
    run.startSum(of: 10_000)
    #expect(run.run() == .finished)
    #expect(run[20] == 50_005_000)
  },

  Scenario("headers move with the number of parameters") { program in
    program.emit(Handler_call_nn_n, 20, 21, 0)
    program.emit(Handler_finish_nn_n)
    // One parameter, three parameters, none.
    program.function(0)
    for (slot, value) in [(10, 1), (11, 2), (12, 3)] as [(UInt64, UInt64)] {
      program.emit(Handler_constant_kn_n, .value(slot), .value(value))
    }
    program.emit(Handler_tail_call_nn_n, 10, 3, 1, 3, 1)
    program.function(1)
    program.emit(Handler_i32_add_ss_s, 9, 0, 1)
    program.emit(Handler_i32_add_ss_s, 0, 9, 2)
    program.emit(Handler_set_global_sn_n, 0, 0)
    program.emit(Handler_tail_call_nn_n, 9, 0, 3, 1, 2)
    program.function(2)
    program.emit(Handler_get_global_nn_s, 6, 0)
    program.emit(Handler_return_value_sn_n, 1, 6)
  } act: { run in
    #expect(run.run() == .finished)
    #expect(run[20] == 6)
  },

  Scenario("many arguments slide over the header and over themselves") { program in
    program.emit(Handler_call_nn_n, 20, 24, 0)
    program.emit(Handler_finish_nn_n)
    program.function(0)
    for slot in 9..<19 as Range<UInt64> {
      program.emit(Handler_constant_kn_n, .value(slot), .value(100 + slot))
    }
    program.emit(Handler_tail_call_nn_n, 9, 10, 4, 10, 1)
    program.function(1)
    program.emit(Handler_return_nn_n, 10)
  } act: { run in
    #expect(run.run() == .finished)
    #expect((0..<10).map { run[20 + $0] } == (0..<10).map { UInt64(109 + $0) })
  },

  Scenario("tail calls of another instance") { program in
    program.emit(Handler_call_nn_n, 20, 21, 0)
    emitIdentification(of: 10, in: &program)
    program.emit(Handler_finish_nn_n)
    program.function(0, of: 0)
    program.emit(Handler_tail_call_import_nn_n, 10, 0, 1, 1, 1)
    emitIdentifyingFunction(of: 1, in: &program)
  } act: { run in
    #expect(run.run() == .finished)
    #expect(run[20] == run.firstByte(of: 1) && run[10] == run.firstByte(of: 0))
    #expect(run.instance === run.world.instances[0])
  },

  Scenario("back and forth between instances in constant space") { program in
    program.emit(Handler_call_import_nn_n, 20, 22, 1)
    emitIdentification(of: 10, in: &program)
    program.emit(Handler_finish_nn_n)
    for instance in 0..<2 {
      program.function(0, of: instance)
      emitSum(in: &program) { program, arguments in
        program.emit(Handler_tail_call_import_nn_n, .value(arguments), 2, 2, 2, 1)
      }
    }
  } act: { run in
    for count: UInt64 in [0, 1, 2, 1000, 1001] {
      run.world.reset()
      run.startSum(of: count)
      #expect(run.run() == .finished)
      #expect(run[20] == count * (count + 1) / 2)
      #expect(run[10] == run.firstByte(of: 0))
      #expect(run.instance === run.world.instances[0])
    }
  },

  Scenario("a tail call inside a called instance, with another header slot") { program in
    program.emit(Handler_call_import_nn_n, 20, 21, 1)
    emitIdentification(of: 10, in: &program)
    program.emit(Handler_finish_nn_n)
    program.function(0, of: 1)
    program.emit(Handler_constant_kn_n, 12, 4)
    program.emit(Handler_tail_call_nn_n, 10, 3, 1, 3, 1)
    program.function(1, of: 1)
    emitIdentification(of: 8, in: &program)
    program.emit(Handler_i32_add_ss_s, 8, 8, 2)
    program.emit(Handler_return_value_sn_n, 3, 8)
  } act: { run in
    #expect(run.run() == .finished)
    #expect(run[20] == run.firstByte(of: 1) + 4)
    #expect(run[10] == run.firstByte(of: 0))
  },

  Scenario("indirect tail calls") { program in
    program.emit(Handler_copy_sn_n, 20, 0)
    program.emit(Handler_call_nn_n, 20, 21, 4)
    emitIdentification(of: 10, in: &program)
    program.emit(Handler_finish_nn_n)
    emitFunctionsNamedByResult(in: &program)
    program.function(4)
    program.emit(Handler_copy_sn_n, 8, 0)
    program.emit(Handler_tail_call_indirect_sn_n, 8, 1, 1, 1, 0, 0, 0)
  } act: { run in
    for (element, result) in [(1, 1000), (2, 0), (3, 1)] as [(UInt64, UInt64)] {
      #expect(run.run(element) == .finished)
      #expect(run[20] == result)
      #expect(run[10] == run.firstByte(of: 0))
    }
    for (element, trap) in indirectCallTraps {
      run.run(element)
      run.expectTrap(trap)
      #expect(run.context.pointee.saved_frame == run.world.stack + 20)
    }
  },

  Scenario("tail calls of references") { program in
    program.emit(Handler_copy_sn_n, 20, 0)
    program.emit(Handler_call_nn_n, 20, 21, 4)
    emitIdentification(of: 10, in: &program)
    program.emit(Handler_finish_nn_n)
    emitFunctionsNamedByResult(in: &program)
    program.function(4)
    program.emit(Handler_tail_call_reference_sn_n, 8, 0, 1, 1, 0)
  } act: { run in
    let functions = run.world.instances[0].functionList
    for (index, result) in [(1, 1000), (2, 0), (3, 1)] as [(Int, UInt64)] {
      #expect(run.run(reference(to: functions[index])) == .finished)
      #expect(run[20] == result)
      #expect(run[10] == run.firstByte(of: 0))
    }
    run.run(0)
    run.expectTrap(.null_function_reference)
  },

  Scenario("a tail call of the host, within an instance and across") { program in
    program.emit(Handler_call_nn_n, 20, 21, 0)
    program.emit(Handler_call_import_nn_n, 30, 31, 1)
    emitIdentification(of: 10, in: &program)
    program.emit(Handler_finish_nn_n)
    for instance in 0..<2 {
      program.function(0, of: instance)
      program.emit(Handler_constant_kn_n, 12, 7)
      program.emit(Handler_tail_call_import_nn_n, 12, 1, 1, 2, 0)
    }
  } act: { run in
    for (frame, instance) in [(20, 0), (30, 1)] {
      #expect(run.run() == .host_call)
      #expect(run.context.pointee.callee == run.world.host)
      #expect(run.context.pointee.saved_frame == run.world.stack + frame)
      #expect(run.instance === run.world.instances[instance])
      #expect(run[frame] == 7)
      run[frame] = 8
      run.returnFromHost(header: frame + 2)
    }
    #expect(run.run() == .finished)
    #expect(run[20] == 8 && run[30] == 8)
    #expect(run[10] == run.firstByte(of: 0))
  },
]

/// A function of a count and a sum: adds the count to the sum and calls itself, by way of
/// `tailCall`, with the count minus 1, until that is 0.
private func emitSum(
  in program: inout Program, tailCall: (inout Program, _ arguments: UInt64) -> Void
) {
  let isPositive = program.code.label()
  program.emit(Handler_enter_nn_n, 20, 7, 4)
  program.emit(Handler_branch_if_i64_sn_f, 0, .label(isPositive))
  program.emit(Handler_return_value_sn_n, 2, 1)
  program.code.place(isPositive)
  program.emit(Handler_constant_kn_n, 7, 1)
  program.emit(Handler_i64_sub_ss_s, 10, 0, 7)
  program.emit(Handler_i64_add_ss_s, 11, 1, 0)
  tailCall(&program, 10)
}

extension ScenarioRun {
  fileprivate func startSum(of count: UInt64) {
    self[20] = count
    self[21] = 0
  }
}
