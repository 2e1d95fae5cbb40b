import CInterp
import WasmBinary
import WasmText
import WasmTypes

@testable import Translation

/// A valid module whose functions can be translated.
struct TestModule {
  let bytes: [UInt8]
  let decoded: DecodedModule

  init(_ text: String) throws {
    bytes = try TextFormat.assemble(text)
    decoded = try bytes.withUnsafeBytes { bytes in
      let decoded = try decode(bytes, features: .all)
      try validate(decoded, bytes: bytes)
      return decoded
    }
  }

  func image(
    _ function: UInt32 = 0, options: TranslationOptions = TranslationOptions()
  ) throws -> FunctionImage {
    try bytes.withUnsafeBytes { bytes in
      try translate(function: function, of: decoded, bytes: bytes, options: options)
    }
  }

  var verifier: ImageVerifier {
    ImageVerifier(
      decoded, handlerFieldSize: MemoryLayout<UInt>.size, usesBaseHandlersOnly: false)
  }
}

/// Changes single operands of an image.
struct ImagePatch {
  var image: FunctionImage
  private let handlerFieldSize = MemoryLayout<UInt>.size

  /// Sets the operand `index` of the `number`th instruction of an operation.
  mutating func set(
    _ operation: CInterp.Operation, _ number: Int = 0, operand index: Int, to value: UInt32
  ) -> Bool {
    var reader = ImageReader(code: image.code, handlerFieldSize: handlerFieldSize)
    var seen = 0
    while let instruction = reader.next() {
      let description = handler_description(Handler(rawValue: instruction.handler))
      guard description.operation == operation else { continue }
      defer { seen += 1 }
      guard seen == number else { continue }
      let operands = reader.operands(of: instruction)
      let width = Int(operand_width(CChar(operands[index].kind.rawValue)))
      for byte in 0..<width {
        image.code[operands[index].end - width + byte] = UInt8(
          truncatingIfNeeded: value >> UInt32(8 * byte))
      }
      return true
    }
    return false
  }
}
