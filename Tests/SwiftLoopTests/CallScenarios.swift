import CInterp
import Testing

// Functions of one parameter and one result have their header in slot 1 and locals from slot 6 on.
// The program starts in a frame of its own, where slots from 20 on are free for callees.

let callScenarios: [Scenario] = [
  Scenario("recursion and the end of the stack") { program in
    program.emit(Handler_copy_sn_n, 20, 0)
    program.emit(Handler_call_nn_n, 20, 21, 0)
    program.emit(Handler_finish_nn_n)
    program.function(0)
    let isPositive = program.code.label()
    program.emit(Handler_enter_nn_n, 14, 6, 2)
    program.emit(Handler_branch_if_i64_sn_f, 0, .label(isPositive))
    program.emit(Handler_return_value_kn_n, 1, 1)
    program.code.place(isPositive)
    program.emit(Handler_constant_kn_n, 6, 1)
    program.emit(Handler_i64_sub_ss_s, 8, 0, 6)
    program.emit(Handler_call_nn_n, 8, 9, 0)
    program.emit(Handler_i64_mul_ss_s, 6, 0, 8)
    program.emit(Handler_return_value_sn_n, 1, 6)
  } act: { run in
    #expect(run.run(0) == .finished)
    #expect(run[20] == 1)
    #expect(run.run(20) == .finished)
    #expect(run[20] == 2_432_902_008_176_640_000)
    run.run(1_000_000)
    run.expectTrap(.call_stack_exhausted)
  },

  Scenario("a frame up to the limit, with zeros where they belong") { program in
    program.emit(Handler_enter_nn_n, 100, 10, 20)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.context.pointee.stack_limit = run.world.stack + 100
    #expect(run.run() == .finished)
    for slot in 0..<100 {
      #expect(run[slot] == ((10..<30).contains(slot) ? 0 : World.untouched))
    }
    run.world.reset()
    run.context.pointee.stack_limit = run.world.stack + 99
    run.run()
    run.expectTrap(.call_stack_exhausted)
    #expect(run[10] == World.untouched)
    run.world.reset()
    context_request_interrupt(run.context, .request)
    run.run()
    run.expectTrap(.interrupted)
    #expect(run[10] == World.untouched)
    context_clear_interrupt(run.context, run.world.stack + 100)
    #expect(run.run() == .finished)
  },

  Scenario("of an odd number of zeros, one more may be written", loops: [.c]) { program in
    program.emit(Handler_enter_nn_n, 100, 10, 3)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    #expect(run.run() == .finished)
    for slot in 0..<100 where slot != 13 {
      #expect(run[slot] == ((10..<13).contains(slot) ? 0 : World.untouched))
    }
  },

  Scenario("several results and no zeros") { program in
    program.emit(Handler_call_nn_n, 20, 22, 3)
    program.emit(Handler_finish_nn_n)
    program.function(3)
    program.emit(Handler_enter_nn_n, 7, 7, 0)
    program.emit(Handler_constant_kn_n, 0, 11)
    program.emit(Handler_constant_kn_n, 1, 12)
    program.emit(Handler_return_nn_n, 2)
  } act: { run in
    #expect(run.run() == .finished)
    #expect(run[20] == 11 && run[21] == 12)
  },

  Scenario("results by way of the accumulators", loops: [.c]) { program in
    for (function, argument) in [(0, 20), (1, 30), (2, 40), (3, 50)] as [(UInt64, UInt64)] {
      program.emit(
        Handler_call_nn_n, .value(argument), .value(argument + 1), .value(function))
      if function != 2 { program.emit(Handler_keep_an_n, .value(argument + 8)) }
    }
    program.emit(Handler_finish_nn_n)
    program.function(0)
    program.emit(Handler_return_value_an_n, 1)
    program.function(1)
    program.emit(Handler_constant_kn_n, 6, 77)
    program.emit(Handler_return_value_sn_n, 1, 6)
    program.function(2)
    program.emit(Handler_wide_constant_kn_n, 6, 0xFEDC_BA98_7654_3210)
    program.emit(Handler_f64_reinterpret_i64_sn_a, 6, 6)
    program.emit(Handler_return_float_an_n, 1)
    program.function(3)
    program.emit(Handler_return_value_kn_n, 1, 0xFFFF_FFFF)
  } act: { run in
    run.context.pointee.saved_accumulator = 0xA1A2_A3A4_A5A6_A7A8
    #expect(run.run() == .finished)
    #expect(run[20] == 0xA1A2_A3A4_A5A6_A7A8 && run[28] == run[20])
    #expect(run[30] == 77 && run[38] == 77)
    #expect(run[40] == 0xFEDC_BA98_7654_3210)
    #expect(run[50] == 0xFFFF_FFFF && run[58] == 0xFFFF_FFFF)
  },

  Scenario("a host function of two parameters") { program in
    program.emit(Handler_call_import_nn_n, 20, 22, 0)
    program.emit(Handler_i64_add_ss_s, 0, 20, 21)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    #expect(run.run() == .host_call)
    #expect(run.context.pointee.callee == run.world.host)
    #expect(run.context.pointee.saved_frame == run.world.stack + 20)
    run[20] = 3
    run[21] = 4
    run.returnFromHost(header: 22)
    #expect(run.run() == .finished)
    #expect(run[0] == 7)
  },

  Scenario("a function is translated when it is called first") { program in
    program.emit(Handler_call_nn_n, 20, 21, 4)
    program.emit(Handler_finish_nn_n)
    program.function(4)
    program.emit(Handler_return_value_kn_n, 1, 42)
  } act: { run in
    let entry = run.world.instances[0].codes[4].entry
    run.world.instances[0].reset(cells: run.loop.cells)
    #expect(run.run() == .translate)
    let operands = UnsafeRawPointer(run.context.pointee.saved_pc!) + MemoryLayout<UInt>.size
    #expect(operands.load(as: operands_cell.self).function == 4)
    #expect(run.context.pointee.saved_frame == run.world.stack + 20)
    code_publish(run.world.instances[0].codes + 4, entry)
    run.context.pointee.saved_pc = entry
    #expect(run.run() == .finished)
    #expect(run[20] == 42)
  },

  Scenario("an import that the same module defines") { program in
    program.emit(Handler_call_import_nn_n, 20, 21, 3)
    program.emit(Handler_finish_nn_n)
    program.function(1)
    program.emit(Handler_return_value_kn_n, 1, 42)
  } act: { run in
    #expect(run.run() == .finished)
    #expect(run[20] == 42)
    #expect(run.context.pointee.callee == run.world.instances[0].functions + 1)
  },

  Scenario("indirect calls") { program in
    program.emit(Handler_call_indirect_sn_n, 20, 21, 0, 0, 0)
    program.emit(Handler_finish_nn_n)
    emitFunctionsNamedByResult(in: &program)
  } act: { run in
    for (element, result) in [(1, 1000), (2, 0), (3, 1)] as [(UInt64, UInt64)] {
      #expect(run.run(element) == .finished)
      #expect(run[20] == result)
    }
    #expect(run.run(0) == .host_call)
    for (element, trap) in indirectCallTraps {
      run.run(element)
      run.expectTrap(trap)
      #expect((20..<26).allSatisfy { run[$0] == World.untouched })
    }
  },

  Scenario("indirect calls with the second type") { program in
    program.emit(Handler_call_indirect_sn_n, 20, 21, 0, 1, 0)
    program.emit(Handler_finish_nn_n)
    emitFunctionsNamedByResult(in: &program)
  } act: { run in
    #expect(run.run(5) == .finished)
    #expect(run[20] == 5)
    run.run(2)
    run.expectTrap(.indirect_call_type_mismatch)
  },

  Scenario("indirect calls of functions of a subtype") { program in
    // As the supertype, then as the subtype.
    program.emit(Handler_call_indirect_sn_n, 20, 21, 0, 0, 0)
    program.emit(Handler_call_indirect_sn_n, 30, 31, 0, 1, 0)
    program.emit(Handler_finish_nn_n)
    emitFunctionsNamedByResult(in: &program)
  } act: { run in
    run.world.hasSubtype = true
    #expect(run.run(5) == .finished)
    #expect(run[20] == 5 && run[30] == 5)
    run.run(2)
    run.expectTrap(.indirect_call_type_mismatch)
    #expect(run[20] == 0)
    run.world.hasSubtype = false
    run.run(5)
    run.expectTrap(.indirect_call_type_mismatch)
    #expect(run[20] == World.untouched)
  },

  Scenario("indirect calls by the accumulator", loops: [.c]) { program in
    program.emit(Handler_call_indirect_an_n, 20, 21, 99, 0, 0)
    program.emit(Handler_finish_nn_n)
    emitFunctionsNamedByResult(in: &program)
  } act: { run in
    run.context.pointee.saved_accumulator = 3
    #expect(run.run() == .finished)
    #expect(run[20] == 1)
    for (element, trap) in indirectCallTraps {
      run.world.reset()
      run.context.pointee.saved_accumulator = element
      run.run()
      run.expectTrap(trap)
    }
  },

  Scenario("calls of references") { program in
    program.emit(Handler_call_reference_sn_n, 20, 21, 0)
    program.emit(Handler_finish_nn_n)
    emitFunctionsNamedByResult(in: &program)
  } act: { run in
    let functions = run.world.instances[0].functionList
    for (index, result) in [(1, 1000), (2, 0), (3, 1), (7, 5)] as [(Int, UInt64)] {
      #expect(run.run(reference(to: functions[index])) == .finished)
      #expect(run[20] == result)
    }
    #expect(run.run(reference(to: run.world.host)) == .host_call)
    run.run(0)
    run.expectTrap(.null_function_reference)
  },
]

/// Elements of the table, for calls with the first type.
let indirectCallTraps: [(UInt64, WasmTrap)] = [
  (4, .uninitialized_element), (5, .indirect_call_type_mismatch), (6, .undefined_element),
  (0xFFFF_FFFF, .undefined_element), (1 << 32, .undefined_element), (.max, .undefined_element),
]

/// All functions of both instances: the result is the function's number, plus 1000 in the second
/// instance.
func emitFunctionsNamedByResult(in program: inout Program) {
  for instance in 0..<2 {
    for function in 0..<TestInstance.functionCount {
      program.function(function, of: instance)
      program.emit(Handler_enter_nn_n, 8, 6, 2)
      program.emit(Handler_return_value_kn_n, 1, .value(UInt64(1000 * instance + function)))
    }
  }
}

extension ScenarioRun {
  /// Goes back to where the host function's header says.
  func returnFromHost(header slot: Int) {
    context.pointee.saved_pc = UnsafePointer(bitPattern: UInt(self[slot]))
    context.pointee.saved_frame = UnsafeMutablePointer(bitPattern: UInt(self[slot + 1]))
  }
}
