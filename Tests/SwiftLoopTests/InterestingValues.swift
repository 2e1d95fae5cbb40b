// Operands at which an operation can go wrong, by the letters of value types.

/// Slots with values of a type: i i32, I i64, f f32, F f64.
func interestingValues(of type: Character) -> [UInt64] {
  switch type {
  case "i": interestingI32.map { UInt64($0) }
  case "I": interestingI64
  case "f": interestingF32.map { UInt64($0.bitPattern) }
  case "F": interestingF64.map { $0.bitPattern }
  default: fatalError("no value type \(type)")
  }
}

private let interestingI32: [UInt32] = [
  0, 1, 2, 3, 7, 8, 31, 32, 33, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000,
  // The neighbours of the largest integers that f32 has all of.
  16_777_215, 16_777_216, 16_777_217, 16_777_219, 33_554_433, 33_554_435, 0x7FFF_FFBF, 0x7FFF_FFC0,
  0xFFFF_FF7F, 0xFFFF_FF80,
  0x1234_5678, 0xDEAD_BEEF, 0x7FFF_FFFE, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_FFFE,
  0xFFFF_FFFF,
]

private let interestingI64: [UInt64] = [
  0, 1, 2, 3, 7, 31, 32, 63, 64, 65, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF,
  0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0xFFFF_FFFF_7FFF_FFFF,
  0xFFFF_FFFF_8000_0000, 16_777_217, 9_007_199_254_740_993, 9_007_199_254_740_995,
  // Rounded to f64 first and to f32 then, these come out wrong.
  0x0020_0000_2000_0001, 0x7FFF_FF40_0000_0001, 0x8000_0040_0000_0001, 0xFFFF_FE80_0000_0001,
  0x7FFF_FFBF_FFFF_FFFF, 0x7FFF_FFFF_FFFF_FC01, 0xFFFF_FFFF_FFFF_F401,
  0x1234_5678_9ABC_DEF0, 0xDEAD_BEEF_CAFE_F00D, 0x7FFF_FFFF_FFFF_FFFE, 0x7FFF_FFFF_FFFF_FFFF,
  0x8000_0000_0000_0000, 0x8000_0000_0000_0001, 0xFFFF_FFFF_FFFF_FFFE, 0xFFFF_FFFF_FFFF_FFFF,
]

private let positiveF32: [Float] = [
  0, 1, 0.5, 1.5, 2.5, 3, 0.1, Float(0.5).nextDown, Float(1).nextDown, Float(1).nextUp,
  .leastNonzeroMagnitude, Float.leastNormalMagnitude.nextDown, .leastNormalMagnitude,
  .greatestFiniteMagnitude, .infinity,
  // Where halves end, and the bounds of the integer types with their neighbours.
  8_388_607.5, 8_388_608, 4_194_304.5, 16_777_216,
  Float(0x1p31).nextDown, 0x1p31, Float(0x1p31).nextUp, Float(0x1p32).nextDown, 0x1p32,
  Float(0x1p63).nextDown, 0x1p63, Float(0x1p63).nextUp, Float(0x1p64).nextDown, 0x1p64,
  // Quiet NaNs, the first one canonical, then signalling ones.
  Float(bitPattern: 0x7FC0_0000), Float(bitPattern: 0x7FC1_2345), Float(bitPattern: 0x7FFF_FFFF),
  Float(bitPattern: 0x7F80_0001), Float(bitPattern: 0x7FA0_0000),
]

private let positiveF64: [Double] = [
  0, 1, 0.5, 1.5, 2.5, 3, 0.1, 0.5.nextDown, 1.0.nextDown, 1.0.nextUp,
  .leastNonzeroMagnitude, Double.leastNormalMagnitude.nextDown, .leastNormalMagnitude,
  .greatestFiniteMagnitude, .infinity,
  0x1p52 - 0.5, 0x1p52, 0x1p51 + 0.5, 0x1p53,
  0x1p31 - 1, 0x1p31 - 0.1, 0x1p31, 0x1p31 + 0.9, 0x1p31 + 1, 0x1p32 - 1, 0x1p32 - 0.1, 0x1p32,
  0x1p63.nextDown, 0x1p63, 0x1p63.nextUp, 0x1p64.nextDown, 0x1p64,
  // Demotion: ties, their neighbours, the largest finite f32 and the smallest subnormal one.
  1 + 0x1p-24, 1 + 0x3p-24, (1 + 0x1p-24).nextUp, 0x1.fffffep127, 0x1.ffffffp127,
  0x1.ffffffp127.nextDown, 0x1p-149, 0x1p-150, 0x1p-150.nextUp, 0x1p-127, 0x1.fffffep-127,
  Double(bitPattern: 0x7FF8_0000_0000_0000), Double(bitPattern: 0x7FF8_1234_5678_9ABC),
  Double(bitPattern: 0x7FFF_FFFF_FFFF_FFFF), Double(bitPattern: 0x7FF0_0000_0000_0001),
  Double(bitPattern: 0x7FF4_0000_0000_0000), Double(bitPattern: 0x7FF0_0000_2000_0000),
]

private let interestingF32 = positiveF32 + positiveF32.map { -$0 }
private let interestingF64 = positiveF64 + positiveF64.map { -$0 }
