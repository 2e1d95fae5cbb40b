import Testing

@testable import ComponentBinary

@Suite struct NameTests {
  private func parse(_ name: String) -> ParsedName? { try? ParsedName(name, features: .all) }

  @Test func namesAreTakenApart() {
    #expect(parse("a-B1-2c") == .label("a-B1-2c"))
    #expect(parse("[constructor]r") == .constructor(resource: "r"))
    #expect(parse("[method]r.m-n") == .method(resource: "r", name: "m-n"))
    #expect(parse("[static]R.m") == .static(resource: "R", name: "m"))
    #expect(
      parse("a:b-1/c-D@1.2.3-rc.1+b")
        == .interface(
          InterfaceName(
            namespaces: ["a"], package: "b-1", projections: ["c-D"], version: "1.2.3-rc.1+b")))
    #expect(
      parse("a:b:c/d/e@0.2")
        == .interface(
          InterfaceName(
            namespaces: ["a", "b"], package: "c", projections: ["d", "e"], version: "0.2")))
  }

  @Test(arguments: [
    "", "1", "a-", "-a", "a--b", "aB", "a_b", "é", "a.b", "[method]a", "[method]a.", "[other]a",
    "[constructor]", "a:", "a:b", ":b/c", "a:b/", "A:b/c", "a:B/c", "a:b/c@", "a:b/c@1.2",
    "a:b/c@01.2.3", "a:b/c@1.2.3-", "a:b/c@1.2.3-01", "a:b/c@1.2.3+", "a:b/c@1.2.3/d",
    "a:b/c@0", "a:b/c@99999999999999999999.0.0", "\u{212A}",
  ])
  func otherTextIsNoName(text: String) {
    #expect(parse(text) == nil)
  }

  @Test func uniquenessIgnoresCaseAndAnnotations() {
    let key = ParsedName.uniquenessKey(of:)
    #expect(key("foo-BAR") == key("FOO-bar"))
    #expect(key("[method]foo.bar") == key("[static]foo.BAR"))
    #expect(key("[method]foo.foo") == key("foo"))
    #expect(key("[constructor]foo") != key("foo"))
    #expect(key("foo:bar/BAZ") == key("foo:bar/baz"))
  }

  @Test func versionsAreOrdered() {
    // The order of the example in Semantic Versioning, §11.
    let versions = [
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
      "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.1.0", "2.0.0",
    ].compactMap { SemanticVersion($0) }
    #expect(versions.count == 11)
    for (left, right) in zip(versions, versions.dropFirst()) {
      #expect(left < right)
      #expect(!(right < left))
    }
  }

  @Test(arguments: [
    ("1.2.3", "1"), ("0.2.6-rc.1", "0.2"), ("0.0.1-alpha", "0.0.1"), ("0.0.0", "0.0.0"),
  ])
  func versionsHaveACanonicalPart(version: String, canonical: String) {
    #expect(SemanticVersion(version)?.canonical == canonical)
  }

  @Test func importsMatchCompatibleVersions() {
    var names = VersionedNames<Int>()
    names.define("a:b/c@0.2.3", 3)
    names.define("a:b/c@0.2.10", 10)
    names.define("a:b/c@0.2.9", 9)
    names.define("a:b/c@0.3.0-rc.1", 30)
    names.define("a:b/d@1", 1)
    names.define("plain", 100)
    #expect(names["a:b/c@0.2.9"] == 9)
    #expect(names["a:b/c@0.2.0"] == 10)
    #expect(names["a:b/c@0.2.77"] == 10)
    #expect(names["a:b/c@0.2"] == 10)
    #expect(names["a:b/c@0.3.0"] == nil)
    #expect(names["a:b/c@0.3.0-rc.1"] == 30)
    #expect(names["a:b/d@1.4.2"] == 1)
    #expect(names["a:b/d@2.0.0"] == nil)
    #expect(names["a:b/c"] == nil)
    #expect(names["plain"] == 100)
    #expect(names["plain2"] == nil)
  }
}
