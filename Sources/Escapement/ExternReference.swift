/// A reference to an object of the host, which guests can hold and pass on but not look into: `(ref extern)`.
///
/// A store keeps the objects that were passed to its guests until it is itself released, whether or not a guest still
/// holds them: pass few, long-lived objects. Two references are equal when they are to the same object.
public struct ExternReference: Hashable {
  private enum Target {
    case object(AnyObject)
    /// A reference of the guest that it converted with `extern.convert_any`.
    case guest(UInt)
  }

  private let target: Target

  public init(_ object: AnyObject) { target = .object(object) }

  init(guestBits: UInt) { target = .guest(guestBits) }

  /// The object; nil if the reference is to something of the guest's own, made by `extern.convert_any`.
  public var object: AnyObject? {
    if case .object(let object) = target { object } else { nil }
  }

  public static func == (left: ExternReference, right: ExternReference) -> Bool {
    switch (left.target, right.target) {
    case (.object(let object), .object(let other)): object === other
    case (.guest(let bits), .guest(let otherBits)): bits == otherBits
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch target {
    case .object(let object): hasher.combine(ObjectIdentifier(object))
    case .guest(let bits): hasher.combine(bits)
    }
  }

  fileprivate func bits(_ handle: (AnyObject) -> UInt) -> UInt {
    switch target {
    case .object(let object): handle(object)
    case .guest(let bits): bits
    }
  }
}

/// The objects that guests of a store may refer to, by the handle that stands for them in slots.
struct ExternTable {
  private var objects: [AnyObject] = []
  private var handles: [ObjectIdentifier: UInt] = [:]

  /// Tells a handle from the address of a record or object, which is a multiple of 4, and from an `i31`, which is odd.
  private static let mark: UInt = 0b10

  mutating func handle(for reference: ExternReference) -> UInt {
    reference.bits { handle(for: $0) }
  }

  private mutating func handle(for object: AnyObject) -> UInt {
    let identity = ObjectIdentifier(object)
    if let handle = handles[identity] { return handle }
    let handle = UInt(objects.count) << 2 | Self.mark
    objects.append(object)
    handles[identity] = handle
    return handle
  }

  /// The reference that a slot holds; nil for null.
  func reference(for bits: UInt) -> ExternReference? {
    if bits == 0 { return nil }
    let index = Int(truncatingIfNeeded: bits >> 2)
    guard bits & 0b11 == Self.mark, index < objects.count else {
      return ExternReference(guestBits: bits)
    }
    return ExternReference(objects[index])
  }
}
