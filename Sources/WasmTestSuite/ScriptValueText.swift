internal import Escapement
internal import WasmText

// Values and patterns in messages, in the words of scripts; numbers as bits.
extension ScriptValues {
  func text(of value: Value) -> String {
    switch value {
    case .i32(let value): "i32 \(value)"
    case .i64(let value): "i64 \(value)"
    case .f32(let bits): "f32 \(hexadecimal(UInt64(bits)))"
    case .f64(let bits): "f64 \(hexadecimal(bits))"
    case .v128(let value): "v128 \(hexadecimal(value.low)) \(hexadecimal(value.high))"
    case .funcref(let reference): reference == nil ? "a null funcref" : "a funcref"
    case .externref(let reference): reference == nil ? "a null externref" : "an externref"
    case .anyref(let reference): reference == nil ? "a null anyref" : "an anyref"
    case .exnref(let reference): reference == nil ? "a null exnref" : "an exnref"
    }
  }

  func text(of pattern: ResultPattern) -> String {
    switch pattern {
    case .i32(let bits): "i32 \(Int32(bitPattern: bits))"
    case .i64(let bits): "i64 \(Int64(bitPattern: bits))"
    case .f32(let pattern): "f32 \(text(of: pattern))"
    case .f64(let pattern): "f64 \(text(of: pattern))"
    case .v128(let pattern): "v128 \(text(of: pattern))"
    case .nullReference: "a null reference"
    case .nullReferenceOf: "a null reference of a certain type"
    case .reference: "a reference of a certain type"
    case .externReference(let number): "the externref \(number)"
    case .hostReference(let number): "the anyref \(number)"
    case .component(let value): value.description
    case .either(let patterns): patterns.map { text(of: $0) }.joined(separator: " or ")
    }
  }

  private func text(of pattern: FloatPattern) -> String {
    switch pattern {
    case .bits(let bits): hexadecimal(bits)
    case .canonicalNaN: "nan:canonical"
    case .arithmeticNaN: "nan:arithmetic"
    }
  }

  private func text(of pattern: VectorPattern) -> String {
    switch pattern {
    case .bits(let bits): "\(hexadecimal(bits.low)) \(hexadecimal(bits.high))"
    case .f32x4(let lanes), .f64x2(let lanes):
      lanes.map { text(of: $0) }.joined(separator: " ")
    }
  }

  private func hexadecimal(_ bits: UInt64) -> String { "0x" + String(bits, radix: 16) }
}
