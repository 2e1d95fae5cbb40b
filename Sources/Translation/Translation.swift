// Translation: a validated function body becomes a code image for the machine of CInterp.
//
// May depend on CInterp, CPlatform (for memory), WasmTypes and WasmBinary. Never validates: what reaches it has passed `validate`.
// Never runs anything, and never sees an address: an image is position-independent.
//
// One pass over the body. `FunctionTranslator` keeps a symbolic operand stack (`OperandStack`), on which a value
// may be a local, a constant, the accumulator or a slot; an instruction takes its operands from wherever they
// are, so that most `local.get`s and constants emit nothing. Emitted code is patched while it is still young: a
// result goes to the local that it is stored to, a comparison melts into the branch that tests it.

package import WasmBinary
package import WasmTypes

/// How to translate.
package struct TranslationOptions: Hashable, Sendable {
  /// Whether code counts the instructions that it executes, and stops when the fuel is used up.
  package var metersFuel = false
  /// Whether operands stay in slots and no instruction is fused: the code that `SwiftLoop` runs.
  package var usesBaseHandlersOnly = false
  /// Whether instructions that have no base handlers, which `SwiftLoop` does not know, are translated all the same, with
  /// their operands in slots: code to be compiled.
  package var includesEveryInstruction = false
  /// Whether loops keep the locals that they use most in registers.
  package var pinsLocals = true
  /// Whether sums of a local and a constant wait for the load or store that uses them.
  package var foldsSums = true
  /// Whether tail calls of functions of the same type set the parameters in place.
  package var assignsTailCalls = true
  /// Whether small functions are translated in place of their calls.
  package var inlinesCalls = true
  /// The size in bytes of a handler's address where the image will run: 8, or 4 on ILP32.
  package var handlerFieldSize = MemoryLayout<UInt>.size
  /// The bytes that one function's code and all that is noted of it may take.
  package var largestFunction: UInt32 = 128 << 20
  /// Whether `FunctionImage.origins` says where the code of every instruction is. The code is the same.
  package var notesOrigins = false

  package init() {}

  /// Of code that is compiled ahead of time: everything is in slots, whatever the instruction. What compiled it and what
  /// runs it must translate alike.
  package static func forCompilation(metersFuel: Bool) -> TranslationOptions {
    var options = TranslationOptions()
    options.usesBaseHandlersOnly = true
    options.includesEveryInstruction = true
    options.metersFuel = metersFuel
    return options
  }
}

/// Why a valid function can't be translated.
package enum TranslationError: Error, Hashable, Sendable {
  /// The frame would need more than 65,535 slots of 8 bytes.
  case frameTooLarge(function: UInt32, slots: UInt64)
  /// The code, with what is noted of it, would be larger than the limit in bytes.
  case codeTooLarge(function: UInt32, limit: UInt32)
  /// The system has no memory left for the code.
  case outOfMemory(function: UInt32)
  /// The translation was told to stop.
  case interrupted(function: UInt32, offset: UInt32)
  /// An instruction that this engine does not execute yet.
  case unsupportedInstruction(function: UInt32, name: String, offset: UInt32)
}

/// Translates one function.
///
/// - Parameters:
///   - function: The index among the functions that the module defines.
///   - module: The decoded module; this function has passed `validate`.
///   - bytes: The bytes that `module` was decoded from.
///   - interruption: Asked every now and then whether to stop.
package func translate(
  function: UInt32, of module: DecodedModule, bytes: UnsafeRawBufferPointer,
  options: TranslationOptions, interruption: InterruptionCheck = InterruptionCheck()
) throws(TranslationError) -> FunctionImage {
  var translator = FunctionTranslator(
    function: function, of: module, bytes: bytes, options: options, interruption: interruption)
  return try translator.translate()
}
