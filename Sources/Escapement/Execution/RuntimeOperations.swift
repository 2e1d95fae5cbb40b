// The instructions that Swift carries out. Specification: "Memory Instructions", "Table Instructions".
internal import CInterp
internal import Translation
internal import WasmBinary

/// What has become of a `runtime` instruction.
enum RuntimeOutcome {
  case completed
  case trapped(WasmTrap)

  init(_ trap: WasmTrap) { self = trap == .none ? .completed : .trapped(trap) }
}

extension Store {
  /// Carries out the `runtime` instruction at the saved pc, and moves on behind it if it has completed.
  func runtimeOperation(on execution: Execution) -> RuntimeOutcome {
    let context = execution.context
    let start = UnsafeRawPointer(context.pointee.saved_pc.unsafelyUnwrapped)
      .advanced(by: MemoryLayout<UInt>.size)
    let operands = start.loadUnaligned(as: operands_runtime.self)
    let arguments = context.pointee.saved_frame + Int(operands.range)
    // Both were written by the translator.
    let operation = RuntimeOperation(rawValue: operands.operation).unsafelyUnwrapped
    let instance = InstanceState.of(context.pointee.instance).unsafelyUnwrapped
    let outcome = perform(
      operation, in: instance, first: operands.first, second: operands.second, arguments,
      on: execution)
    guard case .completed = outcome else { return outcome }
    context.pointee.saved_accumulator = arguments[0]
    context.pointee.saved_pc = (start + MemoryLayout<operands_runtime>.size)
      .assumingMemoryBound(to: UInt8.self)
    return outcome
  }

  private func perform(
    _ operation: RuntimeOperation, in instance: InstanceState, first: UInt32, second: UInt32,
    _ arguments: Slots, on execution: Execution
  ) -> RuntimeOutcome {
    switch operation {
    case .arrayNewData, .arrayNewElement, .arrayFill, .arrayCopy, .arrayInitData, .arrayInitElement:
      return RuntimeOutcome(
        performOnArrays(
          operation, in: instance, first: first, second: second, arguments, on: execution))
    case .memoryGrow:
      let memory = instance.memories[Int(first)]
      let size = memory.byteCount
      let old = memory.grow(by: arguments[0], limits: limits, usage: &usage)
      arguments[0] = old ?? memory.type.addressType.minusOne
      return pay(forBytes: memory.byteCount - size, on: execution)
    case .dataDrop:
      instance.dropData(first)
    case .elementDrop:
      instance.dropElements(first)
    case .tableGrow:
      let table = instance.tables[Int(first)]
      let value = UInt(truncatingIfNeeded: arguments[0])
      let count = arguments[1]
      let old = table.grow(by: count, value: value, limits: limits, usage: &usage)
      arguments[0] = old ?? table.type.addressType.minusOne
      return pay(
        forBytes: old == nil ? 0 : count * UInt64(MemoryLayout<UInt>.size), on: execution)
    case .atomicNotify: notify(instance.memories[Int(first)], arguments)
    case .atomicWait32:
      return RuntimeOutcome(
        wait(for: instance.memories[Int(first)], bytes: 4, arguments, on: execution))
    case .atomicWait64:
      return RuntimeOutcome(
        wait(for: instance.memories[Int(first)], bytes: 8, arguments, on: execution))
    }
    return .completed
  }

  /// Charges growth: the bytes will be touched for the first time, and the system is asked for them.
  private func pay(forBytes count: UInt64, on execution: Execution) -> RuntimeOutcome {
    RuntimeOutcome(bulk_pay(execution.context, count + Self.bytesPerSystemCall))
  }

  /// As many bytes can be moved in the time of a call of the system.
  private static let bytesPerSystemCall: UInt64 = 4096
}

extension AddressType {
  /// -1 as it lies in a slot.
  fileprivate var minusOne: UInt64 { self == .i32 ? UInt64(UInt32.max) : .max }
}

extension InstanceState {
  func initializeMemory(
    _ memory: UInt32, from segment: UInt32, at address: UInt64, offset: UInt64, count: UInt64
  ) -> WasmTrap {
    let target = memories[Int(memory)].bytes
    let range = module.decoded.data[Int(segment)].bytes
    let size = dataSegments[Int(segment)].size
    guard count <= size, offset <= size - count, count <= UInt64(target.count),
      address <= UInt64(target.count) - count
    else { return .memory_out_of_bounds }
    if count > 0, let start = target.baseAddress,
      let source = module.bytes.slice(range).baseAddress
    {
      // All are at most the size of a buffer.
      (start + Int(truncatingIfNeeded: address)).copyMemory(
        from: source + Int(truncatingIfNeeded: offset), byteCount: Int(truncatingIfNeeded: count))
    }
    return .none
  }

  func initializeTable(
    _ table: UInt32, from segment: UInt32, at index: UInt64, offset: UInt64, count: UInt64
  ) -> WasmTrap {
    let source = elements(of: segment)
    guard count <= UInt64(source.count), offset <= UInt64(source.count) - count,
      let target = tables[Int(table)].elements(index, count)
    else { return .table_out_of_bounds }
    let start = Int(truncatingIfNeeded: offset)
    _ = target.update(fromContentsOf: source[start..<start + target.count])
    return .none
  }
}
