import ComponentBinary
public import Escapement

extension Int8: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.s8) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> Int8 {
    Int8(truncatingIfNeeded: try reader.scalar())
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(UInt64(UInt8(bitPattern: self)))
  }

  public static func readElements(
    of list: inout ComponentListReader
  ) throws(HostError) -> [Int8] {
    try list.readWhole()
  }

  public static func writeElements(
    _ elements: [Int8], to list: ComponentListWriter
  ) throws(HostError) {
    try list.writeWhole(elements)
  }
}

extension UInt8: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.u8) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> UInt8 {
    UInt8(truncatingIfNeeded: try reader.scalar())
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(UInt64(self))
  }

  public static func readElements(
    of list: inout ComponentListReader
  ) throws(HostError) -> [UInt8] {
    try list.readWhole()
  }

  public static func writeElements(
    _ elements: [UInt8], to list: ComponentListWriter
  ) throws(HostError) {
    try list.writeWhole(elements)
  }
}

extension Int16: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.s16) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> Int16 {
    Int16(truncatingIfNeeded: try reader.scalar())
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(UInt64(UInt16(bitPattern: self)))
  }

  public static func readElements(
    of list: inout ComponentListReader
  ) throws(HostError) -> [Int16] {
    try list.readWhole()
  }

  public static func writeElements(
    _ elements: [Int16], to list: ComponentListWriter
  ) throws(HostError) {
    try list.writeWhole(elements)
  }
}

extension UInt16: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.u16) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> UInt16 {
    UInt16(truncatingIfNeeded: try reader.scalar())
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(UInt64(self))
  }

  public static func readElements(
    of list: inout ComponentListReader
  ) throws(HostError) -> [UInt16] {
    try list.readWhole()
  }

  public static func writeElements(
    _ elements: [UInt16], to list: ComponentListWriter
  ) throws(HostError) {
    try list.writeWhole(elements)
  }
}

extension Int32: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.s32) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> Int32 {
    Int32(truncatingIfNeeded: try reader.scalar())
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(UInt64(UInt32(bitPattern: self)))
  }

  public static func readElements(
    of list: inout ComponentListReader
  ) throws(HostError) -> [Int32] {
    try list.readWhole()
  }

  public static func writeElements(
    _ elements: [Int32], to list: ComponentListWriter
  ) throws(HostError) {
    try list.writeWhole(elements)
  }
}

extension UInt32: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.u32) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> UInt32 {
    UInt32(truncatingIfNeeded: try reader.scalar())
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(UInt64(self))
  }

  public static func readElements(
    of list: inout ComponentListReader
  ) throws(HostError) -> [UInt32] {
    try list.readWhole()
  }

  public static func writeElements(
    _ elements: [UInt32], to list: ComponentListWriter
  ) throws(HostError) {
    try list.writeWhole(elements)
  }
}

extension Int64: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.s64) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> Int64 {
    Int64(truncatingIfNeeded: try reader.scalar())
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(UInt64(UInt64(bitPattern: self)))
  }

  public static func readElements(
    of list: inout ComponentListReader
  ) throws(HostError) -> [Int64] {
    try list.readWhole()
  }

  public static func writeElements(
    _ elements: [Int64], to list: ComponentListWriter
  ) throws(HostError) {
    try list.writeWhole(elements)
  }
}

extension UInt64: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.u64) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> UInt64 {
    UInt64(truncatingIfNeeded: try reader.scalar())
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(UInt64(self))
  }

  public static func readElements(
    of list: inout ComponentListReader
  ) throws(HostError) -> [UInt64] {
    try list.readWhole()
  }

  public static func writeElements(
    _ elements: [UInt64], to list: ComponentListWriter
  ) throws(HostError) {
    try list.writeWhole(elements)
  }
}
