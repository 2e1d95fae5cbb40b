internal import ComponentBinary
internal import WasmTypes

/// What `inspect` says of a component.
struct ComponentReport {
  private let byteCount: Int
  private let name: String?
  private let component: ValidatedComponent
  private let counts: [(name: String, count: Int)]

  /// - Throws: Why the component is malformed or not valid: without its types, nothing can be said of it.
  init(_ bytes: [UInt8]) throws(ComponentError) {
    byteCount = bytes.count
    let (syntax, component) = try bytes.withRawBytes { (buffer) throws(ComponentError) in
      let syntax = try decodeComponent(buffer, features: .all)
      let component = try validateComponent(
        syntax, bytes: buffer, features: .all, coreFeatures: .all)
      return (syntax, component)
    }
    self.component = component
    name = syntax.names.component
    counts = Self.counts(of: syntax)
  }

  /// What is defined, components inside of the component included.
  private static func counts(of component: ComponentSyntax) -> [(name: String, count: Int)] {
    var modules = 0
    var components = 0
    var lifted = 0
    var lowered = 0
    var builtins = 0
    var pending = [component]
    while let next = pending.popLast() {
      for definition in next.definitions {
        switch definition.content {
        case .coreModule: modules += 1
        case .component(let nested):
          components += 1
          pending.append(nested)
        case .canonical(.lift): lifted += 1
        case .canonical(.lower): lowered += 1
        case .canonical(.builtin): builtins += 1
        default: break
        }
      }
    }
    return [
      ("core modules", modules), ("components", components), ("lifted functions", lifted),
      ("lowered functions", lowered), ("canonical built-ins", builtins),
    ]
  }

  func text(name file: String) -> String {
    var text = "\(file): \(byteCount) byte\(byteCount == 1 ? "" : "s"), component"
    if let name { text += " \(name.debugDescription)" }
    text += "\n"
    let present = counts.filter { $0.count > 0 }
    if !present.isEmpty { text += "\nContents\n" }
    for (name, count) in present {
      let padding = String(repeating: " ", count: 20 - name.count)
      text += "  \(name)\(padding)\(count)\n"
    }
    text += "\nImports and exports\n"
    return text + InterfaceDescription.text(of: component.root.type, in: component.types)
  }
}
