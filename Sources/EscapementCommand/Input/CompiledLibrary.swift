internal import CInterp

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// A shared library with compiled modules, which stays loaded.
struct CompiledLibrary {
  private nonisolated(unsafe) let handle: UnsafeMutableRawPointer

  private typealias Begin = @convention(c) (UnsafePointer<CompiledLibraryImports>?) -> Void
  private typealias GetModule = @convention(c) () -> UnsafeRawPointer?

  init(path: String) throws(CommandFailure) {
    // A name without a directory would be searched for.
    guard let handle = dlopen(path.contains("/") ? path : "./" + path, RTLD_NOW | RTLD_LOCAL) else {
      throw CommandFailure("can't load \(path): \(String(cString: dlerror()))")
    }
    guard let begin = dlsym(handle, "compiled_library_begin") else {
      throw CommandFailure(
        "\(path) is a shared library without compiled modules",
        hint: "one of its C files has to include compiled_library.h")
    }
    unsafeBitCast(begin, to: Begin.self)(compiled_library_imports())
    self.handle = handle
  }

  /// The module that the function with a name gives.
  func module(_ symbol: String) -> UnsafeRawPointer? {
    guard let function = dlsym(handle, symbol) else { return nil }
    return unsafeBitCast(function, to: GetModule.self)()
  }
}
