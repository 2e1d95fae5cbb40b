internal import CInterp
internal import WasmTypes

/// An open block, or the function body itself.
struct ControlFrame: BitwiseCopyable {
  /// What opened the frame: `else`, `catch` and `catch_all` open one of their own.
  var opcode: WasmOpcode
  var parameters: TypeList
  var results: TypeList
  /// Of the operand stack, where the frame begins.
  var height: Int
  /// How many writes to non-defaultable locals came before the frame.
  var initializedHeight: UInt32
  var isUnreachable = false
  /// The position of the last `br_table` that checked the frame's label, so that it does so once.
  var checkedBy: UInt32 = 0

  /// The types that a branch to the frame takes.
  var labelTypes: TypeList { opcode == .loop ? parameters : results }
}

// The control stack.
extension FunctionValidator {
  /// Opens a frame whose parameters are popped already, and pushes them for the block to find.
  mutating func pushFrame(
    _ opcode: WasmOpcode, parameters: TypeList, results: TypeList
  ) throws(ModuleError) {
    if let innermost = frames.isEmpty ? nil : frames.count - 1 {
      frames.elements[innermost].isUnreachable = frameIsUnreachable
    }
    guard frames.reserve(1) else {
      throw .limitExceeded(
        limit: "blocks around an instruction", maximum: UInt64(context.limits.nesting),
        offset: instruction.offset)
    }
    frames.pushReserved(
      ControlFrame(
        opcode: opcode, parameters: parameters, results: results, height: operands.count,
        initializedHeight: locals.writeCount))
    frameHeight = operands.count
    frameIsUnreachable = false
    try push(parameters)
  }

  /// Closes the innermost frame: its results must be on the stack, and nothing else. They are
  /// popped.
  mutating func popFrame() throws(ModuleError) -> ControlFrame {
    let frame = frames.last
    let height = operands.count
    try pop(frame.results)
    guard operands.count == frameHeight else {
      operands.count = height
      throw typeMismatch(
        "block requires \(describe(frame.results)) but stack has \(describeOperands())")
    }
    locals.takeBackWrites(to: frame.initializedHeight)
    frames.count -= 1
    if frames.count > 0 {
      frameHeight = frames.last.height
      frameIsUnreachable = frames.last.isUnreachable
    }
    return frame
  }

  /// After an instruction that never ends: the rest of the block may assume any operands.
  @inline(__always) mutating func setUnreachable() {
    operands.count = frameHeight
    frameIsUnreachable = true
  }

  /// Where the frame that `label` means lies on the control stack.
  @inline(__always) mutating func framePosition(_ label: UInt32) throws(ModuleError) -> Int {
    guard label < UInt32(truncatingIfNeeded: frames.count) else {
      throw invalid("unknown label \(label)")
    }
    return frames.count &- 1 &- Int(truncatingIfNeeded: label)
  }

  @inline(__always) mutating func labelTypes(_ label: UInt32) throws(ModuleError) -> TypeList {
    frames[try framePosition(label)].labelTypes
  }

  mutating func blockTypes(
    _ type: BlockType
  ) throws(ModuleError) -> (parameters: TypeList, results: TypeList) {
    switch type {
    case .empty: return (.empty, .empty)
    case .value(let type): return (.empty, TypeList(try packed(type)))
    case .type(let index):
      let type = try functionType(index)
      return (type.parameters, type.results)
    }
  }

  /// The function type that the type section defines at `index`.
  mutating func functionType(_ index: TypeIndex) throws(ModuleError) -> DefinedType {
    let type = try definedType(index)
    guard type.kind == .function else {
      throw typeMismatch("expected a function type, but type \(index) is none")
    }
    return type
  }

  @inline(__always) mutating func definedType(
    _ index: TypeIndex
  ) throws(ModuleError) -> DefinedType {
    guard index < UInt32(truncatingIfNeeded: tables.definedTypes.count) else {
      throw invalid("unknown type \(index)")
    }
    return tables.definedTypes[Int(truncatingIfNeeded: index)]
  }

  /// The packed form of a type, whose index is checked.
  @inline(__always) mutating func packed(_ type: ValueType) throws(ModuleError) -> PackedType {
    switch type {
    case .i32: return .i32
    case .i64: return .i64
    case .f32: return .f32
    case .f64: return .f64
    case .v128: return .v128
    case .reference(let reference):
      if case .concrete(let index) = reference.heapType { _ = try definedType(index) }
      return tables.packed(type)
    }
  }
}
