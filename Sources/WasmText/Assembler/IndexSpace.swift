internal import WasmTypes

/// The identifiers of one index space. Specification: "Text Format: Indices".
struct IndexSpace {
  /// What its members are called in messages.
  let noun: String
  private(set) var count: UInt32 = 0
  private var indices: [Name: UInt32] = [:]
  /// For the name section: each index at most once, in ascending order.
  private(set) var names: NameSection.Names = []

  init(_ noun: String) { self.noun = noun }

  /// Adds a member; `token` is where its identifier, if it has one, is written.
  mutating func declare(
    _ identifier: Name?, at token: Token, _ cursor: TokenCursor
  ) throws(TextError) {
    if let identifier {
      if indices.updateValue(count, forKey: identifier) != nil {
        throw cursor.error("duplicate \(noun) $" + identifier.string, at: token)
      }
      names.append(NameSection.IndexedName(index: count, name: identifier))
    }
    count += 1
  }

  /// Adds members without identifiers.
  mutating func declareAnonymous(_ count: Int) { self.count += UInt32(count) }

  /// Sets the name of a member for the name section, whatever its identifier is.
  mutating func rename(_ index: UInt32, to name: Name) {
    if let last = names.last, last.index == index { names.removeLast() }
    names.append(NameSection.IndexedName(index: index, name: name))
  }

  func index(of identifier: Name) -> UInt32? { indices[identifier] }
}

extension TokenCursor {
  /// An index: a number, or an identifier that `space` knows.
  mutating func index(in space: IndexSpace) throws(TextError) -> UInt32 {
    let token = token
    if token.kind == .natural { return try natural32() }
    guard let identifier = acceptIdentifier() else { throw unexpected() }
    guard let index = space.index(of: identifier) else {
      throw error("unknown \(space.noun) " + spelling(token), at: token)
    }
    return index
  }

  /// An index if one is here, or 0.
  mutating func optionalIndex(in space: IndexSpace) throws(TextError) -> UInt32 {
    token.isIndex ? try index(in: space) : 0
  }
}
