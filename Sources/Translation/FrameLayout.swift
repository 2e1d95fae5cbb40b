internal import CInterp
internal import WasmBinary
internal import WasmTypes

/// Where parameters, results, the return header, locals and operands are in a function's frame. See machine.h.
struct FrameLayout {
  struct Local {
    var slot: UInt32
    var valueClass: ValueClass
    /// Where it is now: in its slot, or in a register while the loop around is translated that pins it.
    var place = Place.slot
  }

  let headerSlot: UInt32
  let firstLocalSlot: UInt32
  let firstOperandSlot: UInt32
  /// Parameters, then declared locals, then those that the translator adds.
  var locals: [Local] = []

  init(type: FunctionType, locals runs: ArraySlice<DecodedModule.LocalRun>, count: UInt32) {
    headerSlot = Self.headerSlot(of: type)
    locals.reserveCapacity(type.parameters.count + Int(count))
    var slot: UInt32 = 0
    for parameter in type.parameters {
      locals.append(Local(slot: slot, valueClass: ValueClass(parameter)))
      slot += ValueClass(parameter).slotCount
    }
    slot = headerSlot + UInt32(frame_header_slots)
    firstLocalSlot = slot
    for run in runs {
      let valueClass = ValueClass(run.type)
      for _ in 0..<run.count {
        locals.append(Local(slot: slot, valueClass: valueClass))
        slot += valueClass.slotCount
      }
    }
    firstOperandSlot = slot
  }

  /// The slot of the return header in frames of functions with this type.
  static func headerSlot(of type: FunctionType) -> UInt32 {
    max(slotCount(of: type.parameters), slotCount(of: type.results))
  }

  static func slotCount(of types: [ValueType]) -> UInt32 {
    var count: UInt32 = 0
    for type in types { count += ValueClass(type).slotCount }
    return count
  }
}
