/// Writes hostile modules byte by byte.
struct ModuleBytes {
  private(set) var sections: [UInt8] = [0x00, 0x61, 0x73, 0x6D, 1, 0, 0, 0]

  static func number(_ value: Int) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  static func vector(_ items: [[UInt8]]) -> [UInt8] { number(items.count) + items.flatMap { $0 } }

  static func name(_ text: String) -> [UInt8] { number(text.utf8.count) + Array(text.utf8) }

  func adding(_ id: UInt8, _ contents: [UInt8]) -> ModuleBytes {
    var result = self
    result.sections += [id] + Self.number(contents.count) + contents
    return result
  }

  func adding(_ id: UInt8, _ items: [[UInt8]]) -> ModuleBytes { adding(id, Self.vector(items)) }

  /// A module with one function of the first of the types.
  ///
  /// - Parameters:
  ///   - body: Its locals and instructions, without the last `end`.
  ///   - between: Sections between those of functions and of code.
  static func function(
    _ body: [UInt8], types: [[UInt8]] = [[0x60, 0, 0]],
    between: (ModuleBytes) -> ModuleBytes = { $0 }
  ) -> [UInt8] {
    let start = ModuleBytes().adding(1, types).adding(3, [[0]])
    let code = body + [0x0B]
    return between(start).adding(10, [number(code.count) + code]).sections
  }
}

func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count * count)
  for _ in 0..<count { result += bytes }
  return result
}

infix operator ++ : AdditionPrecedence

/// One after the other. With few overloads, long expressions compile in no time.
func ++ (left: [UInt8], right: [UInt8]) -> [UInt8] { left + right }
