// The types as the text format writes them.

extension ValueType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .i32: "i32"
    case .i64: "i64"
    case .f32: "f32"
    case .f64: "f64"
    case .v128: "v128"
    case .reference(let type): type.description
    }
  }
}

extension ReferenceType: CustomStringConvertible {
  public var description: String {
    if isNullable {
      switch heapType {
      case .concrete: break
      case .noFunc: return "nullfuncref"
      case .noExtern: return "nullexternref"
      case .none: return "nullref"
      case .exception: return "exnref"
      case .noException: return "nullexnref"
      default: return heapType.description + "ref"
      }
    }
    return isNullable ? "(ref null \(heapType))" : "(ref \(heapType))"
  }
}

extension HeapType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .func: "func"
    case .noFunc: "nofunc"
    case .extern: "extern"
    case .noExtern: "noextern"
    case .any: "any"
    case .eq: "eq"
    case .i31: "i31"
    case .struct: "struct"
    case .array: "array"
    case .none: "none"
    case .exception: "exn"
    case .noException: "noexn"
    case .concrete(let index): index.description
    }
  }
}

extension FunctionType: CustomStringConvertible {
  public var description: String {
    "(\(Self.list(parameters))) -> (\(Self.list(results)))"
  }

  private static func list(_ types: [ValueType]) -> String {
    var text = ""
    for (index, type) in types.enumerated() {
      if index > 0 { text += ", " }
      text += type.description
    }
    return text
  }
}

extension Limits: CustomStringConvertible {
  public var description: String {
    if let maximum { return "\(minimum) \(maximum)" }
    return "\(minimum)"
  }
}

extension MemoryType: CustomStringConvertible {
  public var description: String {
    (addressType == .i64 ? "i64 " : "") + limits.description + (isShared ? " shared" : "")
      + (pageSizeLog2 == 16 ? "" : " (pagesize \(UInt64(1) << UInt64(pageSizeLog2)))")
  }
}

extension TableType: CustomStringConvertible {
  public var description: String {
    (addressType == .i64 ? "i64 " : "") + "\(limits) \(element)"
  }
}

extension GlobalType: CustomStringConvertible {
  public var description: String { isMutable ? "(mut \(value))" : value.description }
}

extension ExternalKind: CustomStringConvertible {
  public var description: String {
    switch self {
    case .function: "function"
    case .table: "table"
    case .memory: "memory"
    case .global: "global"
    case .tag: "tag"
    }
  }
}
