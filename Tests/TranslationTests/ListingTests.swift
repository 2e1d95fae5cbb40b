import SystemPackage
import Testing
import Translation
import WasmText

@testable import EscapementCommand

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
    var options = TranslationOptions()
    options.locatesEveryInstruction = true
    let listing = try module.withUnsafeBytes { bytes in
      let explorer = try CodeExplorer(bytes, options: options)
      return try explorer.definedFunctions.map(explorer.text(ofFunction:)).joined()
    }
    #expect(listing == expected, "if this is meant to be: make update-listings")
  }

  private static func bytes(of name: String) throws -> [UInt8] {
    try InputFile.read(directory.appending(name).string).bytes
  }
}
