// Objects that the host makes, or that the loop leaves to it.
internal import CInterp
internal import Translation
internal import WasmBinary

extension Store {
  /// The object that a slot refers to; nil for null. The type says that it is an object.
  func object(_ slot: UInt64) -> UnsafeMutablePointer<Object>? {
    UnsafeMutablePointer(bitPattern: UInt(truncatingIfNeeded: slot))
  }

  /// Allocates an object, whose contents are zero. May move all others.
  ///
  /// - Parameters:
  ///   - size: In bytes, of the whole object.
  ///   - running: The execution whose loop has stopped in guest code, if one has.
  /// - Returns: Nil if the heap has no room.
  func allocate(
    _ type: UInt32, size: UInt64, length: UInt32 = 0, running: Execution? = nil
  ) -> UnsafeMutablePointer<Object>? {
    guard makeRoom(for: size, running: running) == .none else { return nil }
    let record = heap.record
    let start = UnsafeMutableRawPointer(record.pointee.next.unsafelyUnwrapped)
    // There is room for it.
    record.pointee.next += Int(truncatingIfNeeded: size)
    start.initializeMemory(as: UInt8.self, repeating: 0, count: Int(truncatingIfNeeded: size))
    let object = start.assumingMemoryBound(to: Object.self)
    object.pointee = Object(type: type, length: length)
    return object
  }

  /// Makes room for an object, which may move all others.
  ///
  /// - Parameters:
  ///   - size: In bytes.
  ///   - running: The execution whose loop has stopped in guest code, if one has.
  /// - Returns: `none`, or why there is none.
  func makeRoom(for size: UInt64, running: Execution?) -> WasmTrap {
    let record = heap.record
    let room = record.pointee.next.map { $0.distance(to: record.pointee.end) } ?? 0
    if size <= UInt64(room), !heap.isUnderStress { return .none }
    let position = running.map { FramePosition(stoppedIn: $0.context) }
    return collectGarbage(
      CollectionRequest(bytes: size, position: position, payer: running)
    ).trap
  }

  /// Makes room for the allocation at which the loop has stopped.
  func collect(for execution: Execution) -> WasmTrap {
    collectGarbage(
      CollectionRequest(
        bytes: heap.record.pointee.request, position: FramePosition(stoppedIn: execution.context),
        payer: execution)
    ).trap
  }
}

// Objects that constant expressions make.
extension Store {
  /// Makes a structure or an array of `values`, which are on top of a stack that the collector knows.
  func allocate(
    _ type: UInt32, takingFrom stack: ConstantStack, count: Int
  ) -> UnsafeMutablePointer<Object>? {
    let record = heap.record.pointee.types[Int(type)]
    let isStructure = record.kind == .structure
    let length = UInt32(count)
    let size = isStructure ? UInt64(record.size) : array_size(record.storage, length)
    guard let object = allocate(type, size: size, length: isStructure ? 0 : length) else {
      return nil
    }
    let start = UnsafeMutableRawPointer(object).assumingMemoryBound(to: UInt8.self)
    for index in (0..<count).reversed() {
      let value = stack.pop()
      let field =
        isStructure
        ? record.fields[index]
        : ObjectField(
          offset: UInt32(MemoryLayout<Object>.size) + UInt32(index) * storage_size(record.storage),
          storage: record.storage)
      withUnsafePointer(to: (value.low, value.high)) { pair in
        UnsafeRawPointer(pair).withMemoryRebound(to: UInt64.self, capacity: 2) {
          storage_write(field.storage, start + Int(field.offset), $0)
        }
      }
    }
    return object
  }

  /// Makes an array whose elements are all `value`, which is on top of a stack that the collector knows.
  func allocateArray(
    _ type: UInt32, length: UInt32, fillingFrom stack: ConstantStack
  ) -> UnsafeMutablePointer<Object>? {
    let storage = heap.record.pointee.types[Int(type)].storage
    guard let array = allocate(type, size: array_size(storage, length), length: length) else {
      return nil
    }
    let value = stack.pop()
    withUnsafePointer(to: (value.low, value.high)) { pair in
      UnsafeRawPointer(pair).withMemoryRebound(to: UInt64.self, capacity: 2) {
        storage_fill(storage, object_contents(array), $0, length)
      }
    }
    return array
  }

  /// Makes a structure or array of zeros and nulls.
  func allocateDefault(_ type: UInt32, length: UInt32 = 0) -> UnsafeMutablePointer<Object>? {
    let record = heap.record.pointee.types[Int(type)]
    let isStructure = record.kind == .structure
    return allocate(
      type, size: isStructure ? UInt64(record.size) : array_size(record.storage, length),
      length: length)
  }
}
