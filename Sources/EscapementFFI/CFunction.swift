#if FFI
  internal import CFFI
  internal import Escapement

  /// A C function that is ready to be called by guests.
  final class CFunction {
    private let function: UnsafeRawPointer
    private let signature: Signature
    private let interface: CallInterface
    private let handles: CHandles?
    /// What C calls for each function pointer parameter; nil for the others.
    private var callbacks: [Callback?] = []
    /// If there are only numbers.
    private let numbers: NumberSignature?
    /// Whether any parameter is an address.
    private let usesMemory: Bool

    init(
      _ function: UnsafeRawPointer, name: String, type: CFunctionType, handles: CHandles?
    ) throws(CFunctionError) {
      self.function = function
      self.handles = handles
      signature = try Signature(name: name, type: type)
      numbers = NumberSignature(type)
      interface = try CallInterface(type)
      var usesMemory = false
      for parameter in type.parameters {
        switch parameter {
        case .pointer: usesMemory = true
        case .handle where handles == nil: throw .missingHandles
        default: break
        }
      }
      if case .handle = type.result, handles == nil { throw .missingHandles }
      self.usesMemory = usesMemory
      for parameter in type.parameters {
        guard case .function(let type, _) = parameter else {
          callbacks.append(nil)
          continue
        }
        callbacks.append(try Callback(name: name, type: type))
      }
    }

    /// Calls the function with the arguments in `slots`, and puts its result there.
    func call(
      _ caller: Caller, _ slots: UnsafeMutableBufferPointer<UInt64>
    ) throws(HostError) {
      if numbers != nil { return try attempt { () throws(CFunctionError) in try call(slots) } }
      guard usesMemory else { return try call(caller, slots, .none) }
      guard let memory = caller.pinMemory() else {
        throw failure(CFunctionError.noMemory(function: signature.name))
      }
      defer { memory.unpin() }
      try call(caller, slots, GuestRegion(memory.bytes))
    }

    private func call(
      _ caller: Caller, _ slots: UnsafeMutableBufferPointer<UInt64>, _ region: GuestRegion
    ) throws(HostError) {
      let count = signature.type.parameters.count
      // One more for the result: libffi needs a machine word at least.
      try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count + 1) {
        (cells) throws(HostError) in
        try withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: count) {
          (pointers) throws(HostError) in
          try attempt { () throws(CFunctionError) in
            try readNumbers(slots, into: cells)
            try readPointers(slots, into: cells, region)
          }
          for index in 0..<count {
            pointers.initializeElement(
              at: index, to: UnsafeMutableRawPointer(cells.baseAddress.unsafelyUnwrapped + index))
          }
          let result = UnsafeMutableRawPointer(cells.baseAddress.unsafelyUnwrapped + count)
          result.storeBytes(of: 0, as: UInt64.self)
          try withCallbacks(slots, cells, caller, region) {
            releaseHandles(slots)
            cffi_call(interface.cif, function, result, pointers.baseAddress)
          }
          try attempt { () throws(CFunctionError) in try writeResult(result, to: slots, region) }
        }
      }
    }
  }

  // Numbers only.
  extension CFunction {
    private func call(_ slots: UnsafeMutableBufferPointer<UInt64>) throws(CFunctionError) {
      let most = NumberSignature.mostParameters
      // One more for the result.
      try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: most + 1) {
        (cells) throws(CFunctionError) in
        try withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: most) {
          (pointers) throws(CFunctionError) in
          try call(
            slots, cells.baseAddress.unsafelyUnwrapped, pointers.baseAddress.unsafelyUnwrapped)
        }
      }
    }

    private func call(
      _ slots: UnsafeMutableBufferPointer<UInt64>, _ cells: UnsafeMutablePointer<UInt64>,
      _ pointers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) throws(CFunctionError) {
      guard let numbers else { return }
      let count = numbers.parameters.count
      for index in 0..<count {
        guard let cell = numbers.parameters[index].cell(fromSlot: slots[index]) else {
          throw .valueOutOfRange(function: signature.name, parameter: index)
        }
        (cells + index).initialize(to: cell)
        (pointers + index).initialize(to: cells + index)
      }
      let result = cells + count
      result.initialize(to: 0)
      cffi_call(interface.cif, function, result, pointers)
      guard let passage = numbers.result else { return }
      guard let slot = passage.slot(fromResult: result.pointee) else {
        throw .valueOutOfRange(function: signature.name, parameter: nil)
      }
      slots[0] = slot
    }
  }

  // Arguments and results.
  extension CFunction {
    private func readNumbers(
      _ slots: UnsafeMutableBufferPointer<UInt64>, into cells: UnsafeMutableBufferPointer<UInt64>
    ) throws(CFunctionError) {
      for (index, parameter) in signature.type.parameters.enumerated() {
        guard case .number(let number) = parameter else { continue }
        guard let cell = number.cell(fromSlot: slots[index], signature.type.addressType) else {
          throw .valueOutOfRange(function: signature.name, parameter: index)
        }
        cells[index] = cell
      }
    }

    /// Needs the numbers, because they may be counts.
    private func readPointers(
      _ slots: UnsafeMutableBufferPointer<UInt64>,
      into cells: UnsafeMutableBufferPointer<UInt64>, _ region: GuestRegion
    ) throws(CFunctionError) {
      for (index, parameter) in signature.type.parameters.enumerated() {
        let pointer: UnsafeMutableRawPointer?
        switch parameter {
        case .number, .function: continue
        case .pointer(_, true, _) where slots[index] == 0: pointer = nil
        case .pointer(let extent, _, let alignment):
          let address = slots[index]
          try signature.check(address, extent, index, cells, region)
          guard alignment <= 1 || address % UInt64(alignment) == 0 else {
            throw .misalignedPointer(
              function: signature.name, parameter: index, address: address, alignment: alignment)
          }
          pointer = region.pointer(address)
        case .handle(_, true, _) where slots[index] == 0: pointer = nil
        case .handle(let kind, _, _):
          pointer = try handlePointer(UInt32(truncatingIfNeeded: slots[index]), kind, index)
        }
        cells[index] = UInt64(UInt(bitPattern: pointer))
      }
    }

    private func handlePointer(
      _ handle: UInt32, _ kind: String, _ index: Int
    ) throws(CFunctionError) -> UnsafeMutableRawPointer {
      guard let pointer = handles?.pointer(handle, kind: kind) else {
        throw .unknownHandle(function: signature.name, parameter: index, handle: handle)
      }
      return pointer
    }

    /// Before the call, so that nothing that C calls can use them any more.
    private func releaseHandles(_ slots: UnsafeMutableBufferPointer<UInt64>) {
      for (index, parameter) in signature.type.parameters.enumerated() {
        guard case .handle(let kind, _, true) = parameter else { continue }
        handles?.remove(UInt32(truncatingIfNeeded: slots[index]), kind: kind)
      }
    }

    private func writeResult(
      _ result: UnsafeMutableRawPointer, to slots: UnsafeMutableBufferPointer<UInt64>,
      _ region: GuestRegion
    ) throws(CFunctionError) {
      switch signature.type.result {
      case .void: break
      case .number(let number):
        let cell = number.loadCell(result)
        guard let slot = number.slot(fromCell: cell, signature.type.addressType) else {
          throw .valueOutOfRange(function: signature.name, parameter: nil)
        }
        slots[0] = slot
      case .pointer:
        slots[0] = 0
        guard let pointer = result.load(as: UnsafeRawPointer?.self) else { break }
        guard let address = region.address(pointer),
          let slot = CNumber.size.slot(fromCell: address, signature.type.addressType)
        else { throw .foreignPointer(function: signature.name, parameter: nil) }
        slots[0] = slot
      case .handle(let kind):
        slots[0] = 0
        guard let pointer = result.load(as: UnsafeMutableRawPointer?.self) else { break }
        guard let handle = handles?.insert(pointer, kind: kind) else {
          throw .tooManyHandles(function: signature.name)
        }
        slots[0] = UInt64(handle)
      }
    }
  }

  // Function pointers.
  extension CFunction {
    /// Lets C call the guest's functions while `body` runs, and throws what one of them threw.
    private func withCallbacks(
      _ slots: UnsafeMutableBufferPointer<UInt64>, _ cells: UnsafeMutableBufferPointer<UInt64>,
      _ caller: Caller, _ region: GuestRegion, _ body: () -> Void
    ) throws(HostError) {
      try withCallbacks(from: 0, slots, cells, caller, region, body)
    }

    private func withCallbacks(
      from first: Int, _ slots: UnsafeMutableBufferPointer<UInt64>,
      _ cells: UnsafeMutableBufferPointer<UInt64>, _ caller: Caller, _ region: GuestRegion,
      _ body: () -> Void
    ) throws(HostError) {
      guard let index = callbacks[first...].firstIndex(where: { $0 != nil }),
        let callback = callbacks[index]
      else { return body() }
      let function = try attempt { () throws(CFunctionError) in
        try tableFunction(slots[index], index, callback.guestType, caller)
      }
      guard let function else {
        cells[index] = 0
        return try withCallbacks(from: index + 1, slots, cells, caller, region, body)
      }
      cells[index] = UInt64(UInt(bitPattern: callback.code))
      let target = Callback.Target(function: function, region: region)
      try callback.withTarget(target) { () throws(HostError) in
        try withCallbacks(from: index + 1, slots, cells, caller, region, body)
      }
    }

    /// The guest's function at an index of its first table; nil for 0, if that is allowed.
    private func tableFunction(
      _ tableIndex: UInt64, _ index: Int, _ type: FunctionType, _ caller: Caller
    ) throws(CFunctionError) -> Func? {
      if case .function(_, true) = signature.type.parameters[index], tableIndex == 0 { return nil }
      guard let function = caller.tableFunction(tableIndex) else {
        throw .unknownFunction(function: signature.name, parameter: index, index: tableIndex)
      }
      let actual = function.type
      guard actual == type else {
        throw .signatureMismatch(function: signature.name, expected: type, actual: actual)
      }
      return function
    }
  }
#endif
