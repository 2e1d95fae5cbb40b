// ComponentBinary: components as written, read, checked and encoded.
//
//   ComponentSyntax   a component as its author wrote it: definitions in order, types by index
//   CanonicalBuiltin  the table of canonical built-ins: name, opcode, immediates, core signature
//   ComponentError    why a component was refused
//   ComponentFeatures, ComponentLimits  what a component may use, and how large it may be
//
// Depends on WasmTypes and WasmBinary; on no engine. The names are those of the specification, the
// WebAssembly/component-model repository ("Explainer", "Binary", "CanonicalABI" in comments mean its
// documents).
//
// What never happens here: instantiation or execution, recursion deeper than `ComponentLimits`
// allows, a Swift trap on any input, or work that grows faster than the input but for instantiated
// types, which are counted.
