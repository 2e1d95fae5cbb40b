/// Writes the checksum of an artifact that was changed: FNV-1a of the layout and of all behind the header.
package enum ArtifactSeal {
  package static let headerSize = 24
  private static let layout = 12..<16
  private static let checksum = 16

  package static func apply(to artifact: inout [UInt8]) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in artifact[layout] + artifact[headerSize...] {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    for index in 0..<8 {
      artifact[checksum + index] = UInt8(truncatingIfNeeded: hash >> UInt64(8 * index))
    }
  }
}
