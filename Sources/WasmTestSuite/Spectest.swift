internal import Escapement

/// Defines the host module `spectest`, which scripts import from.
///
/// Its print functions print nothing: what a script asserts does not depend on it.
func defineSpectest(in store: Store, _ linker: Linker) throws(ScriptError) {
  let module = "spectest"
  guard linker.resolve(module, "print", in: store) == nil else { return }
  let functions: [(String, [ValueType])] = [
    ("print", []), ("print_i32", [.i32]), ("print_i64", [.i64]), ("print_f32", [.f32]),
    ("print_f64", [.f64]), ("print_i32_f32", [.i32, .f32]), ("print_f64_f64", [.f64, .f64]),
  ]
  for (name, parameters) in functions {
    try attempt { () throws(HostError) in
      try linker.define(module, name, type: FunctionType(parameters: parameters, results: [])) {
        (_, _) throws(HostError) in []
      }
    }
  }
  let globals: [(String, Value)] = [
    ("global_i32", .i32(666)), ("global_i64", .i64(666)), ("global_f32", .f32(666.6)),
    ("global_f64", .f64(666.6)),
  ]
  for (name, value) in globals {
    let type = GlobalType(value: value.type, isMutable: false)
    let global = try attemptAccess { () throws(CallError) in
      try Global(store: store, type: type, value: value)
    }
    try define(module, name, .global(global), linker)
  }
  let memory = try attemptAllocation { () throws(ResourceError) in
    try Memory(store: store, type: MemoryType(limits: Limits(minimum: 1, maximum: 2)))
  }
  try define(module, "memory", .memory(memory), linker)
  if store.engine.configuration.features.contains(.threads) {
    let shared = try attemptAllocation { () throws(ResourceError) in
      try Memory(store: store, shared: try SharedMemory(minimum: 1, maximum: 2))
    }
    try define(module, "shared_memory", .memory(shared), linker)
  }
  for (name, addressType) in [("table", AddressType.i32), ("table64", .i64)] {
    let type = TableType(
      element: .funcref, limits: Limits(minimum: 10, maximum: 20), addressType: addressType)
    let table = try attempt { () throws(HostError) in try Table(store: store, type: type) }
    try define(module, name, .table(table), linker)
  }
}

private func define(
  _ module: String, _ name: String, _ value: External, _ linker: Linker
) throws(ScriptError) {
  try attemptDefinition { () throws(LinkError) in try linker.define(module, name, value) }
}
