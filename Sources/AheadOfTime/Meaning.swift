internal import CInterp
internal import WasmTypes

/// The C type of a value in a slot, by the letters of wasm_instructions.h; references are `i64`.
enum ValueKind: UInt8 {
  case i32, i64, f32, f64, v128

  init?(letter: CChar) {
    switch UInt8(bitPattern: letter) {
    case UInt8(ascii: "i"): self = .i32
    case UInt8(ascii: "I"): self = .i64
    case UInt8(ascii: "f"): self = .f32
    case UInt8(ascii: "F"): self = .f64
    case UInt8(ascii: "v"): self = .v128
    default: return nil
    }
  }

  init(_ type: ValueType) {
    switch type {
    case .i32: self = .i32
    case .i64: self = .i64
    case .f32: self = .f32
    case .f64: self = .f64
    case .v128: self = .v128
    case .reference: self = .i64
    }
  }

  /// As in the names of CInterp.
  var name: String {
    switch self {
    case .i32: "i32"
    case .i64: "i64"
    case .f32: "f32"
    case .f64: "f64"
    case .v128: "v128"
    }
  }

  var slotCount: UInt32 { self == .v128 ? 2 : 1 }
}

/// What compiled code does for an operation. All others are left to their handlers.
enum Meaning {
  /// `wasm_<operation>` of values in slots, of these kinds.
  case numeric([ValueKind], result: ValueKind, mayTrap: Bool)
  case extractLane(ValueKind)
  case replaceLane(ValueKind)
  case load(ValueKind)
  case store(ValueKind)
  case loadLane
  case storeLane
  /// Of any memory, with addresses of 64 bits.
  case farLoad(ValueKind)
  case farStore(ValueKind)
  case farLoadLane
  case farStoreLane
  /// Fields and elements by the name of their storage in object_access.h.
  case getField(String)
  case setField(String)
  case getElement(String)
  case setElement(String)
  case arrayLength
  case makeI31
  case getI31(isSigned: Bool)
  /// Of a reference with one of the functions in object_access.h; a cast traps where it fails.
  case test(String, hasType: Bool)
  case cast(String, hasType: Bool)
  /// A branch where an i32 or i64 is not zero, or where it is.
  case branchIf(ValueKind, isTrueBranch: Bool)
  case branch
  case branchTable
  case enter
  case returnNone
  case returnValue
  case call
  /// Of a function that is native, if the table has one; else left to the handler.
  case callIndirect
  case trap
  case fuel
  case copy
  case constant
  case wideConstant
  case vectorConstant
  case shuffle
  case select
  case getGlobal
  case setGlobal
  case memorySize
  case memoryFill
  case memoryCopy
  case tableSize
  case tableGet
  case tableSet
  case trapIfNull
  case getFunction
  /// Left to the handler, which goes on with the next instruction.
  case handler
  /// Left to the handler, which does not.
  case lastHandler
}

/// The meaning of every operation, by its number.
struct MeaningTable {
  private var meanings: [Meaning]

  static let shared = MeaningTable()

  subscript(operation: CInterp.Operation) -> Meaning { meanings[Int(operation.rawValue)] }

  private init() {
    meanings = Array(repeating: .handler, count: Int(operation_count))
    for number in 0..<UInt32(wasm_instruction_count) {
      guard let opcode = WasmOpcode(rawValue: number) else { continue }
      let row = instruction_shape(opcode).pointee
      if let meaning = Self.meaning(of: row) { meanings[Int(row.operation.rawValue)] = meaning }
      // The operation behind that of an access to the first memory is the one for any memory.
      if let meaning = Self.farMeaning(of: row) {
        meanings[Int(row.operation.rawValue) + 1] = meaning
      }
    }
    setObjectMeanings()
    for (operation, meaning) in Self.special { meanings[Int(operation.rawValue)] = meaning }
  }

  private static func meaning(of row: InstructionShape) -> Meaning? {
    let operand = ValueKind(letter: row.operand_type)
    let result = ValueKind(letter: row.result_type)
    func numeric(_ kinds: [ValueKind?]) -> Meaning? {
      let kinds = kinds.compactMap { $0 }
      guard !kinds.isEmpty, let result else { return nil }
      return .numeric(kinds, result: result, mayTrap: mayTrap(row.operation))
    }
    switch row.shape {
    case .unary: return numeric([operand])
    case .binary, .commutative, .integer_comparison, .float_comparison:
      return numeric([operand, operand])
    case .ternary: return numeric([operand, operand, operand])
    case .shift: return .numeric([.v128, .i32], result: .v128, mayTrap: false)
    case .extract_lane: return result.map { .extractLane($0) }
    case .replace_lane: return operand.map { .replaceLane($0) }
    case .load: return result.map { .load($0) }
    case .store: return operand.map { .store($0) }
    case .load_lane: return .loadLane
    case .store_lane: return .storeLane
    default: return nil
    }
  }

