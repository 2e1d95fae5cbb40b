// libffi and the dynamic linker, in a form that Swift 6 can use: libffi's type descriptions are global variables,
// which Swift takes for shared mutable state.
#ifndef CFFI_SHIM_H
#define CFFI_SHIM_H

#include <dlfcn.h>
#include <ffi.h>

/// The types that EscapementFFI passes.
typedef enum __attribute__((enum_extensibility(closed))) CFFIType {
  CFFIType_void,
  CFFIType_sint8,
  CFFIType_uint8,
  CFFIType_sint16,
  CFFIType_uint16,
  CFFIType_sint32,
  CFFIType_uint32,
  CFFIType_sint64,
  CFFIType_uint64,
  CFFIType_float,
  CFFIType_double,
  CFFIType_pointer,
} CFFIType;

static inline ffi_type *cffi_type(CFFIType type) {
  switch (type) {
    case CFFIType_void: return &ffi_type_void;
    case CFFIType_sint8: return &ffi_type_sint8;
    case CFFIType_uint8: return &ffi_type_uint8;
    case CFFIType_sint16: return &ffi_type_sint16;
    case CFFIType_uint16: return &ffi_type_uint16;
    case CFFIType_sint32: return &ffi_type_sint32;
    case CFFIType_uint32: return &ffi_type_uint32;
    case CFFIType_sint64: return &ffi_type_sint64;
    case CFFIType_uint64: return &ffi_type_uint64;
    case CFFIType_float: return &ffi_type_float;
    case CFFIType_double: return &ffi_type_double;
    case CFFIType_pointer: return &ffi_type_pointer;
  }
  return &ffi_type_void;
}

/// Prepares a call of a C function with the platform's calling convention. False if a type does not fit it.
static inline _Bool cffi_prepare(ffi_cif *cif, unsigned count, ffi_type **parameters, ffi_type *result) {
  return ffi_prep_cif(cif, FFI_DEFAULT_ABI, count, result, parameters) == FFI_OK;
}

/// Calls a C function. Each of `arguments` points to a value; `result` has room for the larger of the result and a
/// machine word.
static inline void cffi_call(ffi_cif *cif, const void *function, void *result, void **arguments) {
  ffi_call(cif, FFI_FN(function), result, arguments);
}

/// What a closure calls: `result` and `arguments` as for `cffi_call`.
typedef void (*CFFICallback)(ffi_cif *cif, void *result, void **arguments, void *user);

/// Makes a function whose address is put into `code`, and returns what frees it by `cffi_closure_free`, or NULL.
static inline void *cffi_closure(
    ffi_cif *cif, CFFICallback callback, void *user, void **code) {
#if FFI_CLOSURES
  ffi_closure *closure = (ffi_closure *)ffi_closure_alloc(sizeof(ffi_closure), code);
  if (!closure) return 0;
  if (ffi_prep_closure_loc(closure, cif, callback, user, *code) != FFI_OK) {
    ffi_closure_free(closure);
    return 0;
  }
  return closure;
#else
  (void)cif, (void)callback, (void)user, (void)code;
  return 0;
#endif
}

static inline void cffi_closure_free(void *closure) {
#if FFI_CLOSURES
  ffi_closure_free(closure);
#else
  (void)closure;
#endif
}

/// Opens a dynamic library for as long as the process lives, or gives NULL.
static inline void *cffi_library(const char *path) { return dlopen(path, RTLD_NOW | RTLD_LOCAL); }

/// The address of a symbol of a library, or of any that the process has loaded for NULL; NULL if there is none.
static inline void *cffi_symbol(void *library, const char *name) {
#ifdef RTLD_DEFAULT
  return dlsym(library ? library : RTLD_DEFAULT, name);
#else
  // The value that glibc hides without its extensions.
  return dlsym(library, name);
#endif
}

/// Why one of the two above failed.
static inline const char *cffi_library_error(void) {
  const char *text = dlerror();
  return text ? text : "unknown error";
}

#endif
