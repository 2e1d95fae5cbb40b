import Testing

@testable import ComponentBinary

@Suite struct CanonicalBuiltinTests {
  @Test func everyBuiltinHasItsRow() {
    for builtin in CanonicalBuiltin.allCases {
      #expect(builtin.row.builtin == builtin)
      #expect(CanonicalBuiltin(name: builtin.name) == builtin)
    }
    #expect(CanonicalBuiltin.rows.count == CanonicalBuiltin.allCases.count)
    #expect(CanonicalBuiltin(name: "resource.news") == nil)
  }

  @Test func optionsAreAllowedExactlyWhereThereIsAList() {
    for row in CanonicalBuiltin.rows {
      #expect(row.immediates.contains(.options) == !row.options.isEmpty, "\(row.name)")
    }
  }
}
