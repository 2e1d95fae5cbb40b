#if FFI
  internal import CFFI

  /// Where C functions are looked up by name.
  public struct CLibrary: @unchecked Sendable {
    /// Nil for everything that the process has loaded. Handles of the dynamic linker may be used from any thread.
    private let handle: UnsafeMutableRawPointer?

    private init(handle: UnsafeMutableRawPointer?) { self.handle = handle }

    /// The program and all libraries that it has loaded.
    public static let process = CLibrary(handle: nil)

    /// Loads a dynamic library, which stays loaded for as long as the process lives. Its initializers run.
    ///
    /// - Parameter path: A path, or a name that the dynamic linker searches for.
    public init(path: String) throws(CFunctionError) {
      guard let handle = path.withCString({ cffi_library($0) }) else {
        throw .libraryNotFound(path: path, reason: String(cString: cffi_library_error()))
      }
      self.handle = handle
    }

    /// The address of a function.
    public func symbol(_ name: String) throws(CFunctionError) -> UnsafeRawPointer {
      guard let address = name.withCString({ cffi_symbol(handle, $0) }) else {
        throw .unknownSymbol(name)
      }
      return UnsafeRawPointer(address)
    }
  }
#endif
