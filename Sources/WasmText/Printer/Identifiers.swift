internal import WasmTypes

/// How the members of one index space are written.
///
/// A name that is not empty and unlike those of the other members is written as an identifier, any
/// other one as an annotation `(@name "...")` where the member is declared.
struct Identifiers {
  private var entries: [UInt32: (name: Name, isUnique: Bool)] = [:]

  init(_ names: NameSection.Names) {
    var owners: [Name: UInt32] = [:]
    for entry in names {
      let isUnique = !entry.name.string.isEmpty && owners[entry.name] == nil
      if isUnique { owners[entry.name] = entry.index }
      entries[entry.index] = (entry.name, isUnique)
    }
  }

  /// The identifier of a member, if it has one.
  func identifier(_ index: UInt32) -> Name? {
    guard let entry = entries[index], entry.isUnique else { return nil }
    return entry.name
  }

  /// The name of a member that cannot be its identifier.
  func annotation(_ index: UInt32) -> Name? {
    guard let entry = entries[index], !entry.isUnique else { return nil }
    return entry.name
  }

  func hasName(_ index: UInt32) -> Bool { entries[index] != nil }
}

extension TextBuffer {
  /// An identifier, in quotation marks if it takes them.
  mutating func writeIdentifier(_ name: Name) {
    write("$")
    if name.string.utf8.allSatisfy({ CharacterClass.isIdentifierCharacter($0) }) {
      write(name.string)
    } else {
      writeString(name.string)
    }
  }

  /// A space, and the identifier or the number of a member.
  mutating func writeIndex(_ index: UInt32, _ identifiers: Identifiers) {
    write(" ")
    if let name = identifiers.identifier(index) {
      writeIdentifier(name)
    } else {
      write(index)
    }
  }

  /// A space, and what names a member where it is declared; its number as a comment if it has no
  /// name.
  mutating func writeDeclaration(_ index: UInt32, _ identifiers: Identifiers) {
    write(" ")
    if let name = identifiers.identifier(index) {
      writeIdentifier(name)
    } else if let name = identifiers.annotation(index) {
      write("(@name ")
      writeString(name.string)
      write(")")
    } else {
      write("(;\(index);)")
    }
  }
}
