import CInterp
import Testing

/// Answers that the specification prescribes, where both loops could be wrong in the same way.
@Suite struct KnownAnswerTests {
  struct Answer: Sendable, CustomStringConvertible {
    let operation: String
    let operands: [UInt64]
    let result: UInt64?
    let trap: WasmTrap

    init(_ operation: String, _ operands: UInt64..., is result: UInt64) {
      self.operation = operation
      self.operands = operands
      self.result = result
      trap = .none
    }

    init(_ operation: String, _ operands: UInt64..., traps trap: WasmTrap) {
      self.operation = operation
      self.operands = operands
      self.trap = trap
      result = nil
    }

    var description: String { "\(operation) \(hexadecimal(operands))" }
  }

  @Test(arguments: integers + floats + conversions)
  func bothLoopsGive(_ answer: Answer) throws {
    let handler = try #require(
      scalarHandlers.first { isBase($0) && name(of: operation(of: $0)) == answer.operation })
    for loop in Loop.allCases {
      let outcome = OperandProgram(World(), handler, loop: loop).run(answer.operands)
      #expect(outcome.trap == answer.trap)
      #expect(outcome.target == answer.result ?? World.untouched)
    }
  }

  private static let integers = [
    Answer("i32_add", 0xFFFF_FFFF, 1, is: 0),
    Answer("i32_mul", 0x1_0001, 0x1_0001, is: 0x2_0001),
    Answer("i32_div_s", 0x8000_0000, 0xFFFF_FFFF, traps: .integer_overflow),
    Answer("i32_div_s", 0x8000_0000, 0, traps: .integer_divide_by_zero),
    Answer("i32_div_s", 0xFFFF_FFF9, 2, is: 0xFFFF_FFFD),
    Answer("i32_div_u", 0xFFFF_FFF9, 2, is: 0x7FFF_FFFC),
    Answer("i32_rem_s", 0x8000_0000, 0xFFFF_FFFF, is: 0),
    Answer("i32_rem_s", 0xFFFF_FFF9, 2, is: 0xFFFF_FFFF),
    Answer("i32_rem_s", 7, 0xFFFF_FFFE, is: 1),
    Answer("i32_rem_u", 5, 0, traps: .integer_divide_by_zero),
    Answer("i64_div_s", 1 << 63, .max, traps: .integer_overflow),
    Answer("i64_rem_s", 1 << 63, .max, is: 0),
    Answer("i32_shl", 1, 33, is: 2),
    Answer("i32_shr_s", 0x8000_0000, 63, is: 0xFFFF_FFFF),
    Answer("i64_shr_u", 1 << 63, 127, is: 1),
    Answer("i32_rotl", 0xABCD_9876, 1, is: 0x579B_30ED),
    Answer("i32_rotr", 0x0000_0001, 33, is: 0x8000_0000),
    Answer("i64_rotl", 0x8000_0000_0000_0001, 64, is: 0x8000_0000_0000_0001),
    Answer("i32_clz", 0, is: 32),
    Answer("i32_ctz", 0, is: 32),
    Answer("i64_clz", 1, is: 63),
    Answer("i64_ctz", 1 << 63, is: 63),
    Answer("i32_extend8_s", 0x180, is: 0xFFFF_FF80),
    Answer("i64_extend32_s", 0x8000_0000, is: 0xFFFF_FFFF_8000_0000),
    Answer("i32_lt_s", 0xFFFF_FFFF, 0, is: 1),
    Answer("i32_lt_u", 0xFFFF_FFFF, 0, is: 0),
    Answer("i64_eqz", 1 << 32, is: 0),
    Answer("i32_wrap_i64", 0x1234_5678_9ABC_DEF0, is: 0x9ABC_DEF0),
    Answer("i64_extend_i32_s", 0x8000_0000, is: 0xFFFF_FFFF_8000_0000),
    Answer("i64_extend_i32_u", 0x8000_0000, is: 0x8000_0000),
  ]

  // Bits: 3F800000 is 1, 80000000 is -0, 7F800000 infinity, 7FC00000 canonical NaN, 7FA00000 a
  // signalling one.
  private static let floats = [
    Answer("f32_min", 0, 0x8000_0000, is: 0x8000_0000),
    Answer("f32_min", 0x8000_0000, 0, is: 0x8000_0000),
    Answer("f32_max", 0x8000_0000, 0, is: 0),
    Answer("f32_max", 0x8000_0000, 0x8000_0000, is: 0x8000_0000),
    Answer("f32_min", 0x3F80_0000, 0x7FC0_0000, is: 0x7FC0_0000),
    Answer("f32_max", 0x7FA0_0000, 0x7F80_0000, is: 0x7FE0_0000),
    Answer("f32_ceil", 0xBF00_0000, is: 0x8000_0000),
    Answer("f32_floor", 0x8000_0000, is: 0x8000_0000),
    Answer("f32_trunc", 0xBF7F_FFFF, is: 0x8000_0000),
    Answer("f32_nearest", 0x3F00_0000, is: 0),
    Answer("f32_nearest", 0x3FC0_0000, is: 0x4000_0000),
    Answer("f32_nearest", 0x4020_0000, is: 0x4000_0000),
    Answer("f32_nearest", 0xBF00_0000, is: 0x8000_0000),
    Answer("f32_nearest", 0x7FA0_0000, is: 0x7FE0_0000),
    Answer("f64_nearest", 4.5.bitPattern, is: 4.0.bitPattern),
    Answer("f64_sqrt", (-0.0).bitPattern, is: (-0.0).bitPattern),
    Answer("f32_abs", 0xFFA0_0000, is: 0x7FA0_0000),
    Answer("f32_neg", 0x7FA0_0000, is: 0xFFA0_0000),
    Answer("f32_copysign", 0x7FA0_0001, 0x8000_0000, is: 0xFFA0_0001),
    Answer("f32_eq", 0, 0x8000_0000, is: 1),
    Answer("f32_ne", 0x7FC0_0000, 0x7FC0_0000, is: 1),
    Answer("f32_le", 0x7FC0_0000, 0x7FC0_0000, is: 0),
    Answer("f32_ge", 0x3F80_0000, 0x7FC0_0000, is: 0),
    Answer("f32_reinterpret_i32", 0x7FA0_0000, is: 0x7FA0_0000),
    Answer("i64_reinterpret_f64", 0x7FF4_0000_0000_0000, is: 0x7FF4_0000_0000_0000),
  ]

  private static let conversions = [
    Answer("i32_trunc_f32_s", 0xCF00_0000, is: 0x8000_0000),
    Answer("i32_trunc_f32_s", 0x4F00_0000, traps: .integer_overflow),
    Answer("i32_trunc_f32_s", 0x7FA0_0000, traps: .invalid_conversion_to_integer),
    Answer("i32_trunc_f32_s", 0x7F80_0000, traps: .integer_overflow),
    Answer("i32_trunc_f32_u", 0xBF7F_FFFF, is: 0),
    Answer("i32_trunc_f32_u", 0xBF80_0000, traps: .integer_overflow),
    Answer("i32_trunc_f64_s", (-2_147_483_648.9).bitPattern, is: 0x8000_0000),
    Answer("i32_trunc_f64_s", (-2_147_483_649.0).bitPattern, traps: .integer_overflow),
    Answer("i32_trunc_f64_s", 2_147_483_647.9.bitPattern, is: 0x7FFF_FFFF),
    Answer("i32_trunc_f64_u", 4_294_967_295.9.bitPattern, is: 0xFFFF_FFFF),
    Answer("i32_trunc_f64_u", (-1.0).bitPattern, traps: .integer_overflow),
    Answer("i64_trunc_f64_s", (-0x1p63).bitPattern, is: 1 << 63),
    Answer("i64_trunc_f64_s", 0x1p63.bitPattern, traps: .integer_overflow),
    Answer("i64_trunc_f64_u", 0x1p64.nextDown.bitPattern, is: 0xFFFF_FFFF_FFFF_F800),
    Answer("i64_trunc_f64_u", 0x1p64.bitPattern, traps: .integer_overflow),
    Answer("i32_trunc_sat_f32_s", 0x7FC0_0000, is: 0),
    Answer("i32_trunc_sat_f32_s", 0xFF80_0000, is: 0x8000_0000),
    Answer("i32_trunc_sat_f64_u", (-5.0).bitPattern, is: 0),
    Answer("i64_trunc_sat_f64_s", 0x1p63.bitPattern, is: .max >> 1),
    Answer("i64_trunc_sat_f32_u", 0x7F80_0000, is: .max),
    Answer("f32_convert_i32_s", 0x8000_0000, is: 0xCF00_0000),
    Answer("f32_convert_i32_u", 0xFFFF_FFFF, is: 0x4F80_0000),
    Answer("f32_convert_i64_u", 0x0020_0000_2000_0001, is: 0x5A00_0001),
    Answer("f32_convert_i64_s", 0x7FFF_FF40_0000_0001, is: 0x5EFF_FFFF),
    Answer("f64_convert_i64_u", .max, is: 0x43F0_0000_0000_0000),
    Answer("f64_promote_f32", 0x7FA0_0000, is: 0x7FFC_0000_0000_0000),
    Answer("f64_promote_f32", 1, is: 0x36A0_0000_0000_0000),
    Answer("f32_demote_f64", 0xFFF4_0000_0000_0000, is: 0xFFE0_0000),
    Answer("f32_demote_f64", 0x7FF0_0000_0000_0001, is: 0x7FC0_0000),
    Answer("f32_demote_f64", 0x1.ffffffp127.bitPattern, is: 0x7F80_0000),
    Answer("f32_demote_f64", 0x1p-150.bitPattern, is: 0),
    Answer("f32_demote_f64", 0x1p-150.nextUp.bitPattern, is: 1),
  ]
}
