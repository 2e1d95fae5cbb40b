/// What a `runtime` instruction asks of Swift: everything that allocates, or is too rare for a handler.
///
/// Arguments are in consecutive slots from the instruction's range; a result replaces the first of them.
package enum RuntimeOperation: UInt16, CaseIterable, Sendable {
  /// first: memory. Argument: pages to grow by. Result: the old size in pages, or -1.
  case memoryGrow
  /// first: data segment.
  case dataDrop
  /// first: element segment.
  case elementDrop
  /// first: table. Arguments: the value of new elements, their number. Result: the old size, or -1.
  case tableGrow
  /// first: array type, second: data segment. Arguments: offset in the segment, length. Result: the array.
  case arrayNewData
  /// first: array type, second: element segment. Arguments: offset in the segment, length. Result: the array.
  case arrayNewElement
  /// first: array type. Arguments: array, index, value (of one slot or two), count.
  case arrayFill
  /// first: destination's type, second: source's type. Arguments: destination, its index, source, its index, count.
  case arrayCopy
  /// first: array type, second: data segment. Arguments: array, index, offset in the segment, count.
  case arrayInitData
  /// first: array type, second: element segment. Arguments: array, index, offset in the segment, count.
  case arrayInitElement
  /// first: memory. Arguments: address, how many threads to wake at most. Result: how many were woken.
  case atomicNotify
  /// first: memory. Arguments: address, the expected i32, timeout in nanoseconds. Result: see the threads proposal.
  case atomicWait32
  /// first: memory. Arguments: address, the expected i64, timeout in nanoseconds. Result: as of `atomicWait32`.
  case atomicWait64

  /// The operation that an operand of an image stands for.
  init?(rawValue: UInt32) {
    guard let number = UInt16(exactly: rawValue) else { return nil }
    self.init(rawValue: number)
  }

  /// The slots that the operation reads and writes.
  package var slotCount: UInt32 {
    switch self {
    case .dataDrop, .elementDrop: 0
    case .memoryGrow: 1
    case .tableGrow, .arrayNewData, .arrayNewElement, .atomicNotify: 2
    case .atomicWait32, .atomicWait64: 3
    case .arrayInitData, .arrayInitElement: 4
    case .arrayFill, .arrayCopy: 5
    }
  }

  /// The name of the instruction that becomes this.
  package var name: StaticString {
    switch self {
    case .memoryGrow: "memory.grow"
    case .dataDrop: "data.drop"
    case .elementDrop: "elem.drop"
    case .tableGrow: "table.grow"
    case .arrayNewData: "array.new_data"
    case .arrayNewElement: "array.new_elem"
    case .arrayFill: "array.fill"
    case .arrayCopy: "array.copy"
    case .arrayInitData: "array.init_data"
    case .arrayInitElement: "array.init_elem"
    case .atomicNotify: "memory.atomic.notify"
    case .atomicWait32: "memory.atomic.wait32"
    case .atomicWait64: "memory.atomic.wait64"
    }
  }
}
