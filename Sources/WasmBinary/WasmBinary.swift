// WasmBinary: the binary format of WebAssembly 3.0, read, checked and written.
//
//   decode(_:features:limits:)   bytes → DecodedModule: every section but the code of functions
//   validate(_:bytes:...)        the rules of the specification's "Validation", for the whole module
//   ModuleValidator              the same in steps, so that functions can be validated lazily or in parallel
//   InstructionDecoder           instruction by instruction over a function body or a constant expression
//   BinaryWriter                 the encoder's building blocks
//
// Depends on WasmTypes and on the instruction table of CInterp. The caller owns the module's bytes and keeps
// them unchanged and alive: what is decoded here refers to them by position (UInt32).
//
// What never happens here: recursion driven by input, allocation per instruction, a Swift trap on any
// input, or execution (constant expressions are only delimited and validated).
