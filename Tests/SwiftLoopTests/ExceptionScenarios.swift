import CInterp
import Testing

// The code of scenarios belongs to no module, so that nothing here is caught.

let exceptionScenarios: [Scenario] = [
  Scenario("an exception that nothing catches") { program in
    program.emit(Handler_copy_sn_n, 3, 0)
    program.emit(Handler_throw_nn_n, 3, 0)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    #expect(run.run(7) == .exception)
    let thrown = run.context.pointee.thrown
    #expect(thrown.tag == UnsafePointer(run.world.instances[0].tag))
    #expect(thrown.values == UnsafePointer(run.world.stack + 3))
    #expect(thrown.reference == 0 && run[3] == 7)
  },

  Scenario("throwing a null reference") { program in
    program.emit(Handler_throw_reference_sn_n, 0)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.run(0)
    run.expectTrap(.null_exception_reference)
  },
]
