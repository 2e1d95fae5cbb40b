#if FFI
  internal import Escapement

  /// A function type of C with the name of the function, and the checks that both directions share.
  struct Signature {
    /// For error messages.
    let name: String
    let type: CFunctionType

    init(name: String, type: CFunctionType) throws(CFunctionError) {
      self.name = name
      self.type = type
      for parameter in type.parameters {
        guard case .pointer(.bytes(let count), _, _) = parameter else { continue }
        for index in count.parameters { try Self.checkCount(index, type) }
      }
    }

    private static func checkCount(_ index: Int, _ type: CFunctionType) throws(CFunctionError) {
      guard type.parameters.indices.contains(index),
        case .number(let number) = type.parameters[index], number.isInteger
      else { throw .invalidCount(parameter: index) }
    }

    /// Checks that what is at an address is wholly in the memory.
    func check(
      _ address: UInt64, _ extent: CExtent, _ index: Int,
      _ cells: UnsafeMutableBufferPointer<UInt64>, _ region: GuestRegion
    ) throws(CFunctionError) {
      switch extent {
      case .bytes(let count):
        let bytes = try bytes(count, cells)
        guard region.contains(address, count: bytes) else {
          throw .outOfBounds(
            function: name, parameter: index, address: address, count: bytes,
            memorySize: region.size)
        }
      case .nulTerminated:
        guard region.hasTerminator(from: address) else {
          throw .unterminatedString(function: name, parameter: index, address: address)
        }
      }
    }

    /// Computes a count from the cells of all number parameters.
    private func bytes(
      _ count: CCount, _ cells: UnsafeMutableBufferPointer<UInt64>
    ) throws(CFunctionError) -> UInt64 {
      var product = count.factor
      for index in count.parameters {
        guard case .number(let number) = type.parameters[index] else { continue }
        if number.isSigned, cells[index] > UInt64(Int64.max) {
          throw .negativeCount(function: name, parameter: index)
        }
        let next = product.multipliedReportingOverflow(by: cells[index])
        // More than any memory has; a factor of 0 still makes it nothing.
        product = next.overflow ? .max : next.partialValue
      }
      return product
    }
  }
#endif
