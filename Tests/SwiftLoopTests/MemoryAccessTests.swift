import CInterp
import Testing

/// Every load and store of the C loop, for all places of its operands, against the base handler of
/// the Swift loop.
@Suite struct MemoryAccessTests {
  /// An address and an offset, for an access of some bytes to a memory of some size.
  private typealias Location = (address: UInt64, offset: UInt64)

  @Test(arguments: OperationUnderTest.all(.load))
  func loads(_ operation: OperationUnderTest) throws {
    let reference = OperandProgram(World(), operation.base, loop: .swift)
    for handler in operation.handlers {
      let program = OperandProgram(World(), handler, loop: .c)
      for memory in memories(for: operation) {
        select(memory, in: [reference, program])
        for (address, offset) in locations(for: operation, memory: memory) {
          let operands = split(address, for: operation)
          guard program.accepts(operands) else { continue }
          reference.set(offset: offset)
          program.set(offset: offset)
          var expected = reference.run([address])
          var actual = program.run(operands)
          let bytes = byteCount(of: operation)
          let isInside = isInside(address, offset, bytes, of: TestInstance.memorySizes[memory])
          #expect(expected.exit == (isInside ? .finished : .trap))
          #expect(expected.trap == (isInside ? .none : .memory_out_of_bounds))
          if isInside {
            #expect(
              expected.target & mask(of: bytes)
                == reference.bytes(of: memory, at: address + offset, count: bytes))
            if operation.types.result == "f" { actual.register &= 0xFFFF_FFFF }
            expected.register = expected.target
            if places(of: handler).variant != "s" { expected.target = World.untouched }
          }
          #expect(actual == expected, "\(name(of: handler)) \(address) + \(offset)")
        }
      }
    }
  }

  @Test(arguments: OperationUnderTest.all(.store))
  func stores(_ operation: OperationUnderTest) throws {
    let reference = OperandProgram(World(), operation.base, loop: .swift)
    let bytes = byteCount(of: operation)
    for handler in operation.handlers {
      let program = OperandProgram(World(), handler, loop: .c)
      for memory in memories(for: operation) {
        select(memory, in: [reference, program])
        let values = interestingValues(of: operation.types.operands.last!)
        for (index, (address, offset)) in locations(for: operation, memory: memory).enumerated() {
          let operands = program.sharing(
            split(address, for: operation) + [values[(index * 5 + 3) % values.count]])
          guard program.accepts(operands) else { continue }
          let value = operands.last!
          for program in [reference, program] {
            program.set(offset: offset)
            for instance in program.world.instances {
              instance.reset(cells: program.world.loop.cells)
            }
          }
          let untouched = reference.allMemory
          let expected = reference.run([address, value])
          let actual = program.run(operands)
          let isInside = isInside(address, offset, bytes, of: TestInstance.memorySizes[memory])
          #expect(expected.exit == (isInside ? .finished : .trap))
          #expect(expected.trap == (isInside ? .none : .memory_out_of_bounds))
          #expect(expected.target == World.untouched)
          if isInside {
            #expect(
              value & mask(of: bytes)
                == reference.bytes(of: memory, at: address + offset, count: bytes))
          } else {
            #expect(reference.allMemory == untouched)
          }
          #expect(actual == expected, "\(name(of: handler)) \(address) + \(offset)")
          #expect(program.allMemory == reference.allMemory, "\(name(of: handler))")
        }
      }
    }
  }

  /// A 32-bit address plus an offset does not wrap around, and neither does anything in 64 bits.
  private func locations(for operation: OperationUnderTest, memory: Int) -> [Location] {
    let size = UInt64(TestInstance.memorySizes[memory])
    let bytes = UInt64(byteCount(of: operation))
    var locations: [Location] = []
    for end in [bytes, bytes + 1, size - 3, size - 1, size, size + 1, size + bytes]
    where end >= bytes {
      let start = end - bytes
      for offset in [0, 1, start] where offset <= start {
        locations.append((start - offset, offset))
      }
    }
    let largest: UInt64 = 0xFFFF_FFFF
    // The end of what is accessed at address 0 is part of the instruction, and fits 32 bits.
    let largestOffset = operation.types.isFar ? largest : largest - bytes
    locations += [
      (largest, 0), (largest, 1), (0, largestOffset), (1, largestOffset), (largest, largestOffset),
      (largest - 3, 4), (0x8000_0000, 0x8000_0000), (size, largest - size + 1),
      (size, largestOffset - size), (bytes, largestOffset),
    ].filter { $0.1 <= largestOffset }
    guard operation.types.isFar || operation.types.isLong else { return locations }
    let farLocations: [Location] = [
      (.max, 0), (.max, 1), (0, .max), (1, .max), (.max, .max), (.max - 3, 4), (4, .max - 3),
      (.max - 7, 0), (0, .max - 7), (1 << 32, 0), (0, 1 << 32), (1 << 63, 1 << 63),
    ]
    return locations + farLocations.filter { operation.types.isFar || $0.offset <= largestOffset }
  }

  /// The operands that make an address. A sum wraps around in 32 bits.
  private func split(_ address: UInt64, for operation: OperationUnderTest) -> [UInt64] {
    guard operation.types.operationOnSum != nil else { return [address] }
    let left: UInt32 = address % 3 == 0 ? 0xFFFF_FFF0 : UInt32(truncatingIfNeeded: address / 3)
    return [UInt64(left), UInt64(UInt32(truncatingIfNeeded: address) &- left)]
  }

  private func isInside(_ address: UInt64, _ offset: UInt64, _ count: Int, of size: Int) -> Bool {
    let (start, overflow) = address.addingReportingOverflow(offset)
    return !overflow && start <= UInt64(size) && UInt64(count) <= UInt64(size) - start
  }

  private func memories(for operation: OperationUnderTest) -> [Int] {
    operation.types.isFar ? [0, 1] : [0]
  }

  private func select(_ memory: Int, in programs: [OperandProgram]) {
    for program in programs where OperandTypes(of: operation(of: program.handler))!.isFar {
      program.set(memory: UInt32(memory))
    }
  }

  /// In bytes, from the name: i64_load32_u, f64_store.
  private func byteCount(of operation: OperationUnderTest) -> Int {
    let parts = operation.description.split(separator: "_").drop {
      ["far", "indexed", "long"].contains($0)
    }
    let width = parts.dropFirst().first!.drop { $0.isLetter }
    return Int(width.isEmpty ? parts.first!.drop { $0.isLetter } : width)! / 8
  }

  private func mask(of bytes: Int) -> UInt64 { bytes == 8 ? .max : 1 << UInt64(8 * bytes) - 1 }
}

extension OperandProgram {
  fileprivate var allMemory: [UInt8] {
    world.instances.flatMap { instance in
      TestInstance.memorySizes.enumerated().flatMap { index, size in
        (0..<size).map { instance.memories[index].base[$0] }
      }
    }
  }

  fileprivate func bytes(of memory: Int, at address: UInt64, count: Int) -> UInt64 {
    let base = world.instances[0].memories[memory].base!
    return (0..<count).reduce(0) { $0 | UInt64(base[Int(address) + $1]) << UInt64(8 * $1) }
  }
}
