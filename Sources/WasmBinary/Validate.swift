package import WasmTypes

/// Validates a whole decoded module, function bodies included. `bytes` are those it was decoded from.
///
/// - Throws: `invalid`; and for function bodies also `malformed`, `unsupportedFeature` or `limitExceeded`.
package func validate(
  _ module: DecodedModule, bytes: UnsafeRawBufferPointer, limits: ModuleLimits = ModuleLimits()
) throws(ModuleError) {
  let validator = try ModuleValidator(module, bytes: bytes, limits: limits)
  for index in 0..<UInt32(module.code.count) {
    try validator.validateFunction(index)
  }
}

/// Validates a module in steps: everything but the function bodies on creation, then each function when asked.
///
/// It does not change once created, so that functions can be validated on several threads at once.
package final class ModuleValidator: @unchecked Sendable {
  package init(_ module: DecodedModule, bytes: UnsafeRawBufferPointer, limits: ModuleLimits = .init())
    throws(ModuleError)
  {
    throw .malformed(reason: "the validator is not written yet", offset: 0)
  }

  /// Validates the body of the defined function `index`: an index into `code`, imports not counted.
  package func validateFunction(_ index: UInt32) throws(ModuleError) {}
}
