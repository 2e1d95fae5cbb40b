internal import CInterp

/// What a slot of the frame can hold. i32 and f32 use its low half; i32 is zero-extended.
///
/// WebAssembly's i32 and i64 have no sign; an instruction chooses one by the type that it reads.
protocol SlotValue {
  init(slot: Slot)
  var slot: Slot { get }
}

extension UInt32: SlotValue {
  @inline(__always) init(slot: Slot) { self.init(truncatingIfNeeded: slot) }
  @inline(__always) var slot: Slot { Slot(self) }
}

extension Int32: SlotValue {
  @inline(__always) init(slot: Slot) { self.init(truncatingIfNeeded: slot) }
  @inline(__always) var slot: Slot { Slot(UInt32(bitPattern: self)) }
}

extension UInt64: SlotValue {
  @inline(__always) init(slot: Slot) { self = slot }
  @inline(__always) var slot: Slot { self }
}

extension Int64: SlotValue {
  @inline(__always) init(slot: Slot) { self.init(bitPattern: slot) }
  @inline(__always) var slot: Slot { Slot(bitPattern: self) }
}

extension Float: SlotValue {
  @inline(__always) init(slot: Slot) { self.init(bitPattern: UInt32(truncatingIfNeeded: slot)) }
  @inline(__always) var slot: Slot { Slot(bitPattern) }
}

extension Double: SlotValue {
  @inline(__always) init(slot: Slot) { self.init(bitPattern: slot) }
  @inline(__always) var slot: Slot { bitPattern }
}
