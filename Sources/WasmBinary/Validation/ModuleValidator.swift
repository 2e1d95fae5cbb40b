internal import CInterp
package import WasmTypes

/// Validates a whole decoded module, function bodies included.
///
/// - Parameters:
///   - module: What `decode` gave.
///   - bytes: The bytes it was decoded from.
///   - limits: How large the module may be.
/// - Throws: `invalid`; for function bodies also `malformed`, `unsupportedFeature` and
///   `limitExceeded`.
package func validate(
  _ module: DecodedModule, bytes: UnsafeRawBufferPointer, limits: ModuleLimits = ModuleLimits()
) throws(ModuleError) {
  let validator = try ModuleValidator(module, bytes: bytes, limits: limits)
  try validator.validateFunctions(0..<UInt32(module.code.count))
}

/// Validates a module in steps: everything but the function bodies on creation, then each function
/// when asked.
///
/// It does not change once created, so that functions can be validated on several threads at once:
/// with a `FunctionValidator` for each. The caller keeps the bytes alive as long as it exists.
package final class ModuleValidator: Sendable {
  let context: ValidationContext

  /// - Throws: `invalid` or `limitExceeded`.
  package init(
    _ module: DecodedModule, bytes: UnsafeRawBufferPointer, limits: ModuleLimits = ModuleLimits()
  ) throws(ModuleError) {
    context = try ValidationContext(module, bytes: bytes, limits: limits)
    try DeclarationValidator(context).validate()
  }

  /// Validates the bodies of defined functions, by indices into `DecodedModule.code`.
  ///
  /// - Throws: Also `interrupted`.
  package func validateFunctions(
    _ indices: Range<UInt32>, interruption: InterruptionCheck = InterruptionCheck()
  ) throws(ModuleError) {
    var functions = FunctionValidator(self, interruption: interruption)
    for index in indices { try functions.validate(index) }
  }
}
