// Instructions on ranges of arrays. Specification: "Aggregate Instructions".
internal import CInterp
internal import Translation
internal import WasmBinary

extension Store {
  /// Carries out one of the operations on arrays; their arguments are in `arguments`.
  ///
  /// - Parameter execution: The one whose loop has stopped at the instruction.
  func performOnArrays(
    _ operation: RuntimeOperation, in instance: InstanceState, first: UInt32, second: UInt32,
    _ arguments: Slots, on execution: Execution
  ) -> WasmTrap {
    switch operation {
    case .arrayNewData, .arrayNewElement:
      return newArray(operation, in: instance, first, second, arguments, on: execution)
    case .arrayFill: return fillArray(arguments, execution.context)
    case .arrayCopy: return copyArray(arguments, execution.context)
    default: return initializeArray(operation, in: instance, second, arguments, execution.context)
    }
  }

  private func storage(of array: UnsafeMutablePointer<Object>) -> Storage {
    heap.record.pointee.types[Int(array.pointee.type)].storage
  }

  /// The address of the elements `index ..< index + count`, or nil if they are not all inside.
  private func elements(
    _ array: UnsafeMutablePointer<Object>, _ index: UInt64, _ count: UInt64
  ) -> UnsafeMutablePointer<UInt8>? {
    let length = UInt64(array.pointee.length)
    guard count <= length, index <= length - count else { return nil }
    // Less than the size of the object.
    return object_contents(array)
      + Int(truncatingIfNeeded: index * UInt64(storage_size(storage(of: array))))
  }

  private func newArray(
    _ operation: RuntimeOperation, in instance: InstanceState, _ type: UInt32, _ segment: UInt32,
    _ arguments: Slots, on execution: Execution
  ) -> WasmTrap {
    let offset = arguments[0]
    let count = arguments[1]
    let number = instance.module.number(of: type)
    let storage = heap.record.pointee.types[Int(number)].storage
    let isData = operation == .arrayNewData
    guard
      isData
        ? instance.dataBytes(segment, at: offset, count: count, storage) != nil
        : instance.hasElements(segment, at: offset, count: count)
    else { return isData ? .memory_out_of_bounds : .table_out_of_bounds }
    let length = UInt32(truncatingIfNeeded: count)
    let size = array_size(storage, length)
    let failure = makeRoom(for: size, running: execution)
    guard failure == .none else { return failure }
    guard let array = allocate(number, size: size, length: length, running: execution) else {
      return .heap_exhausted
    }
    // From here on nothing moves.
    let trap =
      isData
      ? copyData(
        instance, segment, offset, count, storage, to: object_contents(array), execution.context)
      : copyElements(
        instance, segment, offset, count, to: object_contents(array), execution.context)
    if trap == .none { arguments[0] = UInt64(UInt(bitPattern: array)) }
    return trap
  }

  private func initializeArray(
    _ operation: RuntimeOperation, in instance: InstanceState, _ segment: UInt32,
    _ arguments: Slots, _ context: UnsafeMutablePointer<ContextRecord>
  ) -> WasmTrap {
    guard let array = object(arguments[0]) else { return .null_array_reference }
    let (offset, count) = (arguments[2], arguments[3])
    guard let target = elements(array, arguments[1], count) else { return .array_out_of_bounds }
    if operation == .arrayInitData {
      let storage = storage(of: array)
      guard instance.dataBytes(segment, at: offset, count: count, storage) != nil else {
        return .memory_out_of_bounds
      }
      return copyData(instance, segment, offset, count, storage, to: target, context)
    }
    guard instance.hasElements(segment, at: offset, count: count) else {
      return .table_out_of_bounds
    }
    return copyElements(instance, segment, offset, count, to: target, context)
  }

  private func copyData(
    _ instance: InstanceState, _ segment: UInt32, _ offset: UInt64, _ count: UInt64,
    _ storage: Storage, to target: UnsafeMutablePointer<UInt8>,
    _ context: UnsafeMutablePointer<ContextRecord>
  ) -> WasmTrap {
    guard let bytes = instance.dataBytes(segment, at: offset, count: count, storage),
      let source = bytes.baseAddress
    else { return .none }
    return bulk_copy(
      context, target, source.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
  }

  private func copyElements(
    _ instance: InstanceState, _ segment: UInt32, _ offset: UInt64, _ count: UInt64,
    to target: UnsafeMutablePointer<UInt8>, _ context: UnsafeMutablePointer<ContextRecord>
  ) -> WasmTrap {
    guard let elements = instance.elementSegments[Int(segment)].elements else { return .none }
    let source = UnsafeRawPointer(elements + Int(truncatingIfNeeded: offset))
    return bulk_copy(
      context, target, source.assumingMemoryBound(to: UInt8.self),
      count * UInt64(MemoryLayout<UInt>.size))
  }

  private func fillArray(
    _ arguments: Slots, _ context: UnsafeMutablePointer<ContextRecord>
  ) -> WasmTrap {
    guard let array = object(arguments[0]) else { return .null_array_reference }
    let storage = storage(of: array)
    let count = arguments[storage == .v128 ? 4 : 3]
    guard let target = elements(array, arguments[1], count) else { return .array_out_of_bounds }
    return bulk_fill(context, storage, target, arguments + 2, count)
  }

  private func copyArray(
    _ arguments: Slots, _ context: UnsafeMutablePointer<ContextRecord>
  ) -> WasmTrap {
    guard let array = object(arguments[0]), let other = object(arguments[2]) else {
      return .null_array_reference
    }
    let count = arguments[4]
    guard let target = elements(array, arguments[1], count),
      let source = elements(other, arguments[3], count)
    else { return .array_out_of_bounds }
    // Both arrays have elements of this size.
    return bulk_copy(context, target, source, count * UInt64(storage_size(storage(of: array))))
  }
}

extension InstanceState {
  /// The bytes of a data segment that `count` elements are made of, or nil if they are not all inside.
  fileprivate func dataBytes(
    _ segment: UInt32, at offset: UInt64, count: UInt64, _ storage: Storage
  ) -> UnsafeRawBufferPointer? {
    let range = module.decoded.data[Int(segment)].bytes
    let available = dataSegments[Int(segment)].size
    // Of 32 bits, times at most 16.
    let size = count * UInt64(storage_size(storage))
    guard size <= available, offset <= available - size else { return nil }
    let start = Int(truncatingIfNeeded: offset)
    return UnsafeRawBufferPointer(
      rebasing: module.bytes.slice(range)[start..<start + Int(truncatingIfNeeded: size)])
  }

  fileprivate func hasElements(_ segment: UInt32, at offset: UInt64, count: UInt64) -> Bool {
    let available = elementSegments[Int(segment)].size
    return count <= available && offset <= available - count
  }
}
