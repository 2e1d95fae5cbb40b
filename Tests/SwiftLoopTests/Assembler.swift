import CInterp

/// Code images by hand: handlers and operands, in the order of their layouts.
struct Assembler {
  struct Label: Hashable {
    fileprivate let number: Int
  }

  enum Operand: ExpressibleByIntegerLiteral {
    case value(UInt64)
    case label(Label)

    init(integerLiteral value: UInt64) { self = .value(value) }
  }

  private(set) var bytes: [UInt8] = []
  private(set) var handlers: [Handler] = []
  /// Where the instructions begin.
  private(set) var starts: [Int] = []
  private var positions: [Int?] = []
  /// Displacement fields to fill in, and the position that they count from.
  private var displacements: [(field: Int, base: Int, label: Label)] = []

  /// Where the next instruction starts.
  var position: Int { bytes.count }

  mutating func label() -> Label {
    positions.append(nil)
    return Label(number: positions.count - 1)
  }

  mutating func place(_ label: Label) { positions[label.number] = position }

  func position(of label: Label) -> Int { positions[label.number]! }

  /// Appends an instruction. Padding has no operand here; both halves of a constant are one
  /// operand.
  mutating func emit(_ handler: Handler, _ operands: Operand...) {
    emit(handler, operands)
  }

  mutating func emit(_ handler: Handler, _ operands: [Operand]) {
    handlers.append(handler)
    starts.append(position)
    appendInteger(UInt64(handler.rawValue), width: MemoryLayout<UInt>.size)
    var operands = operands[...]
    for letter in format(of: handler) {
      switch letter {
      case "_": appendInteger(0, width: 2)
      case "u": break
      case "l": append(operands.removeFirst(), width: 8)
      default: append(operands.removeFirst(), width: Int(operand_width(letter.asciiLetter)))
      }
    }
    precondition(operands.isEmpty, "too many operands for \(format(of: handler))")
  }

  /// Appends a branch table; the default is the last of the labels.
  mutating func emitTable(_ handler: Handler, _ index: Operand, _ labels: [Label]) {
    emit(handler, index, .value(UInt64(labels.count - 1)))
    let base = position + 4 * labels.count
    for label in labels {
      displacements.append((position, base, label))
      appendInteger(0, width: 4)
    }
  }

  private mutating func append(_ operand: Operand, width: Int) {
    switch operand {
    case .value(let value):
      appendInteger(value, width: width)
    case .label(let label):
      displacements.append((position, position + width, label))
      appendInteger(0, width: width)
    }
  }

  private mutating func appendInteger(_ value: UInt64, width: Int) {
    for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
  }

  /// The image, with displacements.
  func image() -> [UInt8] {
    var image = bytes
    for (field, base, label) in displacements {
      let displacement = Int32(position(of: label) - base)
      for index in 0..<4 {
        image[field + index] = UInt8(truncatingIfNeeded: displacement >> Int32(8 * index))
      }
    }
    return image
  }
}

extension Character {
  fileprivate var asciiLetter: CChar { CChar(asciiValue!) }
}

// MARK: - Handlers

/// The letters of a handler's operands.
func format(of handler: Handler) -> String {
  String(cString: handler_description(handler).format)
}

func operation(of handler: Handler) -> Operation {
  handler_description(handler).operation
}

func name(of operation: Operation) -> String { String(cString: operation_name(operation)) }

/// The name of a handler as handlers.h spells it.
func name(of handler: Handler) -> String {
  let places = places(of: handler)
  return "\(name(of: operation(of: handler)))_\(places.left)\(places.right)_\(places.variant)"
}

func places(of handler: Handler) -> (left: Character, right: Character, variant: Character) {
  let description = handler_description(handler)
  func letter(_ code: CChar) -> Character { Character(Unicode.Scalar(UInt8(bitPattern: code))) }
  return (letter(description.left), letter(description.right), letter(description.variant))
}

let allHandlers: [Handler] = (0..<handler_count.rawValue).map { Handler(rawValue: $0) }

/// The handlers of everything but objects and vectors, which only the C loop has and which come
/// last.
let scalarHandlers = Array(allHandlers.prefix(Int(Handler_get_field_i8_s_sn_s.rawValue)))

/// Whether an operand or the result of a handler is in a pinned register.
func isPinned(_ handler: Handler) -> Bool {
  let places = places(of: handler)
  return [places.left, places.right, places.variant].contains { $0 == "p" || $0 == "q" }
}

/// Whether the Swift loop runs it.
func isBase(_ handler: Handler) -> Bool { handler_is_base(handler) }
