import Testing
import WasmText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The scripts of the specification's test suite, as far as the text format goes.
///
/// They are found in the directory that the environment variable `WASM_TESTSUITE` names, or in
/// `../shared/testsuite` next to the package.
@Suite struct TestSuiteTests {
  @Test func `the test suite is there`() {
    #expect(
      TestSuite.scripts.count >= 250,
      "set WASM_TESTSUITE to a directory with the test suite, or run the tests by `make unit-tests`"
    )
  }

  @Test(arguments: TestSuite.scripts)
  func script(_ path: String) throws {
    let script = try Script(utf8: try #require(TestSuite.contents(path)))
    #expect(!script.directives.isEmpty)
    for directive in script.directives { check(directive, path) }
  }

  private func check(_ directive: Directive, _ path: String) {
    switch directive.command {
    case .module(let source, _), .definition(let source, _):
      do {
        let binary = try source.binary()
        if source.isText { try expectRoundTrip(binary, "\(path):\(directive.location)") }
      } catch {
        Issue.record("\(path):\(directive.location): \(error)")
      }
    case .assertUnlinkable(let source, _), .assertInstantiationTrap(let source, _),
      .assertInvalid(let source, _):
      #expect(throws: Never.self, "\(path):\(directive.location)") { try source.binary() }
    case .assertMalformed(let source, let message),
      .assertMalformedCustom(let source, let message):
      do throws(TextError) {
        _ = try source.binary()
        if source.isText, !TestSuite.isOutdated(message, path) {
          Issue.record("\(path):\(directive.location): accepted, but it has: \(message)")
        }
      } catch {
        #expect(error.message.hasPrefix(message), "\(path):\(directive.location): \(error)")
      }
    default:
      break
    }
  }

  /// The reference's scripts of components: those of `../shared/component-tests`, or of the directory that the
  /// environment variable `COMPONENT_TESTS` names.
  @Test(arguments: TestSuite.componentScripts)
  func componentScript(_ path: String) throws {
    let script = try Script(utf8: try #require(TestSuite.contents(path)))
    #expect(!script.directives.isEmpty)
    for directive in script.directives {
      guard let source = directive.source, source.isText else { continue }
      if case .assertMalformed = directive.command {
        #expect(throws: TextError.self, "\(path):\(directive.location)") { try source.binary() }
      } else {
        #expect(throws: Never.self, "\(path):\(directive.location)") {
          try expectRoundTrip(try source.binary(), "\(path):\(directive.location)")
        }
      }
    }
  }

  private func expectRoundTrip(_ binary: [UInt8], _ location: String) throws {
    let isComponent = binary.count > 6 && binary[6] == 1
    let text =
      try isComponent
      ? TextFormat.disassemble(component: binary) : TextFormat.disassemble(binary)
    #expect(try TextFormat.assemble(text) == binary, "\(location)")
  }
}

extension Directive {
  /// The component that the directive is about.
  fileprivate var source: ModuleSource? {
    switch command {
    case .module(let source, _), .definition(let source, _), .assertInvalid(let source, _),
      .assertMalformed(let source, _), .assertInstantiationTrap(let source, _),
      .assertUnlinkable(let source, _):
      source
    default: nil
    }
  }
}

enum TestSuite {
  /// Proposals that are not part of WebAssembly 3.0 and not supported beyond it.
  private static let unsupported = ["custom-descriptors"]

  /// The threads proposal still has limits of 32 bits.
  static func isOutdated(_ message: String, _ path: String) -> Bool {
    path.contains("threads/") && message == "i32 constant out of range"
  }

  static let scripts = scripts(in: directory("WASM_TESTSUITE", "testsuite"))
  static let componentScripts = scripts(in: directory("COMPONENT_TESTS", "component-tests"))

  /// The directory that an environment variable names, or one that is shared next to the package.
  private static func directory(_ variable: String, _ name: String) -> String {
    if let directory = getenv(variable) { return String(cString: directory) }
    // Tests/WasmTextTests/TestSuiteTests.swift
    let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return package.joined(separator: "/") + "/../shared/" + name
  }

  private static func scripts(in root: String) -> [String] {
    var scripts: [String] = []
    var directories = [root]
    while let directory = directories.popLast() {
      for entry in entries(directory) where !unsupported.contains(entry) {
        let path = directory + "/" + entry
        if entry.hasSuffix(".wast") {
          scripts.append(path)
        } else if !entry.contains(".") {
          directories.append(path)
        }
      }
    }
    return scripts.sorted()
  }

  private static func entries(_ directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }

  static func contents(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}
