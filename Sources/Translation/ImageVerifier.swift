internal import CInterp
package import WasmBinary
internal import WasmTypes

/// Checks code images that were not translated here: that running them can't leave their frames, their code or the index
/// spaces of their module, nor touch the return header of a frame.
///
/// It refuses whatever it does not know. What it does not check is what values are: a number that is used as a reference
/// is an address, as it would be in native code. An artifact must come from where native code would be accepted from.
package struct ImageVerifier {
  private let types: TypeFacts
  private let module: DecodedModule
  private let handlerFieldSize: Int
  private let usesBaseHandlersOnly: Bool

  /// - Parameter usesBaseHandlersOnly: Whether the loop that is going to run the images has no other handlers.
  package init(_ module: DecodedModule, handlerFieldSize: Int, usesBaseHandlersOnly: Bool) {
    self.module = module
    self.handlerFieldSize = handlerFieldSize
    self.usesBaseHandlersOnly = usesBaseHandlersOnly
    types = TypeFacts(module, handlerFieldSize: handlerFieldSize)
  }

  /// Whether the image is sound.
  ///
  /// - Parameter function: The index among the functions that the module defines.
  package func isSound(_ image: FunctionImage, function: UInt32) -> Bool {
    guard Int(function) < module.functions.count,
      let type = module.functionType(at: module.functions[Int(function)])
    else { return false }
    var check = ImageCheck(
      image, of: type, module: module, types: types, handlerFieldSize: handlerFieldSize,
      usesBaseHandlersOnly: usesBaseHandlersOnly)
    return check.isSound()
  }
}

/// What images may say of types that their instructions do not name.
struct TypeFacts {
  private struct Field: Hashable {
    var storage: UInt32
    var offset: UInt32
  }

  private struct Frame: Hashable {
    var parameterSlots: UInt32
    var headerSlot: UInt32
  }

  private var fields: Set<Field> = []
  private var frames: Set<Frame> = []
  private var headers: Set<UInt32> = []

  init(_ module: DecodedModule, handlerFieldSize: Int) {
    for type in module.types {
      switch type.composite {
      case .function(let type):
        let header = FrameLayout.headerSlot(of: type)
        let parameters = FrameLayout.slotCount(of: type.parameters)
        headers.insert(header)
        frames.insert(Frame(parameterSlots: parameters, headerSlot: header))
      case .structure(let types):
        for field in ObjectLayout(types, pointerSize: UInt32(handlerFieldSize)).fields {
          fields.insert(Field(storage: field.storage.rawValue, offset: field.offset))
        }
      case .array: break
      }
    }
  }

  /// Whether some structure has a field of this storage there.
  func haveField(_ storage: Storage, at offset: UInt32) -> Bool {
    fields.contains(Field(storage: storage.rawValue, offset: offset))
  }

  /// Whether functions of some type have their return header in this slot.
  func haveHeader(at slot: UInt32) -> Bool { headers.contains(slot) }

  /// Whether functions of some type have their header in this slot and so many slots of parameters.
  func haveFrame(parameterSlots: UInt32, headerSlot: UInt32) -> Bool {
    frames.contains(Frame(parameterSlots: parameterSlots, headerSlot: headerSlot))
  }
}
