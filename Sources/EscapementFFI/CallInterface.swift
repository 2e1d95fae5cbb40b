#if FFI
  internal import CFFI

  /// How the platform passes the parameters and the result of a C function: libffi's `ffi_cif`, prepared once.
  final class CallInterface {
    let cif: UnsafeMutablePointer<ffi_cif>
    /// `cif` points to it.
    private let types: UnsafeMutableBufferPointer<UnsafeMutablePointer<ffi_type>?>

    init(_ type: CFunctionType) throws(CFunctionError) {
      types = .allocate(capacity: type.parameters.count)
      cif = .allocate(capacity: 1)
      cif.initialize(to: ffi_cif())
      for (index, parameter) in type.parameters.enumerated() {
        types.initializeElement(at: index, to: cffi_type(parameter.hostType))
      }
      let isPrepared = cffi_prepare(
        cif, UInt32(truncatingIfNeeded: types.count), types.baseAddress,
        cffi_type(type.result.hostType))
      guard isPrepared else { throw .unsupportedByPlatform }
    }

    deinit {
      cif.deallocate()
      types.deallocate()
    }
  }

  extension CParameter {
    fileprivate var hostType: CFFIType {
      switch self {
      case .number(let number): number.hostType
      case .pointer, .handle, .function: .pointer
      }
    }
  }

  extension CResult {
    fileprivate var hostType: CFFIType {
      switch self {
      case .void: .void
      case .number(let number): number.hostType
      case .pointer, .handle: .pointer
      }
    }
  }
#endif
