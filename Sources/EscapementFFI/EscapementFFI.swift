// EscapementFFI: C functions for guests, and guests' functions for C, without glue code.
//
//   Linker.define(_:_:cFunction:as:)   a C function as a host function
//   Linker.define(_:_:cSymbol:as:)     the same, found by its name
//   CFunctionPointer                   a guest's function as a C function pointer
//   CFunctionType                      what C expects, and how guest addresses become pointers
//
// Depends on Escapement and, through CFFI, on libffi. With the package trait FFI off the module is empty.
//
// What a guest can do is bounded by the type that the embedder gives a C function: a pointer that C gets points to
// as many bytes of the guest's memory as the type says, or the call throws. Whether the type is right nobody can
// check: a C function that is declared with fewer bytes than it touches reaches into the host.
//
// What never happens here: an allocation per call, a host pointer that is shown to a guest, or an error that unwinds
// through frames of C.

#if FFI
  @_exported public import Escapement
#endif
