import CInterp
import Testing

let variableScenarios: [Scenario] = [
  Scenario("copies and constants") { program in
    program.emit(Handler_copy_sn_n, 10, 0)
    program.emit(Handler_copy_wide_sn_n, 11, 0)
    // Overlapping, up and down.
    program.emit(Handler_copy_wide_sn_n, 12, 11)
    program.emit(Handler_copy_wide_sn_n, 1, 2)
    program.emit(Handler_copy_sn_n, 20, 20)
    program.emit(Handler_constant_kn_n, 21, 0xFFFF_FFFF)
    program.emit(Handler_wide_constant_kn_n, 22, 0xFEDC_BA98_7654_3210)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.run(0xA0A1_A2A3_A4A5_A6A7, 0xB0B1_B2B3_B4B5_B6B7, 2, 3)
    #expect(run[10] == 0xA0A1_A2A3_A4A5_A6A7 && run[11] == 0xA0A1_A2A3_A4A5_A6A7)
    #expect(run[12] == 0xA0A1_A2A3_A4A5_A6A7 && run[13] == 0xB0B1_B2B3_B4B5_B6B7)
    #expect(run[1] == 2 && run[2] == 3)
    #expect(run[20] == World.untouched)
    #expect(run[21] == 0xFFFF_FFFF)
    #expect(run[22] == 0xFEDC_BA98_7654_3210)
  },

  Scenario("two copies at once, one after the other", loops: [.c]) { program in
    program.emit(Handler_copy_pair_sn_n, 10, 0, 11, 1)
    program.emit(Handler_copy_pair_sn_n, 12, 0, 13, 12)
    program.emit(Handler_copy_pair_sn_n, 0, 1, 1, 0)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.run(7, 8)
    #expect((10..<14).map { run[$0] } == [7, 8, 7, 7])
    #expect(run[0] == 8 && run[1] == 8)
  },

  Scenario("copies of ranges, which may overlap") { program in
    program.emit(Handler_copy_range_nn_n, 10, 0, 3)
    // Up and down.
    program.emit(Handler_copy_range_nn_n, 1, 0, 4)
    program.emit(Handler_copy_range_nn_n, 10, 11, 2)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.run(1, 2, 3, 4)
    #expect((0..<5).map { run[$0] } == [1, 1, 2, 3, 4])
    #expect((10..<13).map { run[$0] } == [2, 3, 3])
    #expect(run[13] == World.untouched)
  },

  Scenario("selects") { program in
    program.emit(Handler_select_sn_n, 10, 0, 1, 3)
    program.emit(Handler_select_wide_sn_n, 11, 0, 1, 3)
    // The target may be one of the operands.
    program.emit(Handler_select_sn_n, 0, 0, 0, 4)
    program.emit(Handler_select_wide_sn_n, 2, 0, 1, 3)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.run(0, 1, 2, 3, 4)
    #expect((10..<13).map { run[$0] } == [3, 3, 4])
    #expect((0..<4).map { run[$0] } == [4, 1, 1, 2])
    run.run(0x8000_0000, 1, 2, 3, 4)
    #expect((10..<13).map { run[$0] } == [1, 1, 2])
    #expect((0..<4).map { run[$0] } == [0x8000_0000, 1, 1, 2])
    // Only the lower half of a slot is an i32.
    run.run(0x1_0000_0000, 1, 2, 3, 4)
    #expect(run[10] == 3)
  },

  Scenario("the accumulators, kept", loops: [.c]) { program in
    program.emit(Handler_keep_an_n, 10)
    program.emit(Handler_f64_reinterpret_i64_sn_a, 99, 0)
    program.emit(Handler_keep_float_an_n, 12)
    // Neither copies nor constants nor selects touch an accumulator.
    program.emit(Handler_copy_sn_n, 13, 0)
    program.emit(Handler_constant_kn_n, 13, 5)
    program.emit(Handler_wide_constant_kn_n, 13, 5)
    program.emit(Handler_select_sn_n, 13, 0, 0, 1)
    program.emit(Handler_keep_an_n, 14)
    program.emit(Handler_keep_float_an_n, 15)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.world.reset()
    (run[0], run[1]) = (7, 8)
    run.context.pointee.saved_accumulator = .max
    run.run()
    #expect((10..<16).map { run[$0] } == [.max, World.untouched, 7, 7, .max, 7])
    #expect(run[99] == World.untouched)
  },

  Scenario("globals") { program in
    program.emit(Handler_get_global_nn_s, 10, 1)
    program.emit(Handler_get_wide_global_nn_s, 11, 2)
    program.emit(Handler_set_global_sn_n, 0, 1)
    program.emit(Handler_set_wide_global_sn_n, 1, 2)
    program.emit(Handler_get_global_nn_s, 13, 1)
    program.emit(Handler_get_wide_global_nn_s, 14, 2)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    let instance = run.world.instances[0]
    let before = [instance.globals[1][0], instance.globals[2][0], instance.globals[2][1]]
    run.run(0xFFFF_FFFF_FFFF_FFFF, 2, 3)
    #expect((10..<13).map { run[$0] } == before)
    #expect((13..<16).map { run[$0] } == [0xFFFF_FFFF_FFFF_FFFF, 2, 3])
    #expect(instance.globals[1][0] == .max && instance.globals[2][1] == 3)
  },

  Scenario("globals and the accumulator", loops: [.c]) { program in
    program.emit(Handler_set_global_an_n, 99, 0)
    program.emit(Handler_get_global_nn_a, 99, 1)
    program.emit(Handler_keep_an_n, 10)
    program.emit(Handler_get_global_nn_s, 11, 0)
    program.emit(Handler_keep_an_n, 12)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    let instance = run.world.instances[0]
    run.context.pointee.saved_accumulator = 0x1234_5678_9ABC_DEF0
    run.run()
    #expect(instance.globals[0][0] == 0x1234_5678_9ABC_DEF0)
    #expect(run[10] == instance.globals[1][0])
    #expect(run[11] == 0x1234_5678_9ABC_DEF0 && run[12] == 0x1234_5678_9ABC_DEF0)
    #expect(run[99] == World.untouched)
  },

  Scenario("references") { program in
    program.emit(Handler_get_function_nn_s, 0, 3)
    program.emit(Handler_trap_if_null_sn_n, 0)
    program.emit(Handler_constant_kn_n, 0, 0)
    program.emit(Handler_trap_if_null_sn_n, 0)
  } act: { run in
    run.run()
    run.expectTrap(.null_reference)
    // Not trapped before: the constant was written.
    #expect(run[0] == 0)
  },

  Scenario("tables") { program in
    program.emit(Handler_table_size_nn_s, 10, 0)
    program.emit(Handler_table_get_sn_s, 11, 0, 0)
    program.emit(Handler_get_function_nn_s, 2, 5)
    program.emit(Handler_table_set_ss_n, 1, 2, 0)
    program.emit(Handler_table_get_sn_s, 12, 1, 0)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    let instance = run.world.instances[0]
    #expect(run.run(3, 5) == .finished)
    #expect(run[10] == 6)
    #expect(run[11] == reference(to: instance.functionList[3]))
    #expect(run[12] == reference(to: instance.functionList[5]))
    #expect(instance.elements[5] == UInt(bitPattern: instance.functionList[5]))
    #expect(run.run(4, 0) == .finished)
    #expect(run[11] == 0)
    // Elements 0 and 5 were overwritten; nothing was where the index is outside.
    for index: UInt64 in [6, 7, 0xFFFF_FFFF, 1 << 32, .max] {
      run.run(index, 0)
      run.expectTrap(.table_out_of_bounds)
      #expect(run[11] == World.untouched)
      run.run(0, index)
      run.expectTrap(.table_out_of_bounds)
      #expect(run[12] == World.untouched)
    }
  },

  Scenario("results of references and sizes are in the accumulator, too", loops: [.c]) { program in
    program.emit(Handler_get_function_nn_s, 0, 3)
    program.emit(Handler_keep_an_n, 10)
    program.emit(Handler_table_size_nn_s, 1, 0)
    program.emit(Handler_keep_an_n, 11)
    program.emit(Handler_table_get_sn_s, 2, 5, 0)
    program.emit(Handler_keep_an_n, 12)
    program.emit(Handler_memory_size_nn_s, 3, 0, 0)
    program.emit(Handler_keep_an_n, 13)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.run(9, 9, 9, 9, 9, 2)
    #expect((10..<14).map { run[$0] } == (0..<4).map { run[$0] })
    #expect(run[1] == 6 && run[3] == 64)
  },
]

func reference(to function: UnsafeMutablePointer<Function>?) -> UInt64 {
  UInt64(UInt(bitPattern: function))
}
