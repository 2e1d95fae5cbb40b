#if FFI
  internal import CFFI
  internal import Escapement

  /// A function for C whose calls go to a function of a guest: a libffi closure, made once, whose target may change.
  final class Callback {
    /// The C function pointer; never nil in use.
    private(set) var code: UnsafeMutableRawPointer?
    private var closure: UnsafeMutableRawPointer?
    let guestType: FunctionType
    private let signature: Signature
    private let interface: CallInterface

    /// What is called now; without it calls return 0.
    private var target: Target?
    /// The first error of the target. Until it is taken, calls return 0.
    private var error: HostError?

    struct Target {
      var function: Func
      /// What pointers from C have to point into: the memory as it is when C calls.
      var memory: Memory?
      /// The same if the memory can't move.
      var region: GuestRegion?
    }

    init(name: String, type: CFunctionType, target: Target? = nil) throws(CFunctionError) {
      try Self.check(type)
      signature = try Signature(name: name, type: type)
      interface = try CallInterface(type)
      guestType = type.functionType
      self.target = target
      closure = cffi_closure(
        interface.cif,
        { _, result, arguments, user in
          guard let user else { return }
          Unmanaged<Callback>.fromOpaque(user).takeUnretainedValue().invoke(result, arguments)
        }, Unmanaged.passUnretained(self).toOpaque(), &code)
      guard closure != nil, code != nil else { throw .unsupportedByPlatform }
    }

    deinit {
      if let closure { cffi_closure_free(closure) }
    }

    /// A guest's function can only be given what it can also be told the meaning of.
    private static func check(_ type: CFunctionType) throws(CFunctionError) {
      for parameter in type.parameters {
        switch parameter {
        case .number, .pointer: break
        case .handle: throw .unsupportedCallback(reason: "a handle as a parameter")
        case .function: throw .unsupportedCallback(reason: "a function pointer as a parameter")
        }
      }
      switch type.result {
      case .void, .number: break
      case .pointer: throw .unsupportedCallback(reason: "a pointer as its result")
      case .handle: throw .unsupportedCallback(reason: "a handle as its result")
      }
    }

    /// Lets C call `target` while `body` runs, and throws what it threw. May be nested.
    func withTarget<Result>(
      _ target: Target, _ body: () throws(HostError) -> Result
    ) throws(HostError) -> Result {
      let outer = (self.target, error)
      self.target = target
      error = nil
      defer { (self.target, error) = outer }
      let result = try body()
      try rethrow()
      return result
    }

    /// Throws the error that a call has left, and forgets it.
    func rethrow() throws(HostError) {
      guard let error else { return }
      self.error = nil
      throw error
    }
  }

  // Calls from C.
  extension Callback {
    private func invoke(
      _ result: UnsafeMutableRawPointer?,
      _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) {
      write(0, to: result)
      guard error == nil, let target else { return }
      do throws(HostError) {
        write(try call(target, arguments), to: result)
      } catch {
        // It can't pass through C: whoever called C will find it.
        self.error = error
      }
    }

    /// Calls the guest and returns the cell of its result.
    private func call(
      _ target: Target, _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) throws(HostError) -> UInt64 {
      var cell: UInt64 = 0
      let slotCount = max(guestType.parameters.count, guestType.results.count)
      try target.function.callWithSlots(slotCount) { (slots) throws(HostError) in
        try read(arguments, into: slots, target)
      } results: { (slots) throws(HostError) in
        guard case .number(let number) = signature.type.result else { return }
        guard let value = number.cell(fromSlot: slots[0], signature.type.addressType) else {
          throw failure(CFunctionError.valueOutOfRange(function: signature.name, parameter: nil))
        }
        cell = value
      }
      return cell
    }

    private func read(
      _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
      into slots: UnsafeMutablePointer<UInt64>, _ target: Target
    ) throws(HostError) {
      let parameters = signature.type.parameters
      guard !parameters.isEmpty, let arguments else { return }
      let region = target.region ?? target.memory?.currentRegion ?? .none
      try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: parameters.count) {
        (cells) throws(HostError) in
        for (index, parameter) in parameters.enumerated() {
          guard let argument = arguments[index] else { continue }
          if case .number(let number) = parameter {
            cells[index] = number.loadCell(argument)
          } else {
            cells[index] = UInt64(argument.loadUnaligned(as: UInt.self))
          }
        }
        for index in parameters.indices {
          slots[index] = try attempt { () throws(CFunctionError) in
            try slot(index, cells, region)
          }
        }
      }
    }

    /// What the guest gets for a parameter.
    private func slot(
      _ index: Int, _ cells: UnsafeMutableBufferPointer<UInt64>, _ region: GuestRegion
    ) throws(CFunctionError) -> UInt64 {
      let addressType = signature.type.addressType
      switch signature.type.parameters[index] {
      case .number(let number):
        guard let slot = number.slot(fromCell: cells[index], addressType) else {
          throw .valueOutOfRange(function: signature.name, parameter: index)
        }
        return slot
      case .pointer(let extent, let isOptional, _):
        let bits = UInt(truncatingIfNeeded: cells[index])
        guard let pointer = UnsafeRawPointer(bitPattern: bits) else {
          if isOptional { return 0 }
          throw .foreignPointer(function: signature.name, parameter: index)
        }
        guard let address = region.address(pointer),
          let slot = CNumber.size.slot(fromCell: address, addressType)
        else { throw .foreignPointer(function: signature.name, parameter: index) }
        try signature.check(address, extent, index, cells, region)
        return slot
      case .handle, .function: return 0
      }
    }

    /// Writes a result as libffi wants it: integers have a machine word at least.
    private func write(_ cell: UInt64, to result: UnsafeMutableRawPointer?) {
      guard case .number(let number) = signature.type.result, let result else { return }
      if number.hostSize == 8 || number.isInteger && MemoryLayout<UInt>.size == 8 {
        result.storeBytes(of: cell, as: UInt64.self)
      } else {
        result.storeBytes(of: UInt32(truncatingIfNeeded: cell), as: UInt32.self)
      }
    }
  }

  extension Memory {
    fileprivate var currentRegion: GuestRegion {
      withUnsafeMutableBytes { GuestRegion($0) }
    }
  }
#endif
