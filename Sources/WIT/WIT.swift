// WIT: the interface description language of components, read, resolved and printed.
//
//   Text        sources, tokens, the parser, the printer
//   Syntax      a file as its author wrote it, names not yet looked up
//   Resolution  from files to packages: names, order, gates, worlds with all that they need
//   Model       the result: packages, interfaces, worlds, types and functions by number
//
// The language is that of the WebAssembly/component-model repository ("WIT" in comments means its
// document WIT.md). Bindings, and tools that show interfaces, start from here.
//
// Depends on nothing but Swift's standard library. What never happens here: reading of files or
// directories, a Swift trap on any input, or recursion deeper than `WITLimits` allows.
