import Testing

@testable import EscapementComponents

struct VersionTests {
  @Test(arguments: [
    ("a:b/c@1.2.0", "a:b/c@1.3.1", true), ("a:b/c@1.2.0", "a:b/c@2.0.0", false),
    ("a:b/c@0.2.0", "a:b/c@0.2.6", true), ("a:b/c@0.2.0", "a:b/c@0.3.0", false),
    ("a:b/c@0.0.1", "a:b/c@0.0.2", false), ("a:b/c@1.2.0", "a:b/d@1.2.0", false),
    ("a:b/c@1.2.0-rc1", "a:b/c@1.2.0", false), ("a:b/c@1.2.0+build", "a:b/c@1.2.1", true),
  ])
  func compatibleVersionsHaveTheSameMajorNumber(
    wanted: String, defined: String, isCompatible: Bool
  ) throws {
    let wanted = try #require(VersionedName(wanted))
    let defined = try #require(VersionedName(defined))
    #expect(defined.isCompatible(with: wanted) == isCompatible)
  }

  @Test(arguments: ["a:b/c", "run", "a:b/c@1.2", "a:b/c@x"])
  func otherNamesHaveNoVersion(name: String) { #expect(VersionedName(name) == nil) }
}
