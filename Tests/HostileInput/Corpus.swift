import SystemPackage
import WasmTestSuite
import WasmText

/// What the hostile inputs are made of: good modules and components in the binary and in the text format.
struct Corpus {
  struct Item {
    var name: String
    var bytes: [UInt8]
  }

  private(set) var modules: [Item] = []
  private(set) var texts: [Item] = []
  private(set) var components: [Item] = []

  /// - Parameters:
  ///   - programs: Files in the binary format.
  ///   - testSuite: A directory of test scripts, whose modules are taken: valid or not.
  ///   - componentTests: A directory of test scripts, whose components are taken: valid or not.
  init(programs: [String], testSuite: String, componentTests: String) throws {
    for path in programs {
      modules.append(Item(name: path, bytes: try Self.bytes(of: path)))
    }
    for path in try SuiteRunner.scripts(at: testSuite) {
      try add(script: Self.bytes(of: path), name: String(path.dropFirst(testSuite.count)))
    }
    for path in try SuiteRunner.scripts(at: componentTests) {
      try add(script: Self.bytes(of: path), name: String(path.dropFirst(componentTests.count)))
    }
  }

  private mutating func add(script text: [UInt8], name: String) throws {
    let script: Script
    do throws(TextError) { script = try Script(utf8: text) } catch { return }
    let lineStarts = [0] + text.indices.filter { text[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    func offset(_ location: TextLocation) -> Int {
      min(lineStarts[min(location.line, lineStarts.count) - 1] + location.column - 1, text.count)
    }
    for (index, directive) in script.directives.enumerated() {
      guard let source = Self.source(of: directive) else { continue }
      let name = "\(name):\(directive.location.line)"
      if let binary = try? source.binary() {
        let item = Item(name: name, bytes: binary)
        if source.layer == .component { components.append(item) } else { modules.append(item) }
      }
      // The text of a directive goes on to the next one; what is behind it is a comment.
      guard source.isText, case .module = directive.command else { continue }
      let next = script.directives.dropFirst(index + 1).first.map { offset($0.location) }
      texts.append(
        Item(name: name, bytes: Array(text[offset(directive.location)..<(next ?? text.count)])))
    }
  }

  private static func source(of directive: Directive) -> ModuleSource? {
    switch directive.command {
    case .module(let source, _), .definition(let source, _), .assertInvalid(let source, _),
      .assertMalformed(let source, _), .assertUnlinkable(let source, _),
      .assertInstantiationTrap(let source, _), .assertInvalidCustom(let source, _),
      .assertMalformedCustom(let source, _):
      source
    default: nil
    }
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    let descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
    return try descriptor.closeAfter {
      var bytes: [UInt8] = []
      while true {
        let piece = try [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
          count = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        if piece.isEmpty { return bytes }
        bytes += piece
      }
    }
  }
}
