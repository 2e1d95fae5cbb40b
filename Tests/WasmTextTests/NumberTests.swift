import RandomNumbers
import Testing

@testable import WasmText

@Suite struct IntegerTests {
  private func bits(_ text: String, _ width: UInt64) -> UInt64? {
    let bytes = Array(text.utf8)
    return IntegerLiteral(bytes, 0..<bytes.count)?.bits(width: width)
  }

  @Test func valuesAndRanges() {
    #expect(bits("0", 32) == 0)
    #expect(bits("+1_000", 32) == 1000)
    #expect(bits("0xFfff_ffff", 32) == 0xFFFF_FFFF)
    #expect(bits("-1", 32) == 0xFFFF_FFFF)
    #expect(bits("-0x80000000", 32) == 0x8000_0000)
    #expect(bits("-2147483649", 32) == nil)
    #expect(bits("4294967296", 32) == nil)
    #expect(bits("18446744073709551615", 64) == .max)
    #expect(bits("18446744073709551616", 64) == nil)
    #expect(bits("-9223372036854775808", 64) == 1 << 63)
    #expect(bits("-9223372036854775809", 64) == nil)
    #expect(bits("0x1_0000_0000_0000_0000", 64) == nil)
    #expect(bits("-128", 8) == 0x80)
    #expect(bits("256", 8) == nil)
  }

  @Test func constantsInInstructions() throws {
    let body = { (text: String) in String(try assembled("(func \(text))").dropFirst(30)) }
    #expect(try body("i32.const -1") == "417f0b")
    #expect(try body("i32.const 0x80000000") == "418080808078" + "0b")
    #expect(try body("i64.const 0xffffffffffffffff") == "427f0b")
    #expect(try body("i64.const 64") == "42c0000b")
  }
}

@Suite struct FloatTests {
  private func f64(_ text: String) -> UInt64? {
    let bytes = Array(text.utf8)
    return FloatLiteral.bits(bytes, 0..<bytes.count, .f64)
  }

  private func f32(_ text: String) -> UInt64? {
    let bytes = Array(text.utf8)
    return FloatLiteral.bits(bytes, 0..<bytes.count, .f32)
  }

  @Test func decimalsOfF64() {
    #expect(f64("0") == 0)
    #expect(f64("-0.0e5") == 1 << 63)
    #expect(f64("0.1") == 0x3FB9_9999_9999_999A)
    #expect(f64("1.7976931348623157e308") == 0x7FEF_FFFF_FFFF_FFFF)
    #expect(f64("1.7976931348623158e308") == 0x7FEF_FFFF_FFFF_FFFF)
    #expect(f64("1.7976931348623159e308") == nil)
    #expect(f64("1e309") == nil)
    #expect(f64("1e99999999999999999999") == nil)
    #expect(f64("1e-99999999999999999999") == 0)
    #expect(f64("4.9e-324") == 1)
    #expect(f64("2.4703282292062327e-324") == 0)
    #expect(f64("2.4703282292062328e-324") == 1)
    #expect(f64("2.2250738585072011e-308") == 0x000F_FFFF_FFFF_FFFF)
    #expect(f64("2.2250738585072014e-308") == 0x0010_0000_0000_0000)
  }

  @Test func tiesGoToEven() {
    #expect(f64("9007199254740993") == 0x4340_0000_0000_0000)
    #expect(f64("9007199254740993.00000000000000000001") == 0x4340_0000_0000_0001)
    #expect(f64("9007199254740995") == 0x4340_0000_0000_0002)
    let tie = "1.00000000000000011102230246251565404236316680908203125"
    #expect(f64(tie) == 0x3FF0_0000_0000_0000)
    #expect(f64(tie + "000") == 0x3FF0_0000_0000_0000)
    // A digit far behind the tie decides, whether or not it is kept.
    for zeros in [10, 700, 800, 5000] {
      #expect(f64(tie + String(repeating: "0", count: zeros) + "1") == 0x3FF0_0000_0000_0001)
    }
    #expect(f32("16777217") == 0x4B80_0000)
    #expect(f32("16777219") == 0x4B80_0002)
  }

  @Test func f32IsNotRoundedTwice() {
    #expect(f32("1.00000017881393432617187499") == 0x3F80_0001)
    #expect(f32("1.00000017881393432617187501") == 0x3F80_0002)
    #expect(f32("340282356779733661637539395458142568447") == 0x7F7F_FFFF)
    #expect(f32("340282356779733661637539395458142568448") == nil)
  }

