// ComponentBinary: components as written, read, checked and encoded.
//
//   ComponentSyntax     a component as its author wrote it: definitions in order, types by index
//   CanonicalBuiltin    the table of canonical built-ins: name, opcode, immediates, core signature
//   decodeComponent     bytes → ComponentSyntax
//   encodeComponent     ComponentSyntax → bytes
//   validateComponent   the rules of validation; gives the types and index spaces of all components
//   ComponentTypes      resolved types, each with its layout in memory and its flat core types
//   ParsedName, SemanticVersion, VersionedNames  names, and which versions stand in for each other
//   InterfaceDescription  imports and exports as WIT writes them
//   ComponentError      why a component was refused
//   ComponentFeatures, ComponentLimits  what a component may use, and how large it may be
//
// Depends on WasmTypes and WasmBinary; on no engine. The names are those of the specification, the
// WebAssembly/component-model repository ("Explainer", "Binary", "CanonicalABI" in comments mean its
// documents).
//
// What never happens here: instantiation or execution, recursion deeper than `ComponentLimits`
// allows, a Swift trap on any input, or work that grows faster than the input but for instantiated
// types, which are counted.
