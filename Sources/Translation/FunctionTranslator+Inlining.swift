internal import CInterp
internal import WasmBinary
internal import WasmTypes

// Calls of small functions without control flow: their instructions take the place of the call.
//
// The arguments stay on the stack below the operands of the body. A parameter is the argument itself where that is a
// constant or a local, which the body can't change; else it is a local whose slot is the argument's own.

/// A function small enough to take the place of its calls.
struct InlinableFunction {
  let type: FunctionType
  let expression: ByteRange

  /// In bytes. A call, its arguments in their slots and a return take about as much code as this does.
  private static let largestBody: UInt32 = 16

  /// - Parameter function: An index among the functions that the module defines.
  init?(_ function: UInt32, of module: DecodedModule, bytes: UnsafeRawBufferPointer) {
    let code = module.code[Int(function)]
    guard code.expression.count <= Self.largestBody, code.localCount == 0,
      let type = module.functionType(at: module.functions[Int(function)]),
      type.results.count <= 1, type.parameters.allSatisfy(Self.isNumber)
    else { return nil }
    self.type = type
    expression = code.expression
    guard forEachInstruction(in: bytes, of: module, { Self.allows($0.opcode) }) else { return nil }
  }

  private static func isNumber(_ type: ValueType) -> Bool {
    let valueClass = ValueClass(type)
    return valueClass == .integer || valueClass == .float
  }

  /// Calls `body` with each instruction but the last `end`, until it returns false.
  ///
  /// - Returns: Whether it was called with all of them.
  func forEachInstruction(
    in bytes: UnsafeRawBufferPointer, of module: DecodedModule, _ body: (Instruction) -> Bool
  ) -> Bool {
    var decoder = InstructionDecoder(bytes: bytes, range: expression, features: module.features)
    // The validator has decoded all of this.
    while let instruction = try? decoder.next() {
      if instruction.opcode == .end { return true }
      if !body(instruction) { return false }
    }
    return false
  }

  /// Whether an instruction neither branches nor calls, and leaves the parameters as they are.
  private static func allows(_ opcode: WasmOpcode) -> Bool {
    switch opcode {
    case .local_get, .i32_const, .i64_const, .f32_const, .f64_const, .drop, .select, .global_get,
      .global_set, .memory_size:
      return true
    default:
      switch instruction_shape(opcode).pointee.shape {
      case .unary, .binary, .commutative, .integer_comparison, .float_comparison, .load, .store:
        return true
      default: return false
      }
    }
  }
}

/// What a `local.get` of an inlined function means.
enum InlinedParameter {
  case constant(UInt64, ValueClass)
  case local(UInt32)
}

extension FunctionTranslator {
  /// Translates the body of a function instead of a call of it.
  ///
  /// - Returns: Whether that function is small enough.
  mutating func inlineCall(of function: UInt32) throws(TranslationError) -> Bool {
    guard options.inlinesCalls, !options.usesBaseHandlersOnly,
      let callee = InlinableFunction(function, of: module, bytes: bytes)
    else { return false }
    let call = offset
    beginInlining(callee.type)
    var decoder = InstructionDecoder(
      bytes: bytes, range: callee.expression, features: module.features)
    while let instruction = try? decoder.next(), instruction.opcode != .end {
      offset = instruction.offset
      fuelUnits &+= 1
      try translate(instruction)
    }
    offset = call
    endInlining(callee.type)
    return true
  }

  private mutating func beginInlining(_ type: FunctionType) {
    emitter.addLocation(offset, evenIfKnown: true)
    let arguments = stack.count - type.parameters.count..<stack.count
    // Sums are moved as they lie on the stack, from the top down.
    if arguments.contains(where: { stack[$0].location == .sum }) {
      moveTopToSlots(arguments.count)
    }
    var parameters: [InlinedParameter] = []
    parameters.reserveCapacity(arguments.count)
    for index in arguments {
      parameters.append(inlinedParameter(at: index, temporary: index - arguments.lowerBound))
    }
    inlinedParameters = parameters
  }

  /// What the argument at `index` of the stack is to the body.
  private mutating func inlinedParameter(at index: Int, temporary: Int) -> InlinedParameter {
    let argument = stack[index]
    switch argument.location {
    case .constant: return .constant(argument.bits, argument.valueClass)
    case .local: return .local(argument.local)
    case .slot, .accumulator, .sum:
      let local = UInt32(truncatingIfNeeded: declaredLocalCount + temporary)
      addTemporaryLocals(upTo: local)
      moveToSlot(index)
      frame.locals[Int(local)] = FrameLayout.Local(
        slot: argument.slot, valueClass: argument.valueClass)
      return .local(local)
    }
  }

  /// Temporary locals follow those that the function declares. They are in the slots of operands, and no operand is one
  /// of them outside of the body.
  private mutating func addTemporaryLocals(upTo local: UInt32) {
    while frame.locals.count <= Int(local) {
      frame.locals.append(FrameLayout.Local(slot: 0, valueClass: .integer))
      stack.addLocal()
    }
  }

  /// Takes the arguments from below the result.
  private mutating func endInlining(_ type: FunctionType) {
    inlinedParameters = nil
    // An entry of its own for what is paid for later: it is not the callee's.
    if options.metersFuel { recordLocation() }
    guard let resultType = type.results.first else { return dropArguments(type) }
    if type.parameters.isEmpty { return }
    let result = popOperand()
    dropArguments(type)
    push(result, ValueClass(resultType))
  }

  private mutating func dropArguments(_ type: FunctionType) {
    for _ in type.parameters { _ = popOperand() }
  }

  /// Pushes a result that was popped from further up.
  private mutating func push(_ result: Operand, _ valueClass: ValueClass) {
    let isTemporary = Int(result.local) >= declaredLocalCount
    switch result.location {
    case .constant: stack.pushConstant(result.bits, valueClass)
    case .local where !isTemporary: stack.pushLocal(result.local, valueClass)
    case .sum where !isTemporary: stack.pushSum(result.local, result.bits)
    case .sum: pushWritten(valueClass) { $0.emitSum(result, to: $1) }
    case .local:
      let source = frame.locals[Int(result.local)].slot
      pushWritten(valueClass) { if source != $1 { $0.emitCopy(from: source, to: $1, valueClass) } }
    // An instruction that was the last has read all that lies in the slots of the arguments, and may write there.
    case .accumulator where result.producer == emitter.lastInstruction:
      stack.pushAccumulator(valueClass, producer: result.producer)
      holdInAccumulator(valueClass)
    case .accumulator: pushWritten(valueClass) { $0.emitKeep(result, to: $1) }
    case .slot where result.producer >= 0 && result.producer == emitter.lastInstruction:
      setTarget(stack.nextSlot, ofProducer: result.producer)
      pushWritten(valueClass) { $0.wrote($1, valueClass) }
    case .slot: pushWritten(valueClass) { $0.emitCopy(from: result.slot, to: $1, valueClass) }
    }
  }

  /// Pushes a value that `emit` writes to its slot.
  private mutating func pushWritten(
    _ valueClass: ValueClass, _ emit: (inout FunctionTranslator, UInt32) -> Void
  ) {
    let slot = stack.nextSlot
    emit(&self, slot)
    stack.push(valueClass)
  }
}