  private static func farMeaning(of row: InstructionShape) -> Meaning? {
    switch row.shape {
    case .load: ValueKind(letter: row.result_type).map { .farLoad($0) }
    case .store: ValueKind(letter: row.operand_type).map { .farStore($0) }
    case .load_lane: .farLoadLane
    case .store_lane: .farStoreLane
    default: nil
    }
  }

  /// Fields and elements of vectors are left to their handlers.
  private mutating func setObjectMeanings() {
    for number in 0..<UInt32(operation_count) {
      guard let operation = CInterp.Operation(rawValue: number) else { continue }
      let name = String(cString: operation_name(operation))
      let accesses: [(String, (String) -> Meaning)] = [
        ("get_field_", { .getField($0) }), ("set_field_", { .setField($0) }),
        ("get_element_", { .getElement($0) }), ("set_element_", { .setElement($0) }),
      ]
      for (prefix, meaning) in accesses where name.hasPrefix(prefix) {
        let storage = String(name.dropFirst(prefix.count))
        if storage != "v128" { meanings[Int(number)] = meaning(storage) }
      }
    }
  }

  /// Divisions, remainders and conversions that do not saturate.
  private static func mayTrap(_ operation: CInterp.Operation) -> Bool {
    switch operation {
    case .i32_div_s, .i32_div_u, .i32_rem_s, .i32_rem_u, .i64_div_s, .i64_div_u, .i64_rem_s,
      .i64_rem_u, .i32_trunc_f32_s, .i32_trunc_f32_u, .i32_trunc_f64_s, .i32_trunc_f64_u,
      .i64_trunc_f32_s, .i64_trunc_f32_u, .i64_trunc_f64_s, .i64_trunc_f64_u:
      true
    default: false
    }
  }

  private static let special: [(CInterp.Operation, Meaning)] = [
    (.branch_if_i32, .branchIf(.i32, isTrueBranch: true)),
    (.branch_unless_i32, .branchIf(.i32, isTrueBranch: false)),
    (.branch_if_i64, .branchIf(.i64, isTrueBranch: true)),
    (.branch_unless_i64, .branchIf(.i64, isTrueBranch: false)),
    (.branch, .branch), (.branch_table, .branchTable), (.enter, .enter),
    (.return, .returnNone), (.return_value, .returnValue), (.call, .call),
    (.call_indirect, .callIndirect), (.trap, .trap), (.fuel, .fuel), (.copy, .copy),
    (.copy_wide, .copy), (.constant, .constant), (.wide_constant, .wideConstant),
    (.v128_const, .vectorConstant), (.i8x16_shuffle, .shuffle), (.select, .select),
    (.select_wide, .select), (.get_global, .getGlobal), (.set_global, .setGlobal),
    (.get_wide_global, .getGlobal), (.set_wide_global, .setGlobal),
    (.memory_size, .memorySize), (.memory_fill, .memoryFill), (.memory_copy, .memoryCopy),
    (.table_size, .tableSize), (.table_get, .tableGet), (.table_set, .tableSet),
    (.array_length, .arrayLength), (.make_i31, .makeI31), (.get_i31_s, .getI31(isSigned: true)),
    (.get_i31_u, .getI31(isSigned: false)), (.test_reference, .test("matches", hasType: false)),
    (.test_object, .test("matches_object", hasType: true)),
    (.test_function, .test("matches_function", hasType: true)),
    (.cast_reference, .cast("matches", hasType: false)),
    (.cast_object, .cast("matches_object", hasType: true)),
    (.cast_function, .cast("matches_function", hasType: true)),
    (.trap_if_null, .trapIfNull), (.get_function, .getFunction),
    (.tail_call, .lastHandler), (.tail_call_import, .lastHandler),
    (.tail_call_indirect, .lastHandler), (.tail_call_reference, .lastHandler),
    (.throw, .lastHandler), (.throw_reference, .lastHandler),
  ]
}
