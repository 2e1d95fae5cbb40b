internal import CInterp
internal import WasmBinary

// Instructions, flat and folded. Specification: "Text Format: Instructions".
//
// The structure is kept in `function.frames` and not on the stack, so that no text can exhaust the
// stack.
extension ModuleAssembler {
  /// Encodes instructions up to the closing parenthesis of the form they are in.
  mutating func encodeInstructions() throws(TextError) {
    while try encodeNext() {}
  }

  /// Encodes one instruction in parentheses.
  mutating func encodeFoldedInstruction() throws(TextError) {
    guard cursor.token.kind == .leftParenthesis else { throw cursor.unexpected() }
    repeat {
      guard try encodeNext() else { throw cursor.unexpected() }
    } while !function.frames.isEmpty
  }

  func expectEndOfBlocks() throws(TextError) {
    guard function.frames.isEmpty else { throw cursor.unexpected() }
  }

  /// Encodes up to the next place where an instruction begins or ends; false behind the last one.
  private mutating func encodeNext() throws(TextError) -> Bool {
    switch cursor.token.kind {
    case .leftParenthesis:
      try open()
    case .rightParenthesis where !function.frames.isEmpty:
      try close()
    case .rightParenthesis:
      return false
    case .instruction where function.frames.last?.acceptsFlatInstructions ?? true:
      try flatInstruction()
    default:
      throw cursor.unexpected()
    }
    return true
  }

  /// Writes an instruction behind the last one.
  private mutating func emit(_ instruction: PendingInstruction) {
    for metadata in instruction.metadata { note(metadata) }
    function.code.raw(instruction.bytes)
  }

  private mutating func emit(_ opcode: WasmOpcode, _ metadata: [InstructionMetadata] = []) {
    for metadata in metadata { note(metadata) }
    function.code.instruction(opcode)
  }

  /// Writes the first instruction of a block.
  private mutating func beginBlock(_ instruction: PendingInstruction) {
    emit(instruction)
    function.pushLabel(instruction.label)
  }

  private mutating func endBlock(_ metadata: [InstructionMetadata] = []) {
    emit(.end, metadata)
    function.popLabel()
  }
}

// Flat instructions.
extension ModuleAssembler {
  private mutating func flatInstruction() throws(TextError) {
    let metadata = try instructionMetadata()
    let token = cursor.token
    guard let opcode = token.opcode else { throw cursor.unexpected() }
    switch opcode {
    case .block, .loop, .try_table:
      beginBlock(try instruction(metadata))
      function.push(.block)
    case .if:
      beginBlock(try instruction(metadata))
      function.push(.ifBlock)
    case .legacy_try:
      beginBlock(try instruction(metadata))
      function.push(.tryBlock)
    case .else:
      try changeFrame(from: [.ifBlock], to: .elseBlock)
      try repeatedLabel()
      emit(.else, metadata)
    case .legacy_catch:
      try expectFrame([.tryBlock, .catchBlock])
      emit(try instruction(metadata))
      function.setFrameKind(.catchBlock)
    case .legacy_catch_all:
      try changeFrame(from: [.tryBlock, .catchBlock], to: .catchAllBlock)
      emit(.legacy_catch_all, metadata)
    case .legacy_delegate:
      try expectFrame([.tryBlock])
      // Its label does not count the block that it ends.
      function.popLabel()
      emit(try instruction(metadata))
      function.frames.removeLast()
    case .end:
      try expectFrame([
        .block, .ifBlock, .elseBlock, .tryBlock, .catchBlock, .catchAllBlock,
      ])
      cursor.advance()
      try repeatedLabel()
      endBlock(metadata)
      function.frames.removeLast()
    default:
      emit(try instruction(metadata))
    }
  }

  private func expectFrame(_ kinds: [Frame.Kind]) throws(TextError) {
    guard let frame = function.frames.last, kinds.contains(frame.kind) else {
      throw cursor.unexpected()
    }
  }

  /// Advances over the keyword that makes the innermost frame another one.
  private mutating func changeFrame(
    from kinds: [Frame.Kind], to kind: Frame.Kind
  ) throws(TextError) {
    try expectFrame(kinds)
    cursor.advance()
    function.setFrameKind(kind)
  }

  /// The identifier behind `else` and `end`: that of the block, if there is one.
  private mutating func repeatedLabel() throws(TextError) {
    let token = cursor.token
    guard let label = cursor.acceptIdentifier() else { return }
    if function.innermostLabel != label {
      throw cursor.error("mismatching label " + cursor.spelling(token), at: token)
    }
  }
}

