package import WasmBinary
internal import WasmTypes

// Binary: "Name Section".
extension ComponentNames {
  package static var sectionName: String { "component-name" }

  /// Names only help people: what is malformed ends the reading, without an error.
  ///
  /// - Parameter limit: How many names are read at most.
  init(
    bytes: UnsafeRawBufferPointer, contents: ByteRange, features: Features, limit: UInt32
  ) {
    self.init()
    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(truncatingIfNeeded: contents.end)))
    var reader = ByteReader(part, offset: contents.start, features: features)
    var rest = limit
    do throws(ModuleError) {
      while !reader.isAtEnd {
        let id = try reader.byte()
        let size = try reader.length()
        let end = reader.offset + size
        switch id {
        case 0: component = try reader.name()
        case 1: try readSort(&reader, &rest)
        default: break
        }
        reader.move(to: end)
      }
    } catch {}
  }

  private mutating func readSort(
    _ reader: inout ByteReader, _ rest: inout UInt32
  ) throws(ModuleError) {
    guard let sort = try Self.sort(&reader) else { return }
    var names = SortNames(sort: sort)
    let count = try reader.count()
    guard count <= rest else { return }
    rest -= count
    for _ in 0..<count {
      let index = try reader.u32()
      names.names.append(Association(index: index, name: try reader.name()))
    }
    for position in names.names.indices.dropFirst()
    where names.names[position - 1].index >= names.names[position].index {
      return
    }
    if !sorts.contains(where: { $0.sort == sort }) { sorts.append(names) }
  }

  private static func sort(_ reader: inout ByteReader) throws(ModuleError) -> Sort? {
    switch try reader.byte() {
    case 0x00: CoreSort(rawValue: try reader.byte()).map { .core($0) }
    case 0x01: .function
    case 0x02: .value
    case 0x03: .type
    case 0x04: .component
    case 0x05: .instance
    default: nil
    }
  }

  /// Writes the contents of the section.
  package func write(to writer: inout BinaryWriter) {
    if let component {
      writer.byte(0)
      writer.sized { $0.name(component) }
    }
    for sort in sorts {
      writer.byte(1)
      writer.sized {
        $0.sort(sort.sort)
        $0.count(sort.names.count)
        for association in sort.names {
          $0.unsigned(association.index)
          $0.name(association.name)
        }
      }
    }
  }
}
