import ComponentBinary
import Escapement
import WasmBinary

/// Something that a component imports, defines or exports, at run time.
enum Item {
  case coreModule(Module)
  case function(FunctionInstance)
  case resource(ResourceType)
  /// A type that has no meaning of its own at run time.
  case type
  case instance(InstanceItem)
  case component(ComponentItem)
}

/// What an instance exports, by name.
struct InstanceItem {
  private(set) var names: [String] = []
  private var items: [Name: Item] = [:]

  subscript(name: String) -> Item? { items[Name(name)] }

  mutating func add(_ name: String, _ item: Item) {
    if items.updateValue(item, forKey: Name(name)) == nil { names.append(name) }
  }

  /// The item that an import of a name wants: of that name, or of one with a compatible version.
  func find(_ name: String) -> Item? {
    if let item = self[name] { return item }
    guard let wanted = VersionedName(name) else { return nil }
    var best: (VersionedName, Item)?
    for candidate in names {
      guard let version = VersionedName(candidate), version.isCompatible(with: wanted),
        best.map({ $0.0.isOlder(than: version) }) ?? true, let item = self[candidate]
      else { continue }
      best = (version, item)
    }
    return best?.1
  }
}

/// A component that can be instantiated, with the scopes outside of it that it may refer to.
final class ComponentItem: Sendable {
  let program: ComponentProgram
  let definition: ComponentDefinition
  let outer: OuterScope?

  init(_ program: ComponentProgram, _ definition: ComponentDefinition, outer: OuterScope?) {
    self.program = program
    self.definition = definition
    self.outer = outer
  }
}

/// What components inside of one may refer to by outer aliases: nothing that belongs to an instance. It changes only as
/// long as the instance is made, on one thread.
final class OuterScope: @unchecked Sendable {
  let outer: OuterScope?
  var modules: [Module] = []
  var components: [ComponentItem] = []

  init(outer: OuterScope?) { self.outer = outer }

  /// The scope so many components outward.
  func scope(_ count: UInt32) -> OuterScope? {
    var scope: OuterScope? = self
    for _ in 0..<count { scope = scope?.outer }
    return scope
  }
}

/// The name of an interface with its version, `package:interface@major.minor.patch`.
struct VersionedName {
  private let base: Substring.UTF8View
  private let numbers: [UInt64]
  /// Pre-releases are compatible only with themselves.
  private let isPrerelease: Bool

  init?(_ name: String) {
    let bytes = name.utf8
    guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return nil }
    base = bytes[..<at]
    var rest = bytes[bytes.index(after: at)...]
    if let plus = rest.firstIndex(of: UInt8(ascii: "+")) { rest = rest[..<plus] }
    isPrerelease = rest.contains(UInt8(ascii: "-"))
    var numbers: [UInt64] = []
    for part in rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      guard let number = UInt64(String(Substring(part))) else {
        if isPrerelease { continue }
        return nil
      }
      numbers.append(number)
    }
    guard numbers.count == 3 || isPrerelease else { return nil }
    self.numbers = numbers
  }

  /// Whether one may stand for the other: same major version, and below 1.0 same minor one.
  func isCompatible(with other: VersionedName) -> Bool {
    guard !isPrerelease, !other.isPrerelease, base.elementsEqual(other.base) else { return false }
    guard numbers[0] == other.numbers[0] else { return false }
    if numbers[0] > 0 { return true }
    guard numbers[1] == other.numbers[1] else { return false }
    return numbers[1] > 0 || numbers[2] == other.numbers[2]
  }

  func isOlder(than other: VersionedName) -> Bool {
    numbers.lexicographicallyPrecedes(other.numbers)
  }
}
