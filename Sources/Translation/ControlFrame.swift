internal import WasmTypes

/// A block that is being translated.
struct ControlFrame {
  enum Kind {
    case function, block, loop, `if`, `else`, tryTable, legacyTry, legacyCatch
  }

  var kind: Kind
  var parameters: [ValueType]
  var results: [ValueType]
  /// The height of the operand stack below the block's parameters.
  var height: Int
  /// The slot of the first parameter, and of the first result.
  var slot: UInt32
  /// Loops: where the body begins.
  var start = 0
  /// The branches to the block's end, as a list in `BranchFixups`.
  var branchesToEnd = BranchFixups.none
  /// An `if`: the branch to its else part.
  var branchToElse = BranchFixups.none
  /// The catch clauses that lead to the block's end, as a list in `ExceptionTableBuilder`.
  var catchesToEnd = ExceptionTableBuilder.none
  /// The innermost region of the exception table around the instructions of the block.
  var region: Int?
  /// A `try_table` or legacy `try`: its region.
  var ownRegion: Int?
  /// A legacy catch block: its clause.
  var catchClause = ExceptionTableBuilder.none
  /// Whether the end of the then part of an `if` can be reached; kept for its `end`.
  var thenReachesEnd = false

  init(kind: Kind, blockType: FunctionType, height: Int, slot: UInt32) {
    self.kind = kind
    parameters = blockType.parameters
    results = blockType.results
    self.height = height
    self.slot = slot
  }

  /// The types of the values that a branch to this block carries.
  var labelTypes: [ValueType] { kind == .loop ? parameters : results }
}

/// Displacements that wait for their target, in linked lists.
struct BranchFixups: ~Copyable {
  static let none = -1

  private struct Fixup: BitwiseCopyable {
    /// Where the displacement is.
    var field: Int
    /// What it counts from.
    var base: Int
    var next: Int
  }

  private var fixups = GrowingBuffer<Fixup>()

  var byteCount: Int { fixups.count * MemoryLayout<Fixup>.stride }
  var hasFailed: Bool { fixups.hasFailed }

  /// Adds a displacement to a list.
  mutating func add(field: Int, base: Int, to list: inout Int) {
    fixups.append(Fixup(field: field, base: base, next: list))
    // Without memory, nothing was added.
    if !fixups.hasFailed { list = fixups.count - 1 }
  }

  /// Fills in every displacement of a list.
  func resolve(_ list: Int, to target: Int, in code: borrowing CodeBuffer) {
    var index = list
    while index != Self.none {
      let fixup = fixups[index]
      code.set(
        UInt32(bitPattern: Int32(truncatingIfNeeded: target - fixup.base)), at: fixup.field)
      index = fixup.next
    }
  }
}
