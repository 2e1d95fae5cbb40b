import Testing

@testable import Translation

@Suite struct ReferenceMapTests {
  /// The slots at each safepoint of random pushes, pops and saves are those that were in slots then.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func slotsAreThoseThatWereNoted(_ seed: UInt64) {
    var random = Generator(seed: seed)
    var stack = OperandStack(localCount: 1, firstSlot: 7)
    let locals = (0..<3).map { FrameLayout.Local(slot: $0 * 2, valueClass: .reference) }
    var builder = ReferenceMapBuilder(locals: locals)
    var expected: [(key: UInt32, slots: [UInt32])] = []
    var key: UInt32 = 0
    for _ in 0..<2_000 {
      switch random.next() % 8 {
      case 0, 1: stack.push(.reference)
      case 2: stack.push(.integer)
      case 3: stack.pushConstant(0, .reference)
      case 4: if stack.count > 0 { _ = stack.pop() }
      case 5: stack.truncate(to: stack.count - Int(random.next()) % (stack.count + 1) / 4)
      case 6:
        if stack.count > 0 {
          let index = Int(random.next()) % stack.count
          if stack[index].location == .constant { stack.setInSlot(at: index) }
        }
      default:
        key += UInt32(random.next() % 300) + 1
        let height = stack.count - Int(random.next()) % (stack.count + 1) / 8
        builder.note(key: key, stack: &stack, height: height)
        let operands = (0..<height).map { stack[$0] }
        expected.append(
          (
            key,
            operands.filter { $0.valueClass == .reference && $0.location == .slot }.map(\.slot)
          ))
      }
    }
    let maps = builder.maps()
    for (key, slots) in expected {
      #expect(maps.slots(at: key) == [0, 2, 4] + slots, "seed \(seed), key \(key)")
      #expect(maps == ReferenceMaps(bytes: maps.bytes))
    }
    #expect(maps.slots(at: key + 1) == [0, 2, 4])
    #expect(maps.allSlots { $0 < stack.highestSlot })
  }

  /// Each safepoint costs what has changed, wherever that is on the stack.
  @Test(arguments: [true, false])
  func sizeIsThatOfTheChanges(_ isFromTheTop: Bool) {
    let count = 1_000
    var stack = OperandStack(localCount: 1, firstSlot: 3)
    var builder = ReferenceMapBuilder(locals: [])
    for _ in 0..<count { stack.pushConstant(0, .reference) }
    for number in 0..<count {
      stack.setInSlot(at: isFromTheTop ? count - 1 - number : number)
      builder.note(key: UInt32(number), stack: &stack, height: count)
    }
    #expect(builder.byteCount < count * 16)
    #expect(builder.maps().slots(at: UInt32(count - 1)).count == count)
  }

  @Test func whatIsNoMapHasNoSlots() {
    #expect(ReferenceMaps().slots(at: 5) == [])
    #expect(ReferenceMaps(bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).slots(at: 5) == [])
    #expect(ReferenceMaps(bytes: [0, 5, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]).slots(at: 5) == [])
  }
}

/// Small, and the same everywhere.
private struct Generator {
  var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state >> 8
  }
}
