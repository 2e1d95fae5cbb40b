import CInterp
import Testing

// Calls between instances: the first memory, the globals and the functions are the callee's until
// it returns. The first byte of each instance's first memory tells them apart.

let crossingScenarios: [Scenario] = [
  Scenario("a call of another instance and back") { program in
    program.emit(Handler_call_import_nn_n, 20, 21, 1)
    emitIdentification(of: 10, in: &program)
    program.emit(Handler_finish_nn_n)
    program.function(0, of: 1)
    program.emit(Handler_enter_nn_n, 10, 6, 4)
    emitIdentification(of: 6, in: &program)
    program.emit(Handler_return_value_sn_n, 1, 6)
  } act: { run in
    #expect(run.run() == .finished)
    #expect(run[20] == run.firstByte(of: 1) && run[10] == run.firstByte(of: 0))
    #expect(run.instance === run.world.instances[0])
  },

  Scenario("there, back, there and back again") { program in
    program.emit(Handler_call_import_nn_n, 20, 21, 1)
    emitIdentification(of: 10, in: &program)
    program.emit(Handler_finish_nn_n)
    // Each calls the other one, with itself before and after.
    for instance in [1, 0] {
      program.function(0, of: instance)
      program.emit(Handler_enter_nn_n, 40, 6, 4)
      emitIdentification(of: 6, in: &program)
      program.emit(
        Handler_call_import_nn_n, 20, 21, instance == 1 ? 1 : 0)
      emitIdentification(of: 7, in: &program)
      program.emit(Handler_i32_add_ss_s, 8, 6, 7)
      program.emit(Handler_i32_add_ss_s, 8, 8, 20)
      program.emit(Handler_return_value_sn_n, 1, 8)
    }
  } act: { run in
    // The host is called at the deepest place, and runs in its caller's instance.
    #expect(run.run() == .host_call)
    #expect(run.instance === run.world.instances[0])
    #expect(run.context.pointee.saved_frame == run.world.stack + 60)
    run[60] = 5
    run.returnFromHost(header: 61)
    #expect(run.run() == .finished)
    #expect(run[20] == 2 * run.firstByte(of: 0) + 2 * run.firstByte(of: 1) + 5)
    #expect(run[10] == run.firstByte(of: 0))
  },

  Scenario("an indirect call of another instance") { program in
    program.emit(Handler_call_indirect_sn_n, 20, 21, 0, 0, 0)
    emitIdentification(of: 10, in: &program)
    program.emit(Handler_finish_nn_n)
    emitIdentifyingFunction(of: 1, in: &program)
  } act: { run in
    #expect(run.run(1) == .finished)
    #expect(run[20] == run.firstByte(of: 1) && run[10] == run.firstByte(of: 0))
  },

  Scenario("a call of a reference to another instance's function") { program in
    program.emit(Handler_get_function_nn_s, 0, 1)
    program.emit(Handler_call_reference_sn_n, 20, 21, 0)
    emitIdentification(of: 10, in: &program)
    program.emit(Handler_finish_nn_n)
    emitIdentifyingFunction(of: 1, in: &program)
  } act: { run in
    #expect(run.run() == .finished)
    #expect(run[20] == run.firstByte(of: 1) && run[10] == run.firstByte(of: 0))
  },

  Scenario("a trap in another instance") { program in
    program.emit(Handler_call_import_nn_n, 20, 21, 1)
    program.function(0, of: 1)
    program.emit(Handler_trap_nn_n, .value(UInt64(WasmTrap.unreachable.rawValue)))
  } act: { run in
    run.run()
    run.expectTrap(.unreachable)
    #expect(run.instance === run.world.instances[1])
    #expect(run.context.pointee.saved_frame == run.world.stack + 20)
  },

  Scenario("another instance's globals, tables and functions") { program in
    program.emit(Handler_call_import_nn_n, 20, 21, 1)
    program.emit(Handler_finish_nn_n)
    program.function(0, of: 1)
    program.emit(Handler_get_global_nn_s, 6, 0)
    program.emit(Handler_constant_kn_n, 7, 3)
    program.emit(Handler_table_get_sn_s, 8, 7, 0)
    program.emit(Handler_call_nn_n, 20, 21, 2)
    program.emit(Handler_i64_add_ss_s, 6, 6, 20)
    program.emit(Handler_return_value_sn_n, 1, 6)
    program.function(2, of: 1)
    program.emit(Handler_return_value_kn_n, 1, 9)
    program.function(2, of: 0)
    program.emit(Handler_return_value_kn_n, 1, 8)
  } act: { run in
    #expect(run.run() == .finished)
    #expect(run[20] == run.world.instances[1].globals[0][0] + 9)
    #expect(run[28] == reference(to: run.world.instances[1].functionList[3]))
  },
]

/// Loads the first byte of the first memory to a slot.
func emitIdentification(of slot: UInt64, in program: inout Program) {
  program.emit(Handler_constant_kn_n, .value(slot), 0)
  program.emit(Handler_i32_load8_u_sn_s, .value(slot), .value(slot), 1)
}

/// The first function of an instance: its result is the first byte of the instance's first memory.
func emitIdentifyingFunction(of instance: Int, in program: inout Program) {
  program.function(0, of: instance)
  program.emit(Handler_enter_nn_n, 10, 6, 4)
  emitIdentification(of: 6, in: &program)
  program.emit(Handler_return_value_sn_n, 1, 6)
}

extension ScenarioRun {
  func firstByte(of instance: Int) -> UInt64 {
    UInt64(world.instances[instance].memories[0].base[0])
  }

  /// The current instance.
  var instance: TestInstance? {
    world.instances.first { UnsafePointer($0.instance) == context.pointee.instance }
  }
}
