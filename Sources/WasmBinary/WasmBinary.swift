// WasmBinary: the binary format of WebAssembly 3.0, read, checked and written.
//
//   decode            bytes → DecodedModule: every section but the code of functions
//   validate          the rules of the specification's "Validation", for a whole module
//   ModuleValidator   the same in steps; a FunctionValidator for each thread checks the functions
//   InstructionDecoder  the instructions of a function body or a constant expression, one by one
//   NameSection       the names that a module gives its functions and locals
//   TypeRegistry      numbers for types, equal where the types are
//   BinaryWriter      the building blocks of an encoder
//
// Depends on WasmTypes and on the instruction table of CInterp. The caller owns the module's bytes
// and keeps them unchanged and alive: what is decoded here refers to them by position (UInt32).
//
// What never happens here: recursion driven by input, allocation per instruction, a Swift trap on
// any input, or execution (constant expressions are only delimited and validated).
