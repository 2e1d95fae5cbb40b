import Testing
import WasmText

/// The binary module without its header, as hexadecimal digits.
func assembled(_ text: String) throws -> String {
  hexadecimal(try TextFormat.assemble(text).dropFirst(8))
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  var digits = ""
  for byte in bytes {
    if byte < 16 { digits += "0" }
    digits += String(byte, radix: 16)
  }
  return digits
}

/// Expects two texts to mean the same module.
func expectSame(
  _ text: String, _ other: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(throws: Never.self, sourceLocation: sourceLocation) {
    let first = try assembled(text)
    let second = try assembled(other)
    #expect(first == second, sourceLocation: sourceLocation)
  }
}

/// Expects a text to be refused with a message that begins with `message`, and returns the error.
@discardableResult
func expectError(
  _ text: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
) -> TextError? {
  do {
    _ = try TextFormat.assemble(text)
    Issue.record("no error for \(text)", sourceLocation: sourceLocation)
    return nil
  } catch {
    #expect(
      error.message.hasPrefix(message), "\(error.message)", sourceLocation: sourceLocation)
    return error
  }
}
