internal import CInterp
package import WasmTypes

extension DecodedModule {
  /// Checks the custom section with hints which way branches go. A module with a faulty one is valid all the same.
  /// Specification: "Custom Sections: Branch Hints".
  ///
  /// - Precondition: the module is valid, and was decoded from `bytes`.
  /// - Throws: `malformed` or `invalid`.
  package func validateBranchHints(bytes: UnsafeRawBufferPointer) throws(ModuleError) {
    for section in customSections where section.name == "metadata.code.branch_hint" {
      var reader = BranchHintReader(bytes, section.range, self)
      try reader.validate()
    }
  }
}

private struct BranchHintReader {
  private let bytes: UnsafeRawBufferPointer
  private let module: DecodedModule
  private let end: UInt32
  private var reader: ByteReader

  private static let problem = "@metadata.code.branch_hint annotation: "

  init(_ bytes: UnsafeRawBufferPointer, _ range: ByteRange, _ module: DecodedModule) {
    self.bytes = bytes
    self.module = module
    end = range.end
    reader = ByteReader(bytes, offset: range.start, features: .all)
  }

  mutating func validate() throws(ModuleError) {
    var next: UInt32 = 0
    for _ in 0..<(try reader.count()) {
      let function = try reader.u32()
      guard function >= next else { throw malformed("functions out of order") }
      next = function &+ 1
      let defined = function &- UInt32(module.importedFunctions.count)
      guard function < module.functionCount, defined < UInt32(module.code.count) else {
        throw invalid("unknown function", function)
      }
      try validateHints(of: function, module.code[Int(defined)])
    }
    guard reader.offset == end else { throw malformed("section size mismatch") }
  }

  /// Hints name instructions by their offset in the function's body, in ascending order.
  private mutating func validateHints(
    of function: UInt32, _ body: DecodedModule.FunctionBody
  ) throws(ModuleError) {
    var decoder = InstructionDecoder(
      bytes: bytes, range: body.expression, features: module.features)
    for _ in 0..<(try reader.count()) {
      let offset = try reader.u32()
      guard try reader.u32() == 1, try reader.byte() <= 1 else { throw malformed("malformed hint") }
      guard offset < body.range.count, offset >= decoder.offset - body.range.start else {
        throw malformed("malformed offset")
      }
      while decoder.offset < body.range.start + offset { _ = try decoder.next() }
      let isInstruction = decoder.offset == body.range.start + offset && !decoder.isAtEnd
      guard isInstruction, [.if, .br_if].contains(try decoder.next().opcode) else {
        throw invalid("invalid target", function)
      }
    }
  }

  private func malformed(_ reason: String) -> ModuleError {
    .malformed(reason: Self.problem + reason, offset: reader.offset)
  }

  private func invalid(_ reason: String, _ function: UInt32) -> ModuleError {
    .invalid(
      reason: Self.problem + reason, function: function, functionName: nil, instruction: nil,
      offset: reader.offset)
  }
}