  @Test func manyDigits() {
    let zeros = String(repeating: "0", count: 2000)
    #expect(f64("1" + zeros + "e-2000") == f64("1"))
    #expect(f64("0." + zeros + "1e2001") == f64("1"))
    #expect(f64("1" + zeros + "1e-2001") == f64("1"))
    #expect(f64(String(repeating: "9", count: 400)) == nil)
  }

  @Test func hexadecimal() {
    #expect(f64("0x1p-1074") == 1)
    #expect(f64("0x1p-1075") == 0)
    #expect(f64("0x1.0000000000000001p-1075") == 1)
    #expect(f64("0x1.fffffffffffff7p1023") == 0x7FEF_FFFF_FFFF_FFFF)
    #expect(f64("0x1.fffffffffffff8p1023") == nil)
    #expect(f64("0x0.0000000000000000000000001p100") == f64("0x1p0"))
    #expect(f64("0x10000000000000000000000000000p-112") == f64("1"))
    #expect(f64("0x1p99999999999999999999") == nil)
    #expect(f64("0x0p99999999999999999999") == 0)
    #expect(f32("0x1.000001p0") == 0x3F80_0000)
    #expect(f32("0x1.0000010000000000000000001p0") == 0x3F80_0001)
    #expect(f32("0x1.000003p0") == 0x3F80_0002)
    #expect(f32("0x1.fffffefffffffp127") == 0x7F7F_FFFF)
    #expect(f32("0x1.ffffffp127") == nil)
    #expect(f32("0x1.7p-149") == 1)
    #expect(f32("0x1.8p-149") == 2)
    #expect(f32("-0xa_b.c_d") == UInt64((-171.80078125 as Float).bitPattern))
  }

  @Test func infinitiesAndNaNs() {
    #expect(f32("-inf") == 0xFF80_0000)
    #expect(f32("nan") == 0x7FC0_0000)
    #expect(f32("-nan:0x1") == 0xFF80_0001)
    #expect(f32("nan:0x7f_ffff") == 0x7FFF_FFFF)
    #expect(f32("nan:0x0") == nil)
    #expect(f32("nan:0x80_0000") == nil)
    #expect(f64("nan:0x8000000000000") == f64("nan"))
    #expect(f64("nan:0x10000000000000") == nil)
  }

  /// Against the C library, by way of the standard library.
  @Test func randomDecimalsAgreeWithTheStandardLibrary() throws {
    var random = Random.forTest()
    for _ in 0..<3000 {
      var text = ""
      for _ in 0..<Int.random(in: 1...25, using: &random) {
        text += String(Int.random(in: 0...9, using: &random))
      }
      text += "." + String(UInt32.random(in: 0...(.max), using: &random))
      text += "e" + String(Int.random(in: -345...290, using: &random))
      let double = try #require(Double(text))
      #expect(f64(text) == (double.isFinite ? double.bitPattern : nil), "\(text)")
      let float = try #require(Float(text))
      #expect(f32(text) == (float.isFinite ? UInt64(float.bitPattern) : nil), "\(text)")
    }
  }

  @Test func writtenFloatsReadTheSame() {
    var random = Random.forTest()
    for _ in 0..<3000 {
      let bits = UInt64.random(in: 0...(.max), using: &random)
      #expect(f64(FloatText.text(bits, .f64)) == bits)
      #expect(f32(FloatText.text(bits >> 32, .f32)) == bits >> 32)
    }
    let numbers: [Double] = [0, 1, -1, 0.5, 0.1, 1.0 / 3, 123456.789, 1e15, 1e16, 1e300, 0x1p-1074]
    for number in numbers {
      #expect(f64(FloatText.text(number.bitPattern, .f64)) == number.bitPattern)
      let float = UInt64(Float(number).bitPattern)
      #expect(f32(FloatText.text(float, .f32)) == float)
    }
  }

  @Test func simpleFloatsAreWrittenInDecimal() {
    #expect(FloatText.text((0.1 as Double).bitPattern, .f64) == "0.1")
    #expect(FloatText.text((-44100 as Double).bitPattern, .f64) == "-44100")
    #expect(FloatText.text(UInt64((0.1 as Float).bitPattern), .f32) == "0.1")
    #expect(FloatText.text(UInt64((3.1415927 as Float).bitPattern), .f32) == "3.1415927")
    #expect(FloatText.text(Double.pi.bitPattern, .f64) == "3.141592653589793")
    #expect(FloatText.text((0x1.8p100 as Double).bitPattern, .f64) == "0x1.8p+100")
    #expect(FloatText.text(1, .f64) == "0x0.0000000000001p-1022")
    #expect(FloatText.text(0xFFC0_0000, .f32) == "-nan")
    #expect(FloatText.text(0x7F80_0001, .f32) == "nan:0x1")
  }
}
