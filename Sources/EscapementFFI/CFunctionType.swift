#if FFI
  public import Escapement

  /// The type of a C function, and what its parameters mean for a guest.
  ///
  /// ```swift
  /// // int memcmp(const void *, const void *, size_t)
  /// CFunctionType(
  ///   [.pointer(.bytes(count: .parameter(2))), .pointer(.bytes(count: .parameter(2))), .size],
  ///   returns: .int32)
  ///
  /// // void qsort(void *, size_t, size_t, int (*)(const void *, const void *))
  /// let element = CParameter.pointer(.bytes(count: 8))
  /// CFunctionType([
  ///   .pointer(.bytes(count: .parameter(1) * .parameter(2))), .size, .size,
  ///   .function(CFunctionType([element, element], returns: .int32)),
  /// ])
  /// ```
  public struct CFunctionType: Hashable, Sendable {
    /// What the function takes.
    public var parameters: [CParameter]
    /// What the function returns.
    public var result: CResult
    /// The type of pointers, `size_t` and `long` in the guest.
    public var addressType: AddressType

    /// The type of a C function.
    public init(
      _ parameters: [CParameter] = [], returns result: CResult = .void,
      addressType: AddressType = .i32
    ) {
      self.parameters = parameters
      self.result = result
      self.addressType = addressType
    }

    /// A C function whose parameters and result are numbers: `int32_t`, `int64_t`, `float` and `double`.
    ///
    /// - Throws: ``CFunctionError`` if a type is a vector or reference, or if there are several results.
    public init(_ type: FunctionType) throws(CFunctionError) {
      guard type.results.count <= 1 else { throw .tooManyResults(type.results.count) }
      self.init()
      for parameter in type.parameters { parameters.append(.number(try Self.number(parameter))) }
      if let result = type.results.first { self.result = .number(try Self.number(result)) }
    }

    private static func number(_ type: ValueType) throws(CFunctionError) -> CNumber {
      switch type {
      case .i32: .int32
      case .i64: .int64
      case .f32: .float
      case .f64: .double
      case .v128, .reference: throw .unsupportedType(type)
      }
    }

    /// The type that the function has in a guest.
    public var functionType: FunctionType {
      var type = FunctionType()
      for parameter in parameters { type.parameters.append(parameter.guestType(addressType)) }
      switch result {
      case .void: break
      case .number(let number): type.results = [number.guestType(addressType)]
      case .pointer: type.results = [addressType.valueType]
      case .handle: type.results = [.i32]
      }
      return type
    }
  }

  /// A parameter of a C function.
  public indirect enum CParameter: Hashable, Sendable {
    case number(CNumber)

    /// A pointer into the guest's memory: the first memory of the instance that calls.
    ///
    /// The guest passes an address. `extent` bytes from there on have to be inside of the memory, and the address has
    /// to be a multiple of `alignment`. Address 0 is NULL if that is allowed, and otherwise an address like any other.
    /// The pointer is valid as long as the C function runs: it must not keep it.
    ///
    /// In the type of a function pointer it is the other way round: C passes a pointer that it got before, and the
    /// guest gets the address.
    case pointer(CExtent, isOptional: Bool = false, alignment: UInt32 = 1)

    /// A pointer of the host, for which the guest has a number. See ``CHandles``.
    ///
    /// - Parameters:
    ///   - kind: Only handles of the same kind are accepted.
    ///   - isOptional: Whether 0 is accepted, as NULL.
    ///   - isReleased: Whether the handle ends with the call, as with `fclose`.
    case handle(_ kind: String, isOptional: Bool = false, isReleased: Bool = false)

    /// A function pointer.
    ///
    /// The guest passes an index of its first table, as compilers do for function pointers; 0 is NULL if that is
    /// allowed. C may call it as long as the C function runs: it must not keep it.
    ///
    /// Whatever the guest's function does, C has to bear it: it may return anything, and change all of the guest's
    /// memory, a string's end included. If it traps or throws, C gets 0, further calls return 0 at once, and the call
    /// of the C function throws the error when C is done. A memory that would have to move does not grow meanwhile.
    case function(CFunctionType, isOptional: Bool = false)
  }

  /// The result of a C function.
  public enum CResult: Hashable, Sendable {
    case void
    case number(CNumber)
    /// A pointer into the guest's memory, which C got as a parameter, or NULL. The guest gets its address.
    case pointer
    /// A pointer of the host or NULL. The guest gets a number for it. See ``CHandles``.
    case handle(String)
  }

  /// How many bytes a pointer points to.
  public enum CExtent: Hashable, Sendable {
    case bytes(count: CCount)
    /// As many as there are before a NUL, and that.
    case nulTerminated

    /// That many elements of `size` bytes.
    public static func elements(size: UInt64, count: CCount) -> CExtent {
      .bytes(count: CCount(size) * count)
    }
  }

  /// A number of bytes or elements: a constant, a parameter, or a product of them.
  public struct CCount: Hashable, Sendable {
    var factor: UInt64
    /// The indices of the parameters to multiply.
    var parameters: [Int] = []

    /// A count that is known.
    public init(_ constant: UInt64) { factor = constant }

    /// The value of an integer parameter, counted from 0. A negative one is an error.
    public static func parameter(_ index: Int) -> CCount {
      var count = CCount(1)
      count.parameters = [index]
      return count
    }

    /// A count of elements of a size.
    public static func * (left: CCount, right: CCount) -> CCount {
      let product = left.factor.multipliedReportingOverflow(by: right.factor)
      // What is too large for a number is too large for a memory.
      var count = CCount(product.overflow ? .max : product.partialValue)
      count.parameters = left.parameters + right.parameters
      return count
    }
  }

  extension CCount: ExpressibleByIntegerLiteral {
    /// A count that is known.
    public init(integerLiteral value: UInt64) { self.init(value) }
  }

  // Shorter names for numbers.
  extension CParameter {
    /// A C `int8_t`.
    public static var int8: CParameter { .number(.int8) }
    /// A C `uint8_t`.
    public static var uint8: CParameter { .number(.uint8) }
    /// A C `int16_t`.
    public static var int16: CParameter { .number(.int16) }
    /// A C `uint16_t`.
    public static var uint16: CParameter { .number(.uint16) }
    /// A C `int32_t`.
    public static var int32: CParameter { .number(.int32) }
    /// A C `uint32_t`.
    public static var uint32: CParameter { .number(.uint32) }
    /// A C `int64_t`.
    public static var int64: CParameter { .number(.int64) }
    /// A C `uint64_t`.
    public static var uint64: CParameter { .number(.uint64) }
    /// A C `long`.
    public static var long: CParameter { .number(.long) }
    /// A C `unsigned long`.
    public static var unsignedLong: CParameter { .number(.unsignedLong) }
    /// A C `size_t`.
    public static var size: CParameter { .number(.size) }
    /// A C `float`.
    public static var float: CParameter { .number(.float) }
    /// A C `double`.
    public static var double: CParameter { .number(.double) }
  }

  extension CResult {
    /// A C `int8_t`.
    public static var int8: CResult { .number(.int8) }
    /// A C `uint8_t`.
    public static var uint8: CResult { .number(.uint8) }
    /// A C `int16_t`.
    public static var int16: CResult { .number(.int16) }
    /// A C `uint16_t`.
    public static var uint16: CResult { .number(.uint16) }
    /// A C `int32_t`.
    public static var int32: CResult { .number(.int32) }
    /// A C `uint32_t`.
    public static var uint32: CResult { .number(.uint32) }
    /// A C `int64_t`.
    public static var int64: CResult { .number(.int64) }
    /// A C `uint64_t`.
    public static var uint64: CResult { .number(.uint64) }
    /// A C `long`.
    public static var long: CResult { .number(.long) }
    /// A C `unsigned long`.
    public static var unsignedLong: CResult { .number(.unsignedLong) }
    /// A C `size_t`.
    public static var size: CResult { .number(.size) }
    /// A C `float`.
    public static var float: CResult { .number(.float) }
    /// A C `double`.
    public static var double: CResult { .number(.double) }
  }

  extension CParameter {
    func guestType(_ addressType: AddressType) -> ValueType {
      switch self {
      case .number(let number): number.guestType(addressType)
      case .pointer, .function: addressType.valueType
      case .handle: .i32
      }
    }
  }
#endif
