internal import WasmTypes

/// The names that a module's name section gives. Specification: "Name Section".
///
/// Names only help people: what is malformed ends the reading, without an error. Indices that are
/// not in order are not found.
package struct NameSection {
  private let bytes: UnsafeRawBufferPointer
  private var moduleNameRange: ByteRange?
  private var functions: ByteRange?
  private var locals: ByteRange?

  /// Reads the outline of the section whose contents are `range`; nil for a module without one.
  init(bytes: UnsafeRawBufferPointer, range: ByteRange?) {
    self.bytes = bytes
    guard let range else { return }
    var reader = Self.reader(of: range, bytes)
    do throws(ModuleError) {
      while reader.offset < range.end {
        let id = try reader.byte()
        let size = try reader.length()
        let contents = try reader.skip(size)
        switch id {
        case 0: moduleNameRange = contents
        case 1: functions = contents
        case 2: locals = contents
        default: break
        }
      }
    } catch {}
  }

  /// A reader for a part of the module that can't get behind the part's end.
  private static func reader(of range: ByteRange, _ bytes: UnsafeRawBufferPointer) -> ByteReader {
    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(truncatingIfNeeded: range.end)))
    return ByteReader(part, offset: range.start, features: .all)
  }

  package var moduleName: String? {
    guard let moduleNameRange else { return nil }
    var reader = Self.reader(of: moduleNameRange, bytes)
    return try? reader.name()
  }

  /// The name of a function, by its index. Takes time in proportion to the names before it: see
  /// `functionNames`.
  package func functionName(_ index: UInt32) -> String? {
    var result: String?
    forEachName(in: functions) { candidate, name in
      if candidate == index { result = name() }
      return candidate < index
    }
    return result
  }

  /// The names of all functions, by index.
  package func functionNames() -> [UInt32: String] {
    var names: [UInt32: String] = [:]
    forEachName(in: functions) { index, name in
      names[index] = name()
      return true
    }
    return names
  }

  /// The names of a function's parameters and locals, by index.
  package func localNames(function: UInt32) -> [UInt32: String] {
    var names: [UInt32: String] = [:]
    guard let locals else { return names }
    var reader = Self.reader(of: locals, bytes)
    do throws(ModuleError) {
      let count = try reader.count()
      for _ in 0..<count {
        let index = try reader.u32()
        guard index <= function, reader.offset < locals.end else { break }
        let range = ByteRange(start: reader.offset, end: locals.end)
        reader.move(
          to: forEachName(in: range) { local, name in
            if index == function { names[local] = name() }
            return true
          })
      }
    } catch {}
    return names
  }

  /// Calls `body` with each index and a way to get its name, until that returns false. Returns
  /// where it ended.
  @discardableResult
  private func forEachName(
    in range: ByteRange?, _ body: (UInt32, () -> String?) -> Bool
  ) -> UInt32 {
    guard let range else { return 0 }
    var reader = Self.reader(of: range, bytes)
    do throws(ModuleError) {
      let count = try reader.count()
      for _ in 0..<count {
        guard reader.offset < range.end else { break }
        let index = try reader.u32()
        var nameReader = reader
        _ = try reader.skip(try reader.length())
        guard body(index, { try? nameReader.name() }) else { break }
      }
    } catch {}
    return reader.offset
  }
}

extension DecodedModule {
  /// The names from the module's name section. `bytes` are those the module was decoded from.
  package func names(bytes: UnsafeRawBufferPointer) -> NameSection {
    NameSection(bytes: bytes, range: customSections.last { $0.name == "name" }?.range)
  }
}
