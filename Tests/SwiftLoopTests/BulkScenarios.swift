import CInterp
import Testing

/// Operations on ranges of memory. The first memory has 64 bytes, the second one 40.
let bulkScenarios: [Scenario] = [
  Scenario("memory sizes in pages of any size") { program in
    program.emit(Handler_memory_size_nn_s, 0, 0, 0)
    program.emit(Handler_memory_size_nn_s, 1, 3, 0)
    program.emit(Handler_memory_size_nn_s, 2, 0, 1)
    program.emit(Handler_memory_size_nn_s, 3, 16, 1)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.run()
    #expect((0..<4).map { run[$0] } == [64, 8, 40, 0])
  },

  Scenario("fills") { program in
    program.emit(Handler_memory_fill_nn_n, 1, 1)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    let memory = run.world.instances[0].memories[1].base!
    for (start, count) in [(3, 5), (0, 40), (39, 1), (40, 0), (0, 0)] {
      run.world.instances[0].reset(cells: run.loop.cells)
      let before = (0..<40).map { memory[$0] }
      #expect(run.run(9, UInt64(start), 0x1234_56AB, UInt64(count)) == .finished)
      for index in 0..<40 {
        let isFilled = index >= start && index < start + count
        #expect(memory[index] == (isFilled ? 0xAB : before[index]))
      }
    }
    for (start, count) in outsideOf40 {
      run.world.instances[0].reset(cells: run.loop.cells)
      let before = (0..<40).map { memory[$0] }
      run.run(9, start, 0xAB, count)
      run.expectTrap(.memory_out_of_bounds)
      #expect((0..<40).map { memory[$0] } == before)
    }
  },

  Scenario("copies within a memory, over themselves") { program in
    program.emit(Handler_memory_copy_nn_n, 0, 1, 1)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    let memory = run.world.instances[0].memories[1].base!
    for (target, source, count) in [
      (0, 10, 20), (10, 0, 20), (5, 5, 5), (0, 1, 39), (1, 0, 39), (40, 40, 0), (0, 40, 0),
      (0, 0, 40),
    ] {
      run.world.instances[0].reset(cells: run.loop.cells)
      let before = (0..<40).map { memory[$0] }
      #expect(run.run(UInt64(target), UInt64(source), UInt64(count)) == .finished)
      for index in 0..<40 {
        let isCopied = index >= target && index < target + count
        #expect(memory[index] == before[isCopied ? index - target + source : index])
      }
    }
    for (start, count) in outsideOf40 {
      run.run(start, 0, count)
      run.expectTrap(.memory_out_of_bounds)
      run.run(0, start, count)
      run.expectTrap(.memory_out_of_bounds)
    }
  },

  Scenario("copies between memories") { program in
    program.emit(Handler_memory_copy_nn_n, 0, 0, 1)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    let instance = run.world.instances[0]
    #expect(run.run(50, 26, 14) == .finished)
    #expect(
      (50..<64).map { instance.memories[0].base[$0] }
        == (26..<40).map { instance.memories[1].base[$0] })
    // Each range is checked against its own memory.
    run.run(50, 27, 14)
    run.expectTrap(.memory_out_of_bounds)
    run.run(51, 26, 14)
    run.expectTrap(.memory_out_of_bounds)
    #expect(run.run(64, 40, 0) == .finished)
    run.run(65, 40, 0)
    run.expectTrap(.memory_out_of_bounds)
    run.run(64, 41, 0)
    run.expectTrap(.memory_out_of_bounds)
  },

  Scenario("initialisation of a memory") { program in
    program.emit(Handler_memory_init_nn_n, 0, 0, 1)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    let memory = run.world.instances[0].memories[1].base!
    for (start, offset, count) in [(3, 0, 8), (32, 0, 8), (0, 7, 1), (40, 8, 0), (5, 2, 4)] {
      run.world.instances[0].reset(cells: run.loop.cells)
      let before = (0..<40).map { memory[$0] }
      #expect(run.run(UInt64(start), UInt64(offset), UInt64(count)) == .finished)
      for index in 0..<40 {
        let isWritten = index >= start && index < start + count
        let written = TestInstance.segmentBytes[isWritten ? offset + index - start : 0]
        #expect(memory[index] == (isWritten ? written : before[index]))
      }
    }
    let before = (0..<40).map { memory[$0] }
    for (start, offset, count) in [
      (33, 0, 8), (41, 0, 0), (0, 9, 0), (0, 1, 8), (0, 0, 9), (.max, 0, 1), (0, .max, 1),
      (0, 0, .max),
    ] as [(UInt64, UInt64, UInt64)] {
      run.run(start, offset, count)
      run.expectTrap(.memory_out_of_bounds)
    }
    #expect((0..<40).map { memory[$0] } == before)
  },

  Scenario("initialisation from segments that are dropped") { program in
    program.emit(Handler_memory_init_nn_n, 0, 1, 1)
    program.emit(Handler_table_init_nn_n, 0, 1, 0)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    #expect(run.run(0, 0, 0) == .finished)
    run.run(0, 0, 1)
    run.expectTrap(.memory_out_of_bounds)
    run.run(0, 1, 0)
    run.expectTrap(.memory_out_of_bounds)
  },

  Scenario("initialisation of a table") { program in
    program.emit(Handler_table_init_nn_n, 0, 0, 0)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    let elements = run.world.instances[0].elements
    let size = TestInstance.tableElements.count
    #expect(run.run(1, 1, 2) == .finished)
    #expect([elements[1], elements[2]] == [32, 48])
    #expect(run.run(UInt64(size), 3, 0) == .finished)
    for (start, offset, count) in [
      (UInt64(size), 0, 1), (UInt64(size) + 1, 0, 0), (0, 4, 0), (0, 2, 2), (0, 0, .max),
      (.max, 0, 1), (0, .max, 1),
    ] as [(UInt64, UInt64, UInt64)] {
      run.run(start, offset, count)
      run.expectTrap(.table_out_of_bounds)
    }
  },

  Scenario("fills of a table") { program in
    program.emit(Handler_table_fill_nn_n, 0, 0)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    let elements = run.world.instances[0].elements
    let size = TestInstance.tableElements.count
    let first = elements[0]
    #expect(run.run(1, 64, 2) == .finished)
    #expect((0..<3).map { elements[$0] } == [first, 64, 64])
    #expect(run.run(UInt64(size), 64, 0) == .finished)
    for (start, count) in [
      (UInt64(size), 1), (UInt64(size) + 1, 0), (0, UInt64(size) + 1), (.max, 1), (1, .max),
    ] as [(UInt64, UInt64)] {
      run.run(start, 64, count)
      run.expectTrap(.table_out_of_bounds)
    }
  },

  Scenario("copies within a table, over themselves") { program in
    program.emit(Handler_table_copy_nn_n, 0, 0, 0)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    let elements = run.world.instances[0].elements
    let size = TestInstance.tableElements.count
    for (target, source) in [(0, 1), (1, 0), (0, 0)] {
      run.world.instances[0].reset(cells: run.loop.cells)
      let before = (0..<size).map { elements[$0] }
      let count = size - 1
      #expect(run.run(UInt64(target), UInt64(source), UInt64(count)) == .finished)
      for index in 0..<count { #expect(elements[target + index] == before[source + index]) }
    }
    for (target, source, count) in [
      (UInt64(size), 0, 1), (0, UInt64(size), 1), (UInt64(size) + 1, 0, 0),
      (0, UInt64(size) + 1, 0), (0, 0, .max), (.max, 0, 1), (0, .max, 1),
    ] as [(UInt64, UInt64, UInt64)] {
      run.run(target, source, count)
      run.expectTrap(.table_out_of_bounds)
    }
  },
]

/// A start and a count.
private let outsideOf40: [(UInt64, UInt64)] = [
  (41, 0), (40, 1), (0, 41), (39, 2), (0xFFFF_FFFF, 0), (0xFFFF_FFFF, 1), (0, 0xFFFF_FFFF),
  (20, 0xFFFF_FFFF), (.max, 0), (.max, 1), (1, .max), (.max, .max), (20, .max - 19),
  (1 << 63, 1 << 63),
]
