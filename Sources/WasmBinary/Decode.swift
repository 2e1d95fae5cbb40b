package import WasmTypes

/// Decodes every section of a binary module. Function bodies are only delimited; `validate` checks them.
///
/// - Throws: `malformed`, `unsupportedFeature` or `limitExceeded`.
package func decode(
  _ bytes: UnsafeRawBufferPointer, features: Features, limits: ModuleLimits = ModuleLimits()
) throws(ModuleError) -> DecodedModule {
  throw .malformed(reason: "the decoder is not written yet", offset: 0)
}