// Folded instructions.
extension ModuleAssembler {
  /// At an opening parenthesis.
  private mutating func open() throws(TextError) {
    let metadata = try instructionMetadata()
    cursor.advance()
    if !metadata.isEmpty, isAtArm { throw cursor.error("misplaced annotation of an instruction") }
    switch function.frames.last?.kind {
    case .condition where cursor.token.isKeyword(.then):
      cursor.advance()
      if let instruction = function.takePending() { beginBlock(instruction) }
      openArm(.afterThen)
    case .afterThen:
      try expect([.else])
      cursor.advance()
      emit(.else)
      openArm(.afterElse)
    case .foldedTry:
      try cursor.expect(.do)
      openArm(.afterDo)
    case .afterDo, .afterCatch:
      try openCatch()
    case .afterElse, .afterCatchAll, .afterDelegate:
      throw cursor.unexpected()
    default:
      try openInstruction(metadata)
    }
  }

  /// Whether a part of the innermost form begins, and no instruction.
  private var isAtArm: Bool {
    switch function.frames.last?.kind {
    case .condition: cursor.token.isKeyword(.then)
    case .afterThen, .foldedTry, .afterDo: true
    default: false
    }
  }

  /// Opens a part of the innermost form, which then is in the state `next`.
  private mutating func openArm(_ next: Frame.Kind) {
    function.setFrameKind(next)
    function.push(.arm)
  }

  private func expect(_ opcodes: [WasmOpcode]) throws(TextError) {
    guard let opcode = cursor.token.opcode, opcodes.contains(opcode) else {
      throw cursor.unexpected()
    }
  }

  private mutating func openCatch() throws(TextError) {
    switch cursor.token.opcode {
    case .legacy_catch:
      emit(try instruction())
      openArm(.afterCatch)
    case .legacy_catch_all:
      cursor.advance()
      emit(.legacy_catch_all)
      openArm(.afterCatchAll)
    case .legacy_delegate where function.frames.last?.kind == .afterDo:
      function.popLabel()
      emit(try instruction())
      try cursor.expectClose()
      function.setFrameKind(.afterDelegate)
    default:
      throw cursor.unexpected()
    }
  }

  private mutating func openInstruction(
    _ metadata: [InstructionMetadata]
  ) throws(TextError) {
    guard let opcode = cursor.token.opcode else { throw cursor.unexpected() }
    switch opcode {
    case .else, .end, .legacy_catch, .legacy_catch_all, .legacy_delegate:
      throw cursor.unexpected()
    case .block, .loop, .try_table:
      beginBlock(try instruction(metadata))
      function.push(.foldedBlock)
    case .legacy_try:
      beginBlock(try instruction(metadata))
      function.push(.foldedTry)
    case .if:
      function.push(.condition, try instruction(metadata))
    default:
      function.push(.operands, try instruction(metadata))
    }
  }

  /// At a closing parenthesis, with a frame open.
  private mutating func close() throws(TextError) {
    switch function.frames.last?.kind {
    case .operands:
      if let instruction = function.takePending() { emit(instruction) }
    case .foldedBlock, .afterThen, .afterElse, .afterDo, .afterCatch, .afterCatchAll:
      endBlock()
    case .afterDelegate, .arm:
      break
    default:
      // A flat block without its `end`, or a form that lacks a part.
      throw cursor.unexpected()
    }
    cursor.advance()
    function.frames.removeLast()
  }
}

extension FunctionContext {
  fileprivate mutating func setFrameKind(_ kind: Frame.Kind) {
    if !frames.isEmpty { frames[frames.count - 1].kind = kind }
  }
}

// Metadata. Specification: "Custom Annotations: Branch Hints".
extension ModuleAssembler {
  /// The metadata annotations here, which belong to the next instruction. Whether they make sense for it is up to
  /// whoever validates their custom section.
  private mutating func instructionMetadata() throws(TextError) -> [InstructionMetadata] {
    var list: [InstructionMetadata] = []
    while let annotation = annotations.next(.codeMetadata, before: cursor) {
      let problem = "@" + String(decoding: annotation.identifier, as: UTF8.self) + " annotation: "
      if list.contains(where: { $0.sectionName == annotation.identifier }) {
        throw cursor.text.error(problem + "duplicate annotation", at: annotation.start)
      }
      var contents = try TokenCursor(annotation, of: cursor.text)
      let bytes = try contents.strings()
      guard contents.isAtEnd else { throw contents.error(problem + "unexpected token") }
      list.append(InstructionMetadata(sectionName: annotation.identifier, contents: bytes))
    }
    return list
  }

  /// Keeps what is said about the instruction that is written next.
  private mutating func note(_ metadata: InstructionMetadata) {
    let entry = CodeMetadata.Entry(
      offset: UInt32(truncatingIfNeeded: function.code.bytes.count), contents: metadata.contents)
    for index in sections.codeMetadata.indices
    where sections.codeMetadata[index].sectionName == metadata.sectionName {
      sections.codeMetadata[index].add(entry, function: function.index)
      return
    }
    var section = CodeMetadata(sectionName: metadata.sectionName)
    section.add(entry, function: function.index)
    sections.codeMetadata.append(section)
  }
}
