import CInterp
import Testing
import WasmText

@testable import Translation

/// Every way in which an operand could lead out of its bounds is refused.
@Suite struct ImageVerifierTests {
  private static let text = """
    (module
      (type $pair (struct (field i32) (field (mut i64))))
      (type $numbers (array (mut i32)))
      (type $wide (func (param i32 i32 i32) (result i32)))
      (memory 1) (table 4 funcref) (global $g (mut i32) (i32.const 0)) (global $c i32 (i32.const 1))
      (global $v (mut v128) (v128.const i64x2 0 0))
      (tag $t (param i32))
      (func $callee (type $wide) (unreachable))
      (func $all (param $x i32) (param $p (ref $pair)) (param $f (ref $wide)) (result i32) (local i64)
        (global.set $g (local.get $x))
        (memory.fill (local.get $x) (local.get $x) (local.get $x))
        (drop (memory.grow (local.get $x)))
        (drop (memory.size))
        (struct.set $pair 1 (local.get $p) (i64.const 1))
        (drop (array.new $numbers (local.get $x) (local.get $x)))
        (drop (call $callee (local.get $x) (local.get $x) (local.get $x)))
        (drop (call_indirect (type $wide) (local.get $x) (local.get $x) (local.get $x) (i32.const 0)))
        (drop (call_ref $wide (local.get $x) (local.get $x) (local.get $x) (local.get $f)))
        (drop (ref.cast (ref $pair) (local.get $p)))
        (if (local.get $x) (then (throw $t (local.get $x))))
        (if (local.get $x) (then
          (return_call $callee (local.get $x) (local.get $x) (local.get $x))))
        (if (local.get $x) (then (unreachable)))
        (local.get $x))
      (func $many (result i32 i32 i32 i32 i32 i32 i32 i32 i32)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
    """

  private static let module = Result { try TestModule(text) }
  private static let function: UInt32 = 1

  @Test func whatIsTranslatedIsSound() throws {
    let module = try Self.module.get()
    for function in 0..<UInt32(3) {
      #expect(module.verifier.isSound(try module.image(function), function: function))
    }
  }

  struct Change: Sendable, CustomTestStringConvertible {
    var operation: CInterp.Operation
    var operand: Int
    var value: UInt32
    var function = ImageVerifierTests.function
    var testDescription: String {
      "\(String(cString: operation_name(operation))), operand \(operand): \(value)"
    }
  }

  /// The parameters of `$all` are in slots 0 to 2, its header in 3 to 5.
  @Test(arguments: [
    // Into the frame's own header, or out of the frame.
    Change(operation: .enter, operand: 0, value: 4),
    Change(operation: .enter, operand: 1, value: 4),
    Change(operation: .enter, operand: 2, value: 500),
    Change(operation: .copy, operand: 0, value: 4),
    Change(operation: .copy, operand: 0, value: 500),
    Change(operation: .copy, operand: 1, value: 500),
    Change(operation: .memory_fill, operand: 0, value: 500),
    Change(operation: .copy_range, operand: 0, value: 8, function: 2),
    Change(operation: .copy_range, operand: 2, value: 500, function: 2),
    // Another header than the callee's, or a frame over this one's.
    Change(operation: .call, operand: 0, value: 0),
    Change(operation: .call, operand: 1, value: 3),
    Change(operation: .call, operand: 1, value: 500),
    Change(operation: .call, operand: 2, value: 2),
    Change(operation: .call, operand: 2, value: 99),
    Change(operation: .call_indirect, operand: 1, value: 500),
    Change(operation: .call_indirect, operand: 4, value: 0),
    Change(operation: .call_indirect, operand: 4, value: 99),
    Change(operation: .call_indirect, operand: 5, value: 1),
    Change(operation: .call_reference, operand: 1, value: 500),
    Change(operation: .tail_call, operand: 0, value: 500),
    Change(operation: .tail_call, operand: 1, value: 2),
    Change(operation: .tail_call, operand: 2, value: 0),
    Change(operation: .tail_call, operand: 3, value: 7),
    Change(operation: .return_value, operand: 0, value: 0),
    // Index spaces, kinds and counts.
    Change(operation: .set_global, operand: 2, value: 1),
    Change(operation: .set_global, operand: 2, value: 2),
    Change(operation: .set_global, operand: 2, value: 3),
    Change(operation: .memory_size, operand: 1, value: 15),
    Change(operation: .memory_size, operand: 2, value: 1),
    Change(operation: .set_field_i64, operand: 2, value: 4),
    Change(operation: .set_field_i64, operand: 2, value: 1 << 20),
    Change(operation: .new_array, operand: 2, value: 0),
    Change(operation: .new_array, operand: 1, value: 500),
    Change(operation: .cast_object, operand: 1, value: 2),
    Change(operation: .cast_object, operand: 2, value: 2),
    Change(operation: .throw, operand: 2, value: 1),
    Change(operation: .runtime, operand: 0, value: 99),
    Change(operation: .runtime, operand: 2, value: 1),
    Change(operation: .trap, operand: 0, value: 0),
    Change(operation: .trap, operand: 0, value: 99),
    Change(operation: .trap, operand: 1, value: 1),
    // A branch into the middle of an instruction.
    Change(operation: .branch_unless_i32, operand: 2, value: 2),
    Change(operation: .branch_unless_i32, operand: 2, value: 1 << 20),
  ])
  func aChangedOperandIsRefused(_ change: Change) throws {
    let module = try Self.module.get()
    var patch = ImagePatch(image: try module.image(change.function))
    let isSet = patch.set(change.operation, operand: change.operand, to: change.value)
    try #require(isSet)
    let isSound = module.verifier.isSound(patch.image, function: change.function)
    #expect(!isSound)
  }

  @Test func codeThatRunsPastItsEndIsRefused() throws {
    let module = try Self.module.get()
    var image = try module.image(1)
    var reader = ImageReader(code: image.code, handlerFieldSize: MemoryLayout<UInt>.size)
    var last = 0
    while let instruction = reader.next() { last = instruction.position }
    image.code.removeSubrange(last...)
    #expect(!module.verifier.isSound(image, function: 1))
  }

  @Test func anotherFunctionsCodeIsRefused() throws {
    let module = try Self.module.get()
    #expect(!module.verifier.isSound(try module.image(2), function: 1))
    #expect(!module.verifier.isSound(try module.image(1), function: 99))
  }

  @Test func referencesInTheHeaderAreRefused() throws {
    let module = try Self.module.get()
    var image = try module.image(1)
    // No locals, then a record with the key 0, nothing kept, one slot.
    image.references = ReferenceMaps(bytes: [0, 0, 0, 1, 4])
    #expect(!module.verifier.isSound(image, function: 1))
    image.references = ReferenceMaps(bytes: [0, 0, 0, 1, 2])
    #expect(module.verifier.isSound(image, function: 1))
  }

  @Test func handlersThatTheLoopDoesNotHaveAreRefused() throws {
    let module = try Self.module.get()
    let verifier = ImageVerifier(
      module.decoded, handlerFieldSize: MemoryLayout<UInt>.size, usesBaseHandlersOnly: true)
    #expect(!verifier.isSound(try module.image(1), function: 1))
  }
}
