package import CInterp
package import WasmTypes

/// Where the fields of a structure are in an object. See objects.h.
///
/// Fields lie in the order of their type, so that the layout of a subtype begins with that of its supertype.
package struct ObjectLayout {
  package struct Field {
    /// From the start of the object, in bytes.
    package var offset: UInt32
    package var storage: Storage
  }

  package private(set) var fields: [Field] = []
  /// Of the whole object, in bytes.
  package private(set) var size: UInt32

  /// - Parameter pointerSize: 8, or 4 on ILP32.
  package init(_ types: [FieldType], pointerSize: UInt32) {
    var offset = UInt32(MemoryLayout<Object>.size)
    fields.reserveCapacity(types.count)
    for type in types {
      let storage = Storage(type.storage)
      let size = storage == .reference ? pointerSize : storage_size(storage)
      let alignment = min(size, UInt32(object_alignment))
      offset = (offset + alignment - 1) & ~(alignment - 1)
      fields.append(Field(offset: offset, storage: storage))
      offset += size
    }
    let alignment = UInt32(object_alignment)
    size = (offset + alignment - 1) & ~(alignment - 1)
  }
}

extension Storage {
  package init(_ type: StorageType) {
    switch type {
    case .i8: self = .i8
    case .i16: self = .i16
    case .value(.i32), .value(.f32): self = .i32
    case .value(.i64), .value(.f64): self = .i64
    case .value(.v128): self = .v128
    case .value(.reference): self = .reference
    }
  }
}
