import CodeListing
import SystemPackage
import Testing
import Translation
import WasmText

/// What functions are translated to, as `escapement explore` lists it.
///
/// A change of the translation changes listings; `make update-listings` writes the new ones. Whether they are
/// better is for the reader of the change to see; that they are right is what other tests check.
@Suite struct ListingTests {
  private static let directory = FilePath(#filePath).removingLastComponent().appending("Listings")

  @Test(arguments: ["operands", "branches", "memory", "memories", "calls", "inlining"])
  func listings(_ name: String) throws {
    let text = try Self.bytes(of: "\(name).wat")
    let expected = String(decoding: try Self.bytes(of: "\(name).txt"), as: UTF8.self)
    let module = try TextFormat.assemble(utf8: text)
    let listing = try module.withUnsafeBytes { bytes in
      let explorer = try CodeExplorer(bytes, options: TranslationOptions())
      return explorer.definedFunctions.map(explorer.text(ofFunction:)).joined()
    }
    #expect(listing == expected, "if this is meant to be: make update-listings")
  }

  private static func bytes(of name: String) throws -> [UInt8] {
    let file = try FileDescriptor.open(directory.appending(name), .readOnly)
    return try file.closeAfter {
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
      }
    }
  }
}
