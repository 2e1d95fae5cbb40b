internal import CPlatform

/// Address space that the process's memories have reserved to grow into, so that they need not move.
///
/// It is scarce: some systems give a process little, and each reservation takes one or two of a limited number of
/// mappings. The more is reserved, the less the next memory gets; in the end it gets what it needs at once, and moves
/// when it grows.
struct AddressSpace {
  private static let reserved = Locked(AddressSpace())

  private var byteCount: UInt64 = 0
  private var count = 0

  /// Linux lets a process have about 65,000 mappings.
  private static let largestCount = 8_192
  /// The part of all address space that may be reserved ahead, and the part of what is left of it that one memory gets.
  private static let share: UInt64 = 4
  private static let shareOfOne: UInt64 = 16

  /// Takes up to `wanted` bytes; what it gives is to be given back.
  static func take(_ wanted: UInt64) -> UInt64 {
    let all = platform_address_space() / share
    return reserved.withLock { reserved in
      guard wanted > 0, reserved.count < largestCount, reserved.byteCount < all else { return 0 }
      let taken = min(wanted, (all - reserved.byteCount) / shareOfOne)
      reserved.byteCount += taken
      if taken > 0 { reserved.count += 1 }
      return taken
    }
  }

  static func giveBack(_ taken: UInt64) {
    if taken == 0 { return }
    reserved.withLock { reserved in
      reserved.byteCount -= taken
      reserved.count -= 1
    }
  }
}
