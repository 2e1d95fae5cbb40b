internal import CInterp

/// Keeps an object of a store's heap alive for the host, and knows where it is: objects move.
final class HeldReference {
  let store: Store
  private let index: Int

  init(_ bits: UInt, store: Store) {
    self.store = store
    index = store.heap.hold(bits)
  }

  deinit { store.heap.release(index) }

  /// The reference, until objects are moved the next time.
  var bits: UInt {
    store.settleHeap()
    return store.heap.held[index]
  }

  /// The object, until objects are moved the next time. Only for references to objects.
  var object: UnsafeMutablePointer<Object> {
    UnsafeMutablePointer(bitPattern: bits).unsafelyUnwrapped
  }

  /// Where a field of the structure is, until objects are moved the next time.
  func field(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    let object = object
    let field = store.heap.record.pointee.types[Int(object.pointee.type)].fields[index]
    return UnsafeMutableRawPointer(object).assumingMemoryBound(to: UInt8.self) + Int(field.offset)
  }
}

/// A reference in the hierarchy of `any`: to a structure or an array, an `i31`, or something of the host that a guest
/// converted with `any.convert_extern`.
///
/// Keeps what it refers to alive, and the store. Two references are equal if `ref.eq` says so. Hash values only
/// depend on the type of the object.
public struct AnyReference: Hashable {
  enum Target {
    case object(HeldReference)
    case i31(UInt32)
    /// An object of the host.
    case external(AnyObject)
  }

  let target: Target

  init(_ held: HeldReference) { target = .object(held) }

  /// - Parameter bits: A reference that is not null.
  init(bits: UInt, store: Store) {
    if bits & 1 != 0 {
      target = .i31(UInt32(truncatingIfNeeded: bits))
    } else if reference_is_object(UInt64(bits)) {
      target = .object(HeldReference(bits, store: store))
    } else {
      // There is an object for every handle that a guest can have.
      target = store.externs.object(for: bits).map { .external($0) } ?? .i31(1)
    }
  }

  /// An `i31`: the low 31 bits of `value`.
  public init(i31 value: Int32) { target = .i31(UInt32(bitPattern: value) << 1 | 1) }

  /// What `any.convert_extern` makes of a reference.
  public init(_ reference: ExternReference) {
    switch reference.target {
    case .guest(let guest): self = guest
    case .object(let object): target = .external(object)
    }
  }

  /// The number, sign-extended from 31 bits, if this is an `i31`.
  public var i31: Int32? {
    if case .i31(let bits) = target { Int32(bitPattern: bits) >> 1 } else { nil }
  }

  /// The structure, if this refers to one.
  public var structure: StructReference? {
    guard case .object(let held) = target else { return nil }
    return kind(of: held) == .structure ? StructReference(held: held) : nil
  }

  /// The array, if this refers to one.
  public var array: ArrayReference? {
    guard case .object(let held) = target else { return nil }
    return kind(of: held) == .array ? ArrayReference(held: held) : nil
  }

  private func kind(of held: HeldReference) -> DefinedKind {
    held.store.heap.record.pointee.types[Int(held.object.pointee.type)].kind
  }

  public static func == (left: AnyReference, right: AnyReference) -> Bool {
    switch (left.target, right.target) {
    case (.object(let held), .object(let other)): held.bits == other.bits
    case (.i31(let bits), .i31(let otherBits)): bits == otherBits
    case (.external(let object), .external(let other)): object === other
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch target {
    case .object(let held): hasher.combine(held.object.pointee.type)
    case .i31(let bits): hasher.combine(bits)
    case .external(let object): hasher.combine(identity(of: object))
    }
  }

  /// The most specific type of the reference; a concrete heap type is a number of the engine.
  var type: ReferenceType {
    let heapType: HeapType =
      switch target {
      case .object(let held): .concrete(held.object.pointee.type)
      case .i31: .i31
      case .external: .any
      }
    return ReferenceType(isNullable: false, heapType: heapType)
  }

  /// How the reference lies in slots of `store`.
  func bits(in store: Store) throws(CallError) -> UInt {
    switch target {
    case .i31(let bits): return UInt(bits)
    case .external(let object): return try store.handle(for: object)
    case .object(let held):
      guard held.store === store else { throw .foreignStore }
      return held.bits
    }
  }
}
