import CInterp
import Testing

/// 128-bit numbers: the low half of each comes first.
let wideScenarios: [Scenario] = [
  Scenario("sums and differences") { program in
    program.emit(Handler_i64_add128_ss_s, 10, 0, 1, 2, 3)
    program.emit(Handler_i64_sub128_ss_s, 12, 0, 1, 2, 3)
    // The target may be where operands are.
    program.emit(Handler_i64_add128_ss_s, 0, 0, 1, 0, 1)
    program.emit(Handler_i64_sub128_ss_s, 2, 10, 11, 3, 2)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.run(.max, 1, 2, 3)
    #expect((10..<14).map { run[$0] } == [1, 5, .max - 2, .max - 1] as [UInt64])
    #expect((0..<4).map { run[$0] } == [.max - 1, 3, .max - 1, 2])
    run.run(0, 0, 1, 0)
    #expect((10..<14).map { run[$0] } == [1, 0, .max, .max] as [UInt64])
  },

  Scenario("products") { program in
    program.emit(Handler_i64_mul_wide_s_ss_s, 10, 0, 1)
    program.emit(Handler_i64_mul_wide_u_ss_s, 12, 0, 1)
    program.emit(Handler_i64_mul_wide_u_ss_s, 0, 1, 0)
    program.emit(Handler_finish_nn_n)
  } act: { run in
    run.run(.max, .max)
    #expect((10..<14).map { run[$0] } == [1, 0, 1, .max - 1] as [UInt64])
    #expect(run[0] == 1 && run[1] == .max - 1)
    run.run(1 << 63, 3)
    #expect((10..<14).map { run[$0] } == [1 << 63, .max - 1, 1 << 63, 1] as [UInt64])
    run.run(1 << 63, 1 << 63)
    #expect((10..<14).map { run[$0] } == [0, 1 << 62, 0, 1 << 62] as [UInt64])
    run.run(0x1_0000_0001, 0xFFFF_FFFF_0000_0003)
    #expect(
      (10..<14).map { run[$0] } == [0x2_0000_0003, .max, 0x2_0000_0003, 0x1_0000_0000] as [UInt64])
  },
]
