internal import CInterp
internal import WasmTypes

/// How the validator treats an instruction: from the signature in the instruction table, where that
/// says it all.
///
/// Operands and results are sequences of four-bit type codes, the low four bits first, ended by
/// zero. The codes are the words of `PackedType`.
struct InstructionEffect {
  /// What to check besides the types.
  enum Check: UInt8 {
    case nothing
    /// The type depends on more than the signature: the instruction has a rule of its own.
    case ownRule
    /// The alignment may be up to the natural one.
    case memoryArgument
    /// The alignment must be the natural one.
    case atomicMemoryArgument
    case memoryArgumentAndLane
    /// The memory `index`.
    case memory
    /// The data segment `index` and the memory `secondIndex`.
    case dataAndMemory
    case data
    case element
    case lane
    case shuffleLanes
  }

  /// The last operand first.
  var operands: UInt32 = 0
  /// What to add to `operands` if addresses of the memory are 64-bit.
  var operandsForAddress64: UInt32 = 0
  var results: UInt16 = 0
  var resultsForAddress64: UInt16 = 0
  var check = Check.nothing
  /// The natural alignment, as a power of two.
  var alignment: UInt8 = 0
  /// How many lanes there are, for instructions with a lane index.
  var laneCount: UInt8 = 0
  /// Whether constant expressions may contain the instruction, and since when.
  var constancy = Constancy.never

  enum Constancy: UInt8 {
    case never, always, extended
  }
}

/// The effects of all instructions by opcode, computed once from the instruction table.
struct InstructionEffects: @unchecked Sendable {
  let rows: UnsafePointer<InstructionEffect>

  static let shared = InstructionEffects()

  /// The memory lives as long as the process.
  private init() {
    let count = Int(wasm_instruction_count)
    let rows = UnsafeMutablePointer<InstructionEffect>.allocate(capacity: count)
    for number in 0..<count {
      let opcode = unsafeBitCast(UInt32(number), to: WasmOpcode.self)
      rows.advanced(by: number).initialize(to: InstructionEffect(opcode))
    }
    self.rows = UnsafePointer(rows)
  }

  @inline(__always) subscript(opcode: WasmOpcode) -> InstructionEffect {
    rows[Int(truncatingIfNeeded: opcode.rawValue)]
  }
}

extension InstructionEffect {
  fileprivate init(_ opcode: WasmOpcode) {
    let instruction = wasm_instruction(opcode).pointee
    constancy = Self.constancy(of: opcode)
    alignment = instruction.alignment
    guard instruction.signature.pointee != 0 else {
      check = .ownRule
      return
    }
    readSignature(instruction.signature)
    check = Self.check(of: opcode, instruction.immediate)
    switch instruction.immediate {
    case .lane: laneCount = Self.laneCount(inName: instruction.name)
    case .memory_argument_and_lane: laneCount = 16 >> alignment
    default: break
    }
  }

  private mutating func readSignature(_ signature: UnsafePointer<CChar>) {
    var next = signature
    while UInt8(bitPattern: next.pointee) != UInt8(ascii: ":") {
      let (code, isAddress) = Self.typeCode(next.pointee)
      operands = operands << 4 | UInt32(code)
      operandsForAddress64 = operandsForAddress64 << 4 | (isAddress ? 1 : 0)
      next += 1
    }
    next += 1
    var shift: UInt16 = 0
    while next.pointee != 0 {
      let (code, isAddress) = Self.typeCode(next.pointee)
      results |= code << shift
      resultsForAddress64 |= (isAddress ? 1 : 0) << shift
      shift += 4
      next += 1
    }
  }

  /// The code of a signature's letter. An address counts as i32, whose code is one less than that
  /// of i64.
  private static func typeCode(_ letter: CChar) -> (code: UInt16, isAddress: Bool) {
    let type: PackedType =
      switch UInt8(bitPattern: letter) {
      case UInt8(ascii: "I"): .i64
      case UInt8(ascii: "f"): .f32
      case UInt8(ascii: "F"): .f64
      case UInt8(ascii: "v"): .v128
      default: .i32
      }
    return (UInt16(type.bits), UInt8(bitPattern: letter) == UInt8(ascii: "a"))
  }

  private static func check(of opcode: WasmOpcode, _ immediate: WasmImmediate) -> Check {
    switch immediate {
    case .memory_argument:
      wasm_instruction(opcode).pointee.code >> 16 == 0xFE ? .atomicMemoryArgument : .memoryArgument
    case .memory_argument_and_lane: .memoryArgumentAndLane
    case .memory: .memory
    case .data_and_memory: .dataAndMemory
    case .data: .data
    case .element: .element
    case .lane: .lane
    case .shuffle_lanes: .shuffleLanes
    default: .nothing
    }
  }

  /// The number behind the "x" of a shape: 8 for "i16x8.replace_lane".
  private static func laneCount(inName name: UnsafePointer<CChar>) -> UInt8 {
    var count: UInt8 = 0
    var next = name
    while next.pointee != 0, UInt8(bitPattern: next.pointee) != UInt8(ascii: "x") { next += 1 }
    if next.pointee != 0 { next += 1 }
    while let digit = digit(next.pointee) {
      count = count &* 10 &+ digit
      next += 1
    }
    return count
  }

  private static func digit(_ character: CChar) -> UInt8? {
    let value = UInt8(bitPattern: character) &- UInt8(ascii: "0")
    return value < 10 ? value : nil
  }

  /// Specification: "Constant Expressions".
  private static func constancy(of opcode: WasmOpcode) -> Constancy {
    switch opcode {
    case .i32_const, .i64_const, .f32_const, .f64_const, .v128_const, .ref_null, .ref_func,
      .global_get, .end, .struct_new, .struct_new_default, .array_new, .array_new_default,
      .array_new_fixed, .ref_i31, .any_convert_extern, .extern_convert_any:
      .always
    case .i32_add, .i32_sub, .i32_mul, .i64_add, .i64_sub, .i64_mul: .extended
    default: .never
    }
  }
}
