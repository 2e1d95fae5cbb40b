package import WasmTypes

/// `canon`: makes a component function of a core function, or a core function of a component function
/// or out of nothing. Explainer: "Canonical Definitions".
package enum CanonicalDefinition: Hashable, Sendable {
  /// Appends a component function of the type `type`.
  case lift(coreFunction: UInt32, options: [CanonicalOption], type: UInt32)
  /// Appends a core function.
  case lower(function: UInt32, options: [CanonicalOption])
  /// Appends a core function.
  case builtin(CanonicalBuiltin, CanonicalImmediates)
}

/// `canonopt`. Indices are of core index spaces.
package enum CanonicalOption: Hashable, Sendable {
  case stringEncoding(StringEncoding)
  case memory(UInt32)
  case realloc(UInt32)
  case postReturn(UInt32)
  /// 🔀
  case async
  /// 🔀
  case callback(UInt32)
}

/// How strings lie in a linear memory. The raw values are the codes of the binary format.
package enum StringEncoding: UInt8, Hashable, Sendable {
  case utf8 = 0
  case utf16 = 1
  /// Latin-1 where possible, otherwise UTF-16, as a bit of the length tells.
  case latin1OrUTF16 = 2
}

extension StringEncoding {
  /// The keyword of the text format.
  package var keyword: String {
    switch self {
    case .utf8: "string-encoding=utf8"
    case .utf16: "string-encoding=utf16"
    case .latin1OrUTF16: "string-encoding=latin1+utf16"
    }
  }
}

/// A list of canonical options as one value. CanonicalABI: "Canonical ABI Options".
package struct CanonicalOptions: Hashable, Sendable {
  package var stringEncoding = StringEncoding.utf8
  package var memory: UInt32?
  package var realloc: UInt32?
  package var postReturn: UInt32?
  package var isAsync = false
  package var callback: UInt32?
  /// Of the memory, which validation fills in; `i32` if there is none.
  package var addressType = AddressType.i32

  package init() {}

  /// Of duplicates, which validation refuses, the last one holds.
  package init(_ list: [CanonicalOption]) {
    for option in list {
      switch option {
      case .stringEncoding(let encoding): stringEncoding = encoding
      case .memory(let index): memory = index
      case .realloc(let index): realloc = index
      case .postReturn(let index): postReturn = index
      case .async: isAsync = true
      case .callback(let index): callback = index
      }
    }
  }
}

/// What a built-in is specialized by. Which of the fields a built-in has is in its row,
/// `CanonicalBuiltin.Row.immediates`; the others keep their defaults.
package struct CanonicalImmediates: Hashable, Sendable {
  /// The resource, stream or future type.
  package var type: UInt32 = 0
  /// The result type of `task.return`.
  package var result: ValueTypeUse?
  package var options: [CanonicalOption] = []
  package var isAsync = false
  package var isCancellable = false
  /// 🧵②
  package var isShared = false
  /// Of the core memory index space.
  package var memory: UInt32 = 0
  /// Of the core type index space: the type of a new thread's function.
  package var coreType: UInt32 = 0
  /// Of the core table index space: where a new thread's function is found.
  package var table: UInt32 = 0
  /// The type of a thread-local value, and which of them it is.
  package var contextType = ValueType.i32
  package var contextSlot: UInt32 = 0

  package init() {}
}
