#if FFI
  internal import CFFI
  internal import Escapement

  /// A number type of C.
  ///
  /// In a guest, integers of up to 32 bits are an i32, longer ones an i64. `long`, `unsigned long` and `size_t` have
  /// the width of the guest's addresses there, and the host's width here; a value that does not fit is an error.
  public enum CNumber: Hashable, Sendable {
    case int8, uint8, int16, uint16, int32, uint32, int64, uint64
    case long, unsignedLong, size
    case float, double
  }

  extension CNumber {
    /// The type that a guest with addresses of type `addressType` has for it.
    func guestType(_ addressType: AddressType) -> ValueType {
      switch self {
      case .int8, .uint8, .int16, .uint16, .int32, .uint32: .i32
      case .int64, .uint64: .i64
      case .long, .unsignedLong, .size: addressType.valueType
      case .float: .f32
      case .double: .f64
      }
    }

    private static let isLP64 = MemoryLayout<Int>.size == 8

    var hostType: CFFIType {
      switch self {
      case .int8: .sint8
      case .uint8: .uint8
      case .int16: .sint16
      case .uint16: .uint16
      case .int32: .sint32
      case .uint32: .uint32
      case .int64: .sint64
      case .uint64: .uint64
      case .long: Self.isLP64 ? .sint64 : .sint32
      case .unsignedLong, .size: Self.isLP64 ? .uint64 : .uint32
      case .float: .float
      case .double: .double
      }
    }

    var isInteger: Bool { self != .float && self != .double }

    var isSigned: Bool {
      switch self {
      case .int8, .int16, .int32, .int64, .long: true
      default: false
      }
    }

    /// The bytes that C has for it.
    var hostSize: Int {
      switch self {
      case .int8, .uint8: 1
      case .int16, .uint16: 2
      case .int32, .uint32, .float: 4
      case .int64, .uint64, .double: 8
      case .long, .unsignedLong, .size: MemoryLayout<Int>.size
      }
    }
  }

  // Values on their way. A *slot* holds what the guest has: an i32 or f32 zero-extended. A *cell* holds what C has:
  // an integer extended to 64 bits by its sign, or the bits of a floating-point number.
  extension CNumber {
    /// What a slot becomes in C; nil if it does not fit.
    func cell(fromSlot slot: UInt64, _ addressType: AddressType) -> UInt64? {
      switch self {
      case .long where addressType == .i32: return extended(slot, bytes: 4)
      case .long, .unsignedLong, .size: return extended(slot, bytes: hostSize) == slot ? slot : nil
      case .float, .double: return slot
      default: return extended(slot, bytes: hostSize)
      }
    }

    /// What a cell becomes in a guest; nil if it does not fit.
    func slot(fromCell cell: UInt64, _ addressType: AddressType) -> UInt64? {
      switch guestType(addressType) {
      case .i32:
        guard extended(cell, bytes: 4) == cell else { return nil }
        return cell & 0xFFFF_FFFF
      default: return cell
      }
    }

    /// The cell with the value of this type at `pointer`.
    func loadCell(_ pointer: UnsafeRawPointer) -> UInt64 {
      switch hostSize {
      case 1: extended(UInt64(pointer.loadUnaligned(as: UInt8.self)), bytes: 1)
      case 2: extended(UInt64(pointer.loadUnaligned(as: UInt16.self)), bytes: 2)
      case 4: extended(UInt64(pointer.loadUnaligned(as: UInt32.self)), bytes: 4)
      default: pointer.loadUnaligned(as: UInt64.self)
      }
    }

    /// The lowest bytes of `value`, extended to 64 bits.
    private func extended(_ value: UInt64, bytes: Int) -> UInt64 {
      let shift = UInt64(64 - 8 * bytes)
      guard isSigned else { return (value << shift) >> shift }
      return UInt64(bitPattern: Int64(bitPattern: value << shift) >> Int64(shift))
    }
  }
#endif
