#if FFI
  public import Escapement

  /// Why a C function could not be defined or called, or a guest's function not be called by C.
  public enum CFunctionError: Error, Hashable, Sendable {
    // Definitions.
    /// C has no such type, or only in forms that differ between compilers.
    case unsupportedType(ValueType)
    case tooManyResults(Int)
    /// A count refers to a parameter that does not exist or is no integer.
    case invalidCount(parameter: Int)
    /// A function pointer's type has something that can't be passed from C to a guest.
    case unsupportedCallback(reason: String)
    /// libffi does not support the type on this platform, or could not make a function for C.
    case unsupportedByPlatform
    case unknownSymbol(String)
    case libraryNotFound(path: String, reason: String)
    /// Handles are used, but no ``CHandles`` were given.
    case missingHandles

    // Calls. Parameters are counted from 0.
    /// The instance that calls has no memory that the addresses could be in.
    case noMemory(function: String)
    /// The bytes of a pointer are not all inside of the memory.
    case outOfBounds(
      function: String, parameter: Int, address: UInt64, count: UInt64, memorySize: UInt64)
    /// There is no NUL between the address and the end of the memory.
    case unterminatedString(function: String, parameter: Int, address: UInt64)
    case misalignedPointer(function: String, parameter: Int, address: UInt64, alignment: UInt32)
    /// A count is negative.
    case negativeCount(function: String, parameter: Int)
    /// A `long` or `size_t` does not fit the other side; the result if `parameter` is nil.
    case valueOutOfRange(function: String, parameter: Int?)
    /// C has passed or returned a pointer that is not into the guest's memory.
    case foreignPointer(function: String, parameter: Int?)
    /// The number stands for no handle of the kind, or no longer.
    case unknownHandle(function: String, parameter: Int, handle: UInt32)
    /// More handles than a guest may hold.
    case tooManyHandles(function: String)
    /// The calling instance's table has no function there.
    case unknownFunction(function: String, parameter: Int, index: UInt64)
    /// The function for C has another type.
    case signatureMismatch(function: String, expected: FunctionType, actual: FunctionType)
  }

  extension CFunctionError: CustomStringConvertible {
    public var description: String {
      switch self {
      case .unsupportedType(let type): "C has no type for \(type)"
      case .tooManyResults(let count): "a C function has at most one result, not \(count)"
      case .invalidCount(let parameter):
        "a count refers to parameter \(parameter), which does not exist or is no integer"
      case .unsupportedCallback(let reason): "unsupported function pointer: \(reason)"
      case .unsupportedByPlatform: "the platform does not support this function type"
      case .unknownSymbol(let name): "no symbol \"\(name)\" is loaded"
      case .libraryNotFound(let path, let reason): "can't load \(path): \(reason)"
      case .missingHandles: "the type has handles, but there is no table for them"
      case .noMemory(let function): "\(function): the caller has no memory"
      case .outOfBounds(let function, let parameter, let address, let count, let size):
        "\(function), parameter \(parameter): \(count) bytes at \(address) are out of bounds, the "
          + "memory has \(size)"
      case .unterminatedString(let function, let parameter, let address):
        "\(function), parameter \(parameter): the string at \(address) has no end"
      case .misalignedPointer(let function, let parameter, let address, let alignment):
        "\(function), parameter \(parameter): \(address) is not a multiple of \(alignment)"
      case .negativeCount(let function, let parameter):
        "\(function), parameter \(parameter): the count is negative"
      case .valueOutOfRange(let function, let parameter?):
        "\(function), parameter \(parameter): the value does not fit"
      case .valueOutOfRange(let function, nil): "\(function): the result does not fit"
      case .foreignPointer(let function, let parameter?):
        "\(function), parameter \(parameter): the pointer is not into the guest's memory"
      case .foreignPointer(let function, nil):
        "\(function): the resulting pointer is not into the guest's memory"
      case .unknownHandle(let function, let parameter, let handle):
        "\(function), parameter \(parameter): there is no handle \(handle)"
      case .tooManyHandles(let function): "\(function): too many handles"
      case .unknownFunction(let function, let parameter, let index):
        "\(function), parameter \(parameter): the table has no function at \(index)"
      case .signatureMismatch(let function, let expected, let actual):
        "\(function): C calls it as \(expected), but it is \(actual)"
      }
    }
  }

  #if hasFeature(Embedded)
    func failure(_ error: CFunctionError) -> HostError { .host(-1) }
  #else
    func failure(_ error: CFunctionError) -> HostError { error }
  #endif

  /// Runs `body` where any error may be thrown.
  func attempt<Result>(
    _ body: () throws(CFunctionError) -> Result
  ) throws(HostError) -> Result {
    do throws(CFunctionError) { return try body() } catch { throw failure(error) }
  }
#endif
