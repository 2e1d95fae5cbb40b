internal import CInterp
internal import WasmTypes

// Tables, and copies between memories. Specification: "Table Instructions", "Memory Instructions".
extension FunctionValidator {
  mutating func table(_ index: UInt32) throws(ModuleError) -> PackedTable {
    guard index < UInt32(truncatingIfNeeded: tables.tables.count) else {
      throw invalid("unknown table \(index)")
    }
    return tables.tables[Int(truncatingIfNeeded: index)]
  }

  mutating func validateTableInstruction() throws(ModuleError) {
    switch instruction.opcode {
    case .table_init: return try tableInit()
    case .table_copy: return try tableCopy()
    case .memory_copy: return try memoryCopy()
    default: break
    }
    let table = try table(instruction.index)
    switch instruction.opcode {
    case .table_get:
      try pop(table.address)
      try push(table.element)
    case .table_set:
      try pop(table.element)
      try pop(table.address)
    case .table_size: try push(table.address)
    case .table_grow:
      try pop(table.address)
      try pop(table.element)
      try push(table.address)
    default:
      // table.fill
      try pop(table.address)
      try pop(table.element)
      try pop(table.address)
    }
  }

  private mutating func tableInit() throws(ModuleError) {
    let table = try table(instruction.secondIndex)
    let element = try elementSegmentType(instruction.index)
    try checkMatch(element, table.element)
    try pop(.i32)
    try pop(.i32)
    try pop(table.address)
  }

  private mutating func tableCopy() throws(ModuleError) {
    let destination = try table(instruction.index)
    let source = try table(instruction.secondIndex)
    try checkMatch(source.element, destination.element)
    try popCopyOperands(destination: destination.address, source: source.address)
  }

  private mutating func memoryCopy() throws(ModuleError) {
    try popCopyOperands(
      destination: try memoryAddress(instruction.index),
      source: try memoryAddress(instruction.secondIndex))
  }

  private mutating func memoryAddress(_ index: UInt32) throws(ModuleError) -> PackedType {
    guard index < UInt32(truncatingIfNeeded: tables.memories.count) else {
      throw invalid("unknown memory \(index)")
    }
    return tables.memories[Int(truncatingIfNeeded: index)]
  }

  /// The length has the smaller one of the two address types.
  private mutating func popCopyOperands(
    destination: PackedType, source: PackedType
  ) throws(ModuleError) {
    try pop(destination == .i64 && source == .i64 ? .i64 : .i32)
    try pop(source)
    try pop(destination)
  }
}
