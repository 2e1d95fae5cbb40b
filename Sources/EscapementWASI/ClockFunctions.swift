/// Clocks.
extension WASI {
  func clockResGet(_ memory: GuestMemory, id: UInt32, resolution: UInt32) throws(Errno) {
    try memory.checkStore(of: UInt64.self, at: resolution)
    try memory.store(try clocks.resolution(try Self.clock(id)), at: resolution)
  }

  /// - Parameter precision: the lag that the guest can bear. All clocks are read exactly.
  func clockTimeGet(
    _ memory: GuestMemory, id: UInt32, precision: UInt64, time: UInt32
  ) throws(Errno) {
    try memory.checkStore(of: UInt64.self, at: time)
    try memory.store(try clocks.now(try Self.clock(id)), at: time)
  }

  static func clock(_ identifier: UInt32) throws(Errno) -> WASIClocks.Identifier {
    guard let clock = WASIClocks.Identifier(rawValue: identifier) else { throw .inval }
    return clock
  }
}
