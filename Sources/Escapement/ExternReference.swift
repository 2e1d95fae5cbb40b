/// A reference to an object of the host, which guests can hold and pass on but not look into: `(ref extern)`.
///
/// A store keeps the objects that were passed to its guests until it is itself released, whether or not a guest still
/// holds them: pass few, long-lived objects. Two references are equal when they are to the same object.
public struct ExternReference: Hashable {
  enum Target {
    case object(AnyObject)
    /// A reference of the guest's own that was converted with `extern.convert_any`.
    case guest(AnyReference)
  }

  let target: Target

  /// A reference to an object of the host.
  public init(_ object: AnyObject) { target = .object(object) }

  /// What `extern.convert_any` makes of a reference.
  public init(_ reference: AnyReference) {
    if case .external(let object) = reference.target {
      target = .object(object)
    } else {
      target = .guest(reference)
    }
  }

  /// The object; nil if the reference is to something of the guest's own, made by `extern.convert_any`.
  public var object: AnyObject? {
    if case .object(let object) = target { object } else { nil }
  }

  public static func == (left: ExternReference, right: ExternReference) -> Bool {
    switch (left.target, right.target) {
    case (.object(let object), .object(let other)): object === other
    case (.guest(let reference), .guest(let other)): reference == other
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch target {
    case .object(let object): hasher.combine(identity(of: object))
    case .guest(let reference): hasher.combine(reference)
    }
  }

  /// What the guest converted, if the reference is to something of the guest's own.
  public var guest: AnyReference? {
    if case .guest(let reference) = target { reference } else { nil }
  }
}

/// What tells an object from others. `ObjectIdentifier` does not take any object where there are no existential types.
func identity(of object: AnyObject) -> UnsafeMutableRawPointer {
  Unmanaged.passUnretained(object).toOpaque()
}

/// The objects that guests of a store may refer to, by the handle that stands for them in slots.
struct ExternTable {
  private var objects: [AnyObject] = []
  private var handles: [UnsafeMutableRawPointer: UInt] = [:]

  /// Whether no object was ever passed to a guest.
  var isEmpty: Bool { objects.isEmpty }

  /// Tells a handle from the address of a record or object, which is a multiple of 4, and from an `i31`, which is odd.
  private static let mark: UInt = 0b10

  /// How a reference lies in slots of `store`.
  mutating func handle(
    for reference: ExternReference, in store: Store
  ) throws(CallError) -> UInt {
    if let guest = reference.guest { return try guest.bits(in: store) }
    return reference.object.map { handle(for: $0) } ?? 0
  }

  mutating func handle(for object: AnyObject) -> UInt {
    let address = identity(of: object)
    if let handle = handles[address] { return handle }
    let handle = UInt(objects.count) << 2 | Self.mark
    objects.append(object)
    handles[address] = handle
    return handle
  }

  /// The object that a handle stands for; nil for other references.
  func object(for bits: UInt) -> AnyObject? {
    let index = Int(truncatingIfNeeded: bits >> 2)
    guard bits & 0b11 == Self.mark, index < objects.count else { return nil }
    return objects[index]
  }
}

extension Store {
  /// The external reference that a slot holds; nil for null.
  func externReference(_ bits: UInt) -> ExternReference? {
    if bits == 0 { return nil }
    if let object = externs.object(for: bits) { return ExternReference(object) }
    return ExternReference(AnyReference(bits: bits, store: self))
  }
}
