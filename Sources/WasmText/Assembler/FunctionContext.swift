internal import WasmBinary
internal import WasmTypes

/// The function body or the constant expression that is being encoded.
struct FunctionContext {
  /// In the function index space; meaningless for constant expressions.
  var index: UInt32 = 0
  /// The entry of the code section without its size, or the expression.
  var code = BinaryWriter()
  var locals = IndexSpace("local")
  /// Whether an instruction refers to a data segment.
  var usesDataSegments = false
  /// The blocks that are open, the innermost last.
  private var labels: [Name?] = []
  /// Into `labels`, for each name the innermost last.
  private var labelPositions: [Name: [Int]] = [:]
  private(set) var labelNames: NameSection.Names = []
  /// The number of blocks so far, which are the indices of the name section's labels.
  private var labelCount: UInt32 = 0

  /// What is open where the cursor is: blocks, and instructions with operands in parentheses.
  var frames: [Frame] = []
  /// The instructions that wait for the end of their operands, one after the other.
  private var pending: [UInt8] = []

  init(index: UInt32 = 0) { self.index = index }

  mutating func pushLabel(_ label: Name?) {
    if let label {
      labelPositions[label, default: []].append(labels.count)
      labelNames.append(NameSection.IndexedName(index: labelCount, name: label))
    }
    labels.append(label)
    labelCount += 1
  }

  mutating func popLabel() {
    guard let label = labels.popLast() ?? nil else { return }
    _ = labelPositions[label]?.popLast()
  }

  /// The label of the innermost block.
  var innermostLabel: Name? { labels.last ?? nil }

  /// How many blocks the innermost one with this label is away.
  func depth(of label: Name) -> UInt32? {
    guard let position = labelPositions[label]?.last else { return nil }
    return UInt32(labels.count - 1 - position)
  }

  /// Opens a frame whose instruction is written when its operands have been.
  mutating func push(_ kind: Frame.Kind, _ instruction: PendingInstruction) {
    frames.append(
      Frame(
        kind: kind, pendingStart: pending.count, label: instruction.label,
        metadata: instruction.metadata))
    pending += instruction.bytes
  }

  /// Opens a frame that nothing waits for.
  mutating func push(_ kind: Frame.Kind) {
    frames.append(Frame(kind: kind, pendingStart: pending.count))
  }

  /// Takes the innermost frame's instruction out.
  mutating func takePending() -> PendingInstruction? {
    guard let frame = frames.last else { return nil }
    defer { pending.removeLast(pending.count - frame.pendingStart) }
    return PendingInstruction(
      bytes: Array(pending[frame.pendingStart...]), label: frame.label, metadata: frame.metadata)
  }
}

/// An instruction with its immediates, not yet written.
struct PendingInstruction {
  var bytes: [UInt8]
  /// Of a block.
  var label: Name?
  var metadata: [InstructionMetadata] = []
}

/// What an annotation `(@metadata.code.x "...")` says about the instruction behind it.
struct InstructionMetadata {
  /// `metadata.code.x`
  var sectionName: [UInt8]
  var contents: [UInt8]
}

/// Something in a function body that has begun and has not ended.
struct Frame {
  enum Kind {
    // Flat blocks, which end with `end`.
    case block
    case ifBlock
    case elseBlock
    case tryBlock
    case catchBlock
    case catchAllBlock
    // Forms in parentheses.
    /// An instruction, before or among its operands.
    case operands
    /// `(block ...)`, `(loop ...)` or `(try_table ...)`.
    case foldedBlock
    /// `(if ...` up to `(then`.
    case condition
    /// `(if ... (then ...)`
    case afterThen
    /// `(if ... (then ...) (else ...)`
    case afterElse
    /// `(try`
    case foldedTry
    /// `(try (do ...)`
    case afterDo
    /// `(try (do ...) (catch ...)`
    case afterCatch
    /// `(try (do ...) (catch_all ...)`
    case afterCatchAll
    /// `(try (do ...) (delegate l)`
    case afterDelegate
    /// Inside of `(then`, `(else`, `(do`, `(catch` and `(catch_all`.
    case arm
  }

  var kind: Kind
  /// Into the function's pending instructions.
  var pendingStart: Int
  var label: Name?
  var metadata: [InstructionMetadata] = []

  /// Whether instructions may follow that are not in parentheses.
  var acceptsFlatInstructions: Bool {
    switch kind {
    case .block, .ifBlock, .elseBlock, .tryBlock, .catchBlock, .catchAllBlock, .foldedBlock, .arm:
      true
    case .operands, .condition, .afterThen, .afterElse, .foldedTry, .afterDo, .afterCatch,
      .afterCatchAll, .afterDelegate:
      false
    }
  }
}
