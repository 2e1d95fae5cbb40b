internal import Escapement

/// Defines the host module `spectest`, which scripts import from.
///
/// Its print functions print nothing: what a script asserts does not depend on it.
func defineSpectest(in store: Store, _ linker: Linker) throws {
  let module = "spectest"
  guard linker.resolve(module, "print", in: store) == nil else { return }
  try linker.define(module, "print") { () in }
  try linker.define(module, "print_i32") { (_: Int32) in }
  try linker.define(module, "print_i64") { (_: Int64) in }
  try linker.define(module, "print_f32") { (_: Float) in }
  try linker.define(module, "print_f64") { (_: Double) in }
  try linker.define(module, "print_i32_f32") { (_: Int32, _: Float) in }
  try linker.define(module, "print_f64_f64") { (_: Double, _: Double) in }
  for (name, value) in [
    ("global_i32", Value.i32(666)), ("global_i64", .i64(666)), ("global_f32", .f32(666.6)),
    ("global_f64", .f64(666.6)),
  ] {
    let type = GlobalType(value: value.type, isMutable: false)
    try linker.define(module, name, try Global(store: store, type: type, value: value))
  }
  let memory = MemoryType(limits: Limits(minimum: 1, maximum: 2))
  try linker.define(module, "memory", try Memory(store: store, type: memory))
  if store.engine.configuration.features.contains(.threads) {
    let shared = try SharedMemory(minimum: 1, maximum: 2)
    try linker.define(module, "shared_memory", try Memory(store: store, shared: shared))
  }
  for (name, addressType) in [("table", AddressType.i32), ("table64", .i64)] {
    let type = TableType(
      element: .funcref, limits: Limits(minimum: 10, maximum: 20), addressType: addressType)
    try linker.define(module, name, try Table(store: store, type: type))
  }
}
