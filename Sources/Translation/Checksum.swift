internal import CInterp

/// FNV-1a, 64 bits. Any change of a single byte changes it.
package struct Checksum {
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  package mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  package mutating func add(string: UnsafePointer<CChar>) {
    var character = string
    while character.pointee != 0 {
      add(UInt8(bitPattern: character.pointee))
      character += 1
    }
    add(0)
  }

  package static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var checksum = Checksum()
    for byte in bytes { checksum.add(byte) }
    return checksum.value
  }
}

/// Changes with every change of the instruction set: what numbers and operands mean.
package let instructionSetVersion: UInt64 = {
  var hash = Checksum()
  for operation in RuntimeOperation.allCases {
    hash.add(UInt8(truncatingIfNeeded: operation.rawValue))
    hash.add(UInt8(truncatingIfNeeded: operation.slotCount))
    operation.name.withUTF8Buffer { for byte in $0 { hash.add(byte) } }
  }
  // Numbers below the counts are those of a case.
  for trap in 0..<UInt32(wasm_trap_count) {
    hash.add(string: wasm_trap_text(WasmTrap(rawValue: trap).unsafelyUnwrapped))
  }
  for target in 0..<UInt32(cast_target_count) {
    hash.add(string: cast_target_name(CastTarget(rawValue: target).unsafelyUnwrapped))
  }
  for handler in 0..<UInt32(handler_count.rawValue) {
    let description = handler_description(Handler(rawValue: handler))
    hash.add(string: operation_name(description.operation))
    hash.add(string: description.format)
    for letter in [description.left, description.right, description.variant] {
      hash.add(UInt8(bitPattern: letter))
    }
  }
  return hash.value
}()
