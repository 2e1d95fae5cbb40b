/// An index space of core definitions. Explainer: "Index Spaces".
package enum CoreSort: UInt8, Hashable, CaseIterable, Sendable {
  // The raw values are the codes of the binary format.
  case function = 0x00
  case table = 0x01
  case memory = 0x02
  case global = 0x03
  case tag = 0x04
  case type = 0x10
  case module = 0x11
  case instance = 0x12
}

/// An index space of a component.
package enum Sort: Hashable, Sendable {
  case core(CoreSort)
  case function
  /// 🪙
  case value
  case type
  case component
  case instance
}

/// Something in an index space.
package struct SortIndex: Hashable, Sendable {
  package var sort: Sort
  package var index: UInt32

  package init(_ sort: Sort, _ index: UInt32) {
    self.sort = sort
    self.index = index
  }
}

extension CoreSort {
  /// The keyword of the text format.
  package var keyword: String {
    switch self {
    case .function: "func"
    case .table: "table"
    case .memory: "memory"
    case .global: "global"
    case .tag: "tag"
    case .type: "type"
    case .module: "module"
    case .instance: "instance"
    }
  }
}

extension Sort {
  /// The code of the binary format; a core sort's own code follows its zero.
  package var binaryCode: UInt8 {
    switch self {
    case .core: 0x00
    case .function: 0x01
    case .value: 0x02
    case .type: 0x03
    case .component: 0x04
    case .instance: 0x05
    }
  }
}

extension Sort: CustomStringConvertible {
  /// As the text format writes it: "func", "core module" …
  package var description: String {
    switch self {
    case .core(let sort): "core " + sort.keyword
    case .function: "func"
    case .value: "value"
    case .type: "type"
    case .component: "component"
    case .instance: "instance"
    }
  }
}
